package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.BackboneWeights;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.network.TorchvisionFile;

class FitTest {

    static final int SIZE = 32;

    @TempDir
    Path folder;

    static NetworkConfig network(FusionStrategy fusion) {
        return network(Backbone.RESNET18, fusion);
    }

    private static NetworkConfig network(Backbone backbone, FusionStrategy fusion) {
        return new NetworkConfig(
                new NetworkSettings(
                        new EncoderSettings(backbone, 4, 16),
                        PictureSettings.square(SIZE, 0),
                        AttentionSettings.demo().withTokenSize(16).withLayers(2).withDropout(0.1),
                        fusion),
                List.of(
                        new NetworkConfig.FieldEncoding("age", 0, 70, 10),
                        new NetworkConfig.FieldEncoding("sex", 2, 0, 1)),
                NetworkConfig.USUAL_SIZE_RANGE);
    }

    private static NetworkConfig gated(AttentionGate gate) {
        NetworkConfig usual = network(FusionStrategy.BOTH);
        NetworkSettings settings = usual.settings();
        return new NetworkConfig(
                settings.withAttention(settings.attention().withGate(gate)), usual.fields(), usual.sizeRange());
    }

    /** Half the label is the brightness of the crop, half is age. */
    static TrainingData data(int n, long seed) {
        Random random = new Random(seed);
        float[][] crops = new float[n][SIZE * SIZE];
        float[][] clinical = new float[n][2];
        float[] bmd = new float[n];
        for (int i = 0; i < n; i++) {
            double bright = random.nextDouble();
            double age = 50 + 40 * random.nextDouble();
            for (int p = 0; p < SIZE * SIZE; p++) {
                crops[i][p] = (float) Math.min(1, (p / SIZE > SIZE / 2 ? bright : 0.3) + 0.05 * random.nextDouble());
            }
            clinical[i][0] = (float) age;
            clinical[i][1] = random.nextInt(2);
            bmd[i] = (float) (0.7 + 0.25 * bright + 0.25 * (90 - age) / 40);
        }
        float[][] boxes = new float[n][];
        java.util.Arrays.fill(boxes, new float[] {0.5f, 0.5f, 0.25f, 0.25f});
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    private Map<String, Safetensors.Tensor> train(Path run, int epochs, boolean resume) {
        TrainingData train = data(24, 1);
        // The schedule must not depend on where a run is interrupted, hence always the same number of epochs.
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = new Fit(
                        network(FusionStrategy.BOTH),
                        SmallTraining.config(6, epochs),
                        NetworkConstants.of(train),
                        manager,
                        List.of(manager.getDevice()),
                        run,
                        resume)) {
            fit.run(train, data(8, 2), new float[SIZE * SIZE]);
        }
        return Safetensors.read(run.resolve(Fit.LAST)).tensors();
    }

