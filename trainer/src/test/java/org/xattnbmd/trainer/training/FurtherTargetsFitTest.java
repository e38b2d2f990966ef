package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/** Training with two further targets in units of their own, of which one is not known of everybody. */
class FurtherTargetsFitTest {

    @TempDir
    Path folder;

    private static NetworkConfig network() {
        NetworkConfig one = FitTest.network(FusionStrategy.BOTH);
        return new NetworkConfig(one.settings(), one.fields(), one.sizeRange(), 2);
    }

    /** The second counts years to a hundred, of two in three; the third is the first in another unit. */
    private static TrainingData data(int n, long seed) {
        TrainingData data = FitTest.data(n, seed);
        float[][] further = new float[n][];
        for (int i = 0; i < n; i++) {
            float years = i % 3 == 0 ? Float.NaN : 100 - data.clinical()[i][0];
            further[i] = new float[] {years, 5 + 3 * data.bmd()[i]};
        }
        return new TrainingData(data.crops(), data.clinical(), data.bmd(), data.boxes(), further);
    }

    private static Fit fit(TrainingData train, NDManager manager, int epochs, Path run, boolean resume) {
        return new Fit(
                network(),
                SmallTraining.config(epochs, epochs),
                NetworkConstants.of(train),
                manager,
                List.of(manager.getDevice()),
                run,
                resume);
    }

    private static float[] picture() {
        return new float[FitTest.SIZE * FitTest.SIZE];
    }

    @Test
    void allAreLearnedAndMemoryStaysFlat() {
        TrainingData train = data(96, 3);
        TrainingData validation = data(24, 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            try (Fit fit = fit(train, manager, 12, folder, false)) {
                int before = fit.managedArrays();
                assertThat(fit.run(train, validation, picture()))
                        .allSatisfy(epoch -> assertThat(epoch.trainLoss()).isFinite());
                assertThat(fit.managedArrays()).isEqualTo(before);
            }
            try (Gradients off = Gradients.off()) {
                XAttnBmd kept = XAttnBmd.create(network(), manager);
                NamedParameters.load(
                        kept, Safetensors.read(folder.resolve(Fit.BEST)).tensors());
                Predictions out = new Predictor(kept, manager).predict(validation.crops(), validation.clinical());
                assertLearned(validation.bmd(), out.bmd());
                for (int k = 0; k < 2; k++) {
                    float[] estimates = new float[validation.size()];
                    for (int i = 0; i < estimates.length; i++) {
                        estimates[i] = out.further()[i][k];
                        assertThat(out.furtherSpread()[i][k]).isPositive();
                    }
                    assertLearned(validation.further(k), estimates);
                }
            }
        }
    }

    private static void assertLearned(float[] labels, float[] estimates) {
        double mae = 0;
        int known = 0;
        for (int i = 0; i < labels.length; i++) {
            if (!Float.isNaN(labels[i])) {
                mae += Math.abs(labels[i] - estimates[i]);
                known++;
            }
        }
        assertThat(mae / known).isLessThan(0.6 * Moments.of(labels).sd());
    }

    @Test
    void aResumedRunEndsWhereAnUninterruptedOneDoes() {
        TrainingData train = data(24, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            try (Fit whole = fit(train, manager, 4, folder.resolve("whole"), false)) {
                whole.run(train, data(8, 2), picture());
            }
            try (Fit begun = fit(train, manager, 4, folder.resolve("parts"), false)) {
                begun.stopAfter(2);
                begun.run(train, data(8, 2), picture());
            }
            try (Fit resumed = fit(train, manager, 4, folder.resolve("parts"), true)) {
                resumed.run(train, data(8, 2), picture());
            }
        }
        Map<String, Safetensors.Tensor> expected = last("whole");
        assertThat(expected.keySet()).anyMatch(name -> name.contains("regressor.further.estimate"));
        last("parts")
                .forEach((name, tensor) -> assertThat(tensor.values())
                        .as(name)
                        .isEqualTo(expected.get(name).values()));
    }

    private Map<String, Safetensors.Tensor> last(String run) {
        return Safetensors.read(folder.resolve(run).resolve(Fit.LAST)).tensors();
    }
}
