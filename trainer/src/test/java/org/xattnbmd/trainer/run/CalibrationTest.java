package org.xattnbmd.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.TinyNetworks;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.TrainingData;

class CalibrationTest {

    private static TrainingData data(int n) {
        Random random = new Random(4);
        float[][] crops = new float[n][TinyNetworks.SIZE * TinyNetworks.SIZE];
        float[][] clinical = new float[n][];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < crops[i].length; p++) {
                crops[i][p] = random.nextFloat();
            }
            clinical[i] = new float[] {60 + 30 * random.nextFloat(), random.nextInt(2), 70, random.nextInt(3)};
            bmd[i] = 0.5f + 0.8f * random.nextFloat();
            boxes[i] = new float[] {0.5f, 0.5f, 0.2f, 0.2f};
        }
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    private static Calibration calibrate(FusionStrategy fusion, int n) {
        Engine.getInstance().setRandomSeed(1);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, false), manager);
            return Calibration.of(new Predictor(network, manager)::predict, network.config(), data(n), 9);
        }
    }

    @Test
    void quantilesGrowWithCoverage() {
        Calibration calibration = calibrate(FusionStrategy.BOTH, 40);
        assertThat(calibration.conformalQuantiles()).containsOnlyKeys("0.80", "0.90", "0.95");
        List<Double> quantiles =
                new ArrayList<>(calibration.conformalQuantiles().values());
        assertThat(quantiles).isSorted().allMatch(q -> q > 0);
        assertThat(calibration.leastSignificantChange()).isPositive();
    }

    @Test
    void coverageThatTooFewSubjectsCannotGiveIsLeftOut() {
        assertThat(calibrate(FusionStrategy.BOTH, 16).conformalQuantiles()).containsOnlyKeys("0.80", "0.90");
    }

    @Test
    void repeatedRadiographsChangeNothingForANetworkThatSeesNone() {
        assertThat(calibrate(FusionStrategy.CLINICAL, 16).leastSignificantChange())
                .isLessThan(1e-3);
    }

    @Test
    void cpuIsTakenAsAskedAndSaidSo() {
        DeviceChoice choice = DeviceChoice.of(DeviceChoice.Request.CPU);
        assertThat(choice.device().isGpu()).isFalse();
        assertThat(choice.reason()).contains("CPU", "as asked", "PyTorch");
    }

    @Test
    void gpuIsRefusedWhereThereIsNone() {
        assumeTrue(Engine.getInstance().getGpuCount() == 0, "a machine without a GPU");
        assertThatThrownBy(() -> DeviceChoice.of(DeviceChoice.Request.GPU))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.DEVICE))
                .hasMessageContainingAll("GPU was demanded", "PyTorch", "--device auto or cpu");
        assertThat(DeviceChoice.of(DeviceChoice.Request.AUTO).reason()).contains("sees no GPU");
    }
}
