package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.HeapMeter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** A steady stream of estimates must not keep the host's garbage collector busy. */
class AllocationTest {

    private static final int WARM_UP = 4000;
    private static final int CALLS = 1000;
    private static final double MOST_BYTES_BEYOND_THE_RESULT = 4096;

    @TempDir
    Path folder;

    @Test
    void anEstimateAllocatesLittleBeyondItsResult() {
        Radiograph radiograph = Radiograph.of(
                SyntheticHip.left(200, 180, 3),
                200,
                180,
                PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
        ClinicalRecord clinical = ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height_cm", 160)
                .set("weight_kg", 68)
                .build();
        try (BmdEstimator estimator =
                BmdEstimator.builder(TinyModel.write(folder)).threads(2).open()) {
            HeapMeter.Reading reading =
                    HeapMeter.measure(() -> estimator.estimate(radiograph, clinical), WARM_UP, CALLS);

            assertThat(reading.allocated() - reading.retained())
                    .as("%s", reading)
                    .isLessThan(MOST_BYTES_BEYOND_THE_RESULT);
        }
    }
}
