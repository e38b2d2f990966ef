package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimator.CallMetrics;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ListenerTest {

    private static final Radiograph HIP = Radiograph.of(SyntheticHip.left(90, 80, 3), 90, 80, PixelFormat.unsigned(16));

    @TempDir
    Path folder;

    @Test
    void isToldOfEveryCallWithItsTimesAndItsFailure() {
        List<CallMetrics> heard = new CopyOnWriteArrayList<>();
        BmdRequest request = new BmdRequest(HIP, ClinicalRecord.empty());
        BmdEstimator estimator = BmdEstimator.builder(TinyModel.write(folder))
                .listener(heard::add)
                .open();
        estimator.estimateAll(List.of(request, request, request));
        assertThatThrownBy(() -> estimator.estimate(
                        HIP, ClinicalRecord.builder().set("shoe_size", 42).build()))
                .isInstanceOf(BmdException.class);
        estimator.close();
        assertThatThrownBy(() -> estimator.estimate(HIP, ClinicalRecord.empty()))
                .isInstanceOf(BmdException.class);

        assertThat(heard)
                .extracting(CallMetrics::failure)
                .containsExactly(
                        Optional.empty(), Optional.of(Code.CLINICAL_FIELD_UNKNOWN), Optional.of(Code.ESTIMATOR_CLOSED));
        CallMetrics done = heard.get(0);
        assertThat(done.requests()).isEqualTo(3);
        assertThat(done.preparation()).isPositive();
        assertThat(done.network()).isPositive();
        assertThat(done.total()).isGreaterThanOrEqualTo(done.preparation().plus(done.network()));
        assertThat(heard.get(1).network()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whatItThrowsDoesNotTouchTheEstimate() {
        try (BmdEstimator estimator = BmdEstimator.builder(TinyModel.write(folder))
                .listener(metrics -> {
                    throw new IllegalStateException("metrics are down");
                })
                .open()) {
            assertThat(estimator.estimate(HIP, ClinicalRecord.empty()).bmd()).isPositive();
        }
    }
}
