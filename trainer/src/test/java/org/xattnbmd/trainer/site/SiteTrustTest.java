package org.xattnbmd.trainer.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.sdk.fixtures.TinyModel;

class SiteTrustTest {

    /** Its outlier limit is 1.5. */
    private static final ModelCard OLD = TinyModel.card();

    private static final ModelCard VENDOR =
            OLD.toBuilder().trust(new TrustLimits(3, 1.8, "the vendor's rule")).build();

    private static TrustLimits trust(ModelCard source, double[] scores) {
        return SiteTrust.of(source, scores, OutlierLimit.of(scores, source.outlierThreshold()));
    }

    private static double[] scores(int n, double most) {
        return new Random(1).doubles(n, most / 2, most).toArray();
    }

    @Test
    void manyPicturesSetTheHardLimitAndTheNetworksWideningStays() {
        double[] scores = scores(150, 4);
        TrustLimits site = trust(VENDOR, scores);

        assertThat(site.outlierHardLimit()).isGreaterThan(4);
        assertThat(site.unusualWidening()).isEqualTo(1.8);
        assertThat(site.basis()).contains("150 known ones", "1.80 times as wide, as before");
    }

    @Test
    void fewPicturesKeepTheRatioOfBothLimits() {
        assertThat(trust(VENDOR, scores(10, 4))).isEqualTo(VENDOR.trust().orElseThrow());
        double[] scores = scores(50, 4);
        double limit = OutlierLimit.of(scores, 1.5).value();
        assertThat(limit).isGreaterThan(3);
        assertThat(trust(VENDOR, scores).outlierHardLimit()).isCloseTo(limit * 3 / 1.5, within(1e-9));
        assertThat(trust(VENDOR, scores).basis()).contains("as the outlier limit", "the vendor's rule");
    }

    @Test
    void aModelWithoutTrustGetsItFromManyPicturesOnlyWithADefaultWidening() {
        assertThat(trust(OLD, scores(98, 4))).isNull();
        assertThat(trust(OLD, scores(99, 4)).basis()).contains("99 known ones", "default that is not measured");
    }
}
