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
    private static final int COMPILER_ROUNDS = 4;
    private static final double MOST_BYTES_BEYOND_THE_RESULT = 4096;
    private static final double MOST_BYTES_TO_WRITE_A_WARNING = 512;

    @TempDir
    Path folder;

    private static final Radiograph HIP = Radiograph.of(
            SyntheticHip.left(200, 180, 3), 200, 180, PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));

    @Test
    void anEstimateAllocatesLittleBeyondItsResult() {
        ClinicalRecord clinical = ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height_cm", 160)
                .set("weight_kg", 68)
                .build();

        assertLittle(HIP, clinical, 1);
    }

    @Test
    void littleMoreWhereThereIsMuchToWarnOf() {
        ClinicalRecord clinical = ClinicalRecord.builder()
                .set("age", 105)
                .set("height", 1.25, "m")
                .set("weight_kg", 190)
                .build();

        assertLittle(HIP.withSide(Radiograph.Side.UNKNOWN), clinical, 6);
    }

    private void assertLittle(Radiograph radiograph, ClinicalRecord clinical, int warnings) {
        try (BmdEstimator estimator =
                BmdEstimator.builder(TinyModel.write(folder)).threads(2).open()) {
            assertThat(estimator.estimate(radiograph, clinical).warnings()).hasSizeGreaterThanOrEqualTo(warnings);
            double most = MOST_BYTES_BEYOND_THE_RESULT + (warnings - 1) * MOST_BYTES_TO_WRITE_A_WARNING;
            HeapMeter.Reading reading =
                    HeapMeter.measure(() -> estimator.estimate(radiograph, clinical), WARM_UP, CALLS);
            // On a busy machine the compiler, without which more is allocated, has not come to these calls yet.
            for (int again = 0; again < COMPILER_ROUNDS && beyond(reading) >= most; again++) {
                reading = HeapMeter.measure(() -> estimator.estimate(radiograph, clinical), WARM_UP, CALLS);
            }

            assertThat(beyond(reading)).as("%s", reading).isLessThan(most);
        }
    }

    private static double beyond(HeapMeter.Reading reading) {
        return reading.allocated() - reading.retained();
    }
}
