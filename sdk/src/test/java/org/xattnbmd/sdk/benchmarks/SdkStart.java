package org.xattnbmd.sdk.benchmarks;

import java.nio.file.Path;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;

/** A program whose first and only estimate comes from the SDK. */
public final class SdkStart {

    private SdkStart() {}

    public static void main(String[] arguments) throws Exception {
        try (BmdEstimator estimator = BmdEstimator.builder(Path.of(arguments[0]))
                .threads(2)
                .returnUnusable(true)
                .open()) {
            Radiograph radiograph = Radiograph.of(
                    ColdStart.read(Path.of(arguments[1])),
                    BenchmarkModel.WIDTH,
                    BenchmarkModel.HEIGHT,
                    PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
            System.out.println("bmd "
                    + estimator.estimate(radiograph, BenchmarkModel.clinical()).bmd());
        }
    }
}