    @ParameterizedTest
    @EnumSource(AttentionGate.class)
    void learnsWhatCropAndFieldsTogetherSay(AttentionGate gate) {
        TrainingData train = data(96, 3);
        TrainingData validation = data(24, 4);
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = new Fit(
                        gated(gate),
                        SmallTraining.config(12, 12),
                        NetworkConstants.of(train),
                        manager,
                        List.of(manager.getDevice()),
                        folder,
                        false)) {
            List<EpochRecord> history = fit.run(train, validation, new float[SIZE * SIZE]);
            double spread = Moments.of(validation.bmd()).sd();
            assertThat(history.get(history.size() - 1).validationMae()).isLessThan(0.6 * spread);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BOTH", "JOINT"})
    void holdsTheSameNumberOfNativeArraysAfterEveryEpoch(FusionStrategy fusion) {
        TrainingData train = data(24, 1);
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = new Fit(
                        network(fusion),
                        SmallTraining.config(3, 3),
                        NetworkConstants.of(train),
                        manager,
                        List.of(manager.getDevice()),
                        folder,
                        false)) {
            int before = fit.managedArrays();
            int outside = manager.getManagedArrays().size();
            fit.run(train, data(8, 2), new float[SIZE * SIZE]);
            assertThat(fit.managedArrays()).isEqualTo(before);
            assertThat(manager.getManagedArrays()).hasSize(outside);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESNET34", "RESNET50"})
    void gradientsReachEveryLayerOfDeeperEncoders(Backbone backbone) {
        TrainingData train = data(24, 1);
        NetworkConfig network = network(backbone, FusionStrategy.BOTH);
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = new Fit(
                        network,
                        SmallTraining.config(1, 1),
                        NetworkConstants.of(train),
                        manager,
                        List.of(manager.getDevice()),
                        folder,
                        false)) {
            assertThat(fit.run(train, data(8, 2), new float[SIZE * SIZE]))
                    .allSatisfy(epoch -> assertThat(epoch.trainLoss()).isFinite());
        }
        Map<String, Safetensors.Tensor> state =
                Safetensors.read(folder.resolve(Fit.LAST)).tensors();
        assertThat(state.keySet())
                .filteredOn(name -> name.matches("adam.variance.image.resnet.*conv.*"))
                .hasSize(backbone == Backbone.RESNET34 ? 33 : 49)
                .allSatisfy(name ->
                        assertThat(Moments.of(state.get(name).values()).mean()).isPositive());
    }

    @Test
    void publicWeightsStartBothNetworksAndTheRunRemembersThem() {
        Path file = TorchvisionFile.write(folder.resolve("public.safetensors"), Backbone.RESNET18, 4, 9);
        BackboneWeights weights = BackboneWeights.read(file, Backbone.RESNET18, 4);
        TrainingData train = data(24, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            try (Fit fit = fit(manager, train, false)) {
                fit.initialise(weights, "public");
                fit.stopAfter(1);
                fit.run(train, data(8, 2), new float[SIZE * SIZE]);
            }
            // One small step away from the file: a random start would be as far away as weights are large.
            float[] first = TorchvisionFile.stemSums(file);
            for (String owner : List.of("network.", "average.")) {
                float[] stem = Safetensors.read(folder.resolve(Fit.LAST))
                        .tensors()
                        .get(owner + "image.resnet.conv1.weight")
                        .values();
                for (int i = 0; i < first.length; i++) {
                    assertThat(stem[i]).isEqualTo(first[i], within(0.02f));
                }
            }
            try (Fit resumed = fit(manager, train, true)) {
                assertThat(resumed.backboneWeights()).isEqualTo("public");
                resumed.initialise(weights, "public");
                assertThatThrownBy(() -> resumed.initialise(weights, "another"))
                        .isInstanceOf(TrainerException.class)
                        .hasMessageContainingAll("began from public", "received another");
            }
        }
    }

    private Fit fit(NDManager manager, TrainingData train, boolean resume) {
        return new Fit(
                network(FusionStrategy.BOTH),
                SmallTraining.config(6, 6),
                NetworkConstants.of(train),
                manager,
                List.of(manager.getDevice()),
                folder,
                resume);
    }

    @Test
    void resumedRunEndsWithTheWeightsOfAnUninterruptedOne() throws Exception {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Path parts = Files.createDirectory(folder.resolve("parts"));
        Map<String, Safetensors.Tensor> expected = train(whole, 6, false);
        interruptAfter(parts, 3);
        Map<String, Safetensors.Tensor> actual = train(parts, 6, true);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (name, tensor) -> assertThat(actual.get(name).values()).as(name).containsExactly(tensor.values()));
    }

    /** Runs the same schedule, but throws out of the fourth epoch as a kill would. */
    private void interruptAfter(Path run, int epochs) {
        TrainingData train = data(24, 1);
        TrainingData validation = data(8, 2);
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = new Fit(
                        network(FusionStrategy.BOTH),
                        SmallTraining.config(6, 6),
                        NetworkConstants.of(train),
                        manager,
                        List.of(manager.getDevice()),
                        run,
                        false)) {
            fit.stopAfter(epochs);
            fit.run(train, validation, new float[SIZE * SIZE]);
        }
    }

    @Test
    void refusesAStateOfAnotherNetwork() {
        train(folder, 1, false);
        TrainingData train = data(24, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> new Fit(
                            network(FusionStrategy.IMAGE),
                            SmallTraining.config(6, 6),
                            NetworkConstants.of(train),
                            manager,
                            List.of(manager.getDevice()),
                            folder,
                            true))
                    .isInstanceOfSatisfying(
                            TrainerException.class,
                            e -> assertThat(e.code()).isEqualTo(TrainerException.Code.CHECKPOINT));
        }
    }
}
