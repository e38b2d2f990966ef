package org.xattnbmd.sdk.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Trust.Level;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.ModelCard.TrustLimits;

/** What is worse in a radiograph never makes its estimate more trusted. */
class UsabilityPropertyTest {

    private static final Optional<TrustLimits> LIMITS = Optional.of(new TrustLimits(3, 1.4, "made up for tests"));

    private static Trust judged(List<Reason> reasons) {
        return new Usability(LIMITS, true).judge(reasons);
    }

    @Property
    void aHigherScoreNeverGivesABetterLevelNorANarrowerInterval(
            @ForAll @DoubleRange(max = 6) double score,
            @ForAll @DoubleRange(max = 6) double more,
            @ForAll @DoubleRange(min = 0.1, max = 3) double limit,
            @ForAll boolean hard) {
        OptionalDouble hardLimit = hard ? OptionalDouble.of(3) : OptionalDouble.empty();
        Trust low = judged(
                new OutlierScore(score, limit, hardLimit).reason().stream().toList());
        Trust high = judged(new OutlierScore(score + more, limit, hardLimit)
                .reason().stream().toList());

        assertThat(high.level()).isGreaterThanOrEqualTo(low.level());
        assertThat(high.widening()).isGreaterThanOrEqualTo(low.widening());
        assertThat(high.level() == Level.NOT_USABLE).isEqualTo(hard && score + more > 3);
    }

    @Property
    void fewerPixelsNeverGiveABetterLevel(
            @ForAll @LongRange(max = 200) long pixels,
            @ForAll @LongRange(max = 200) long more,
            @ForAll @LongRange(min = 1, max = 120) long least,
            @ForAll boolean hard) {
        Trust coarse = judged(
                new Resolution("here", pixels, least).reason(hard).stream().toList());
        Trust fine = judged(new Resolution("here", pixels + more, least)
                .reason(hard).stream().toList());

        assertThat(coarse.level()).isGreaterThanOrEqualTo(fine.level());
        assertThat(fine.level() == Level.FINE).isEqualTo(pixels + more >= least);
    }

    @Property
    void anotherReasonNeverGivesABetterLevel(@ForAll List<Reason> reasons, @ForAll Reason another) {
        List<Reason> more = new ArrayList<>(reasons);
        more.add(another);

        assertThat(judged(more).level())
                .isGreaterThanOrEqualTo(judged(reasons).level())
                .isGreaterThanOrEqualTo(another.level());
        assertThat(judged(more).reasons()).doesNotHaveDuplicates().contains(another);
        assertThat(judged(more).words()).isNotBlank();
    }

    @Property
    void withoutLimitsNothingIsWidened(@ForAll @IntRange(max = 2) int unusual) {
        List<Reason> reasons = List.of(Reason.UNLIKE_TRAINING, Reason.COARSE).subList(0, unusual);

        assertThat(new Usability(Optional.empty(), false).judge(reasons).widening())
                .isEqualTo(1);
    }
}
