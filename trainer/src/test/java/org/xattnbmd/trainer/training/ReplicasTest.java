package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.TinyNetworks;

/** Data-parallel training, two replicas on the processor; {@link GpuTrainingTest} has one of them on a GPU. */
class ReplicasTest {

    static final int PIXELS = TinyNetworks.SIZE * TinyNetworks.SIZE;

    @TempDir
    Path folder;

    /** Without dropout: each replica would draw its own. */
    static NetworkConfig network(FusionStrategy fusion) {
        NetworkConfig tiny = TinyNetworks.config(fusion, fusion.usesImage());
        NetworkSettings settings = tiny.settings();
        return new NetworkConfig(
                settings.withAttention(settings.attention().withDropout(0)), tiny.fields(), tiny.sizeRange());
    }

    static TrainingConfig config() {
        return SmallTraining.config(4, 4);
    }

    static TrainingData data(int n, long seed) {
        Random random = new Random(seed);
        float[][] crops = new float[n][PIXELS];
        float[][] clinical = new float[n][];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < PIXELS; p++) {
                crops[i][p] = random.nextFloat();
            }
            clinical[i] = new float[] {60 + 30 * random.nextFloat(), random.nextInt(2), 70, random.nextInt(3)};
            bmd[i] = 0.5f + 0.8f * random.nextFloat();
            boxes[i] = new float[] {0.4f + 0.2f * random.nextFloat(), 0.5f, 0.2f, 0.2f};
        }
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    private static TrainingData data(int n, long seed, int further) {
        TrainingData data = data(n, seed);
        float[][] labels = new float[n][further];
        for (int i = 0; i < n; i++) {
            Arrays.fill(labels[i], 30 + i % 5);
        }
        return new TrainingData(data.crops(), data.clinical(), data.bmd(), data.boxes(), labels);
    }

    private static Fit fit(NetworkConfig network, NDManager manager, int devices, Path run, boolean resume) {
        return fit(network, config(), manager, devices, run, resume);
    }

    private static Fit fit(
            NetworkConfig network, TrainingConfig config, NDManager manager, int devices, Path run, boolean resume) {
        return new Fit(
                network,
                config,
                NetworkConstants.of(data(24, 1, network.further())),
                manager,
                Collections.nCopies(devices, Device.cpu()),
                run,
                resume);
    }

    /** The examples of the data in order, with unequal weights, and again from the beginning. */
    static TrainingBatch batch(int n, int different) {
        return batch(n, different, 0);
    }

    private static TrainingBatch batch(int n, int different, int further) {
        TrainingData data = data(different, 3);
        TrainingBatch batch = TrainingBatch.empty(n, PIXELS, data.clinical()[0].length, further);
        for (int k = 0; k < n; k++) {
            int i = k % different;
            System.arraycopy(data.crops()[i], 0, batch.crops(), k * PIXELS, PIXELS);
            System.arraycopy(data.clinical()[i], 0, batch.clinical(), k * 4, 4);
            System.arraycopy(data.boxes()[i], 0, batch.boxes(), k * 4, 4);
            System.arraycopy(data.boxes()[i], 0, batch.cropBoxes(), k * 4, 4);
            batch.bmd()[k] = data.bmd()[i];
            batch.weights()[k] = 0.5f + 0.3f * i;
        }
        return batch;
    }

    private Map<String, float[]> gradients(FusionStrategy fusion, int devices, TrainingBatch batch) {
        return gradients(fusion, config(), devices, batch);
    }

    private Map<String, float[]> gradients(
            FusionStrategy fusion, TrainingConfig config, int devices, TrainingBatch batch) {
        return gradients(network(fusion), config, devices, batch);
    }

    private Map<String, float[]> gradients(
            NetworkConfig network, TrainingConfig config, int devices, TrainingBatch batch) {
        Map<String, float[]> gradients = new TreeMap<>();
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off();
                Fit fit = fit(network, config, manager, devices, folder, false);
                NDManager scope = manager.newSubManager()) {
            fit.broadcast();
            double loss = fit.backward(batch, scope);
            gradients.put("loss", new float[] {(float) loss});
            NamedParameters.of(fit.network()).forEach((name, parameter) -> {
                if (parameter.requiresGradient()) {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                        gradients.put(name, gradient.toFloatArray());
                    }
                }
            });
        }
        return gradients;
    }

    /** @param tolerance relative, or absolute below 1 */
    static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected, float tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        double largest = 0;
        for (String name : expected.keySet()) {
            float[] wanted = expected.get(name);
            for (int i = 0; i < wanted.length; i++) {
                assertThat(actual.get(name)[i])
                        .as(name)
                        .isEqualTo(wanted[i], within(tolerance * Math.max(1, Math.abs(wanted[i]))));
                largest = Math.max(largest, Math.abs(wanted[i]));
            }
        }
        assertThat(largest).as("a gradient to compare").isGreaterThan(1e-3);
    }

    /** Most labels in one part, none of the second target in the other: the mean goes over those of the whole batch. */
    @Test
    void furtherTargetsCountByTheLabelsOfTheWholeBatch() {
        TrainingBatch batch = batch(7, 7, 2);
        Arrays.fill(batch.further(), Float.NaN);
        for (int i : new int[] {0, 1, 2, 5}) {
            batch.further()[2 * i] = 4 + i;
        }
        for (int i : new int[] {3, 4, 6}) {
            batch.further()[2 * i + 1] = 40 - i;
        }
        assertThat(batch.furtherLabels()).containsExactly(4, 3);
        NetworkConfig one = network(FusionStrategy.CLINICAL);
        NetworkConfig two = new NetworkConfig(one.settings(), one.fields(), one.sizeRange(), 2);
        Map<String, float[]> expected = gradients(two, config(), 1, batch);
        assertSame(gradients(two, config(), 2, batch), expected, 1e-6f);
        assertThat(expected.get("regressor.further.estimate.bias"))
                .as("both targets learn")
                .hasSize(2)
                .doesNotContain(0);
    }

    /** Seven examples: parts of three and of four, which must count by their size. */
    @Test
    void withoutBatchNormalisationTheGradientIsThatOfOneDevice() {
        TrainingBatch batch = batch(7, 7);
        Map<String, float[]> one = gradients(FusionStrategy.CLINICAL, 1, batch);
        assertSame(gradients(FusionStrategy.CLINICAL, 2, batch), one, 1e-6f);
        assertSame(gradients(FusionStrategy.CLINICAL, 3, batch), one, 1e-6f);
    }

    /**
     * What is minimised grows by the weight times the disagreement of neighbours; on several devices no pair is torn apart,
     * although a third of ten examples is an odd number.
     */
    @Test
    void aConsistencyPullsPairsTogetherByItsWeightOnAnyNumberOfDevices() {
        TrainingBatch batch = batch(10, 10);
        Map<String, float[]> none = gradients(FusionStrategy.CLINICAL, 1, batch);
        Map<String, float[]> once = gradients(FusionStrategy.CLINICAL, consistency(1), 1, batch);
        Map<String, float[]> twice = gradients(FusionStrategy.CLINICAL, consistency(2), 1, batch);
        Map<String, float[]> expected = new TreeMap<>();
        double pull = 0;
        for (String name : none.keySet()) {
            float[] sum = none.get(name).clone();
            for (int i = 0; i < sum.length; i++) {
                float added = once.get(name)[i] - none.get(name)[i];
                pull = Math.max(pull, Math.abs(added));
                sum[i] += 2 * added;
            }
            expected.put(name, sum);
        }
        assertThat(once.get("loss")).as("the loss that is reported").containsExactly(none.get("loss"));
        assertThat(pull).isGreaterThan(1e-3);
        assertSame(twice, expected, 1e-5f);
        assertSame(gradients(FusionStrategy.CLINICAL, consistency(2), 2, batch), twice, 1e-6f);
        assertSame(gradients(FusionStrategy.CLINICAL, consistency(2), 3, batch), twice, 1e-6f);
    }

    private static TrainingConfig consistency(double weight) {
        TrainingConfig usual = config();
        return usual.withLoss(usual.loss().withConsistency(weight));
    }

    /** Where both halves of a batch are alike, so are their statistics, and batch normalisation makes no difference. */
    @Test
    void withBatchNormalisationItIsTooWhereTheHalvesAreAlike() {
        TrainingBatch batch = batch(8, 4);
        Map<String, float[]> one = gradients(FusionStrategy.BOTH, 1, batch);
        Map<String, float[]> two = gradients(FusionStrategy.BOTH, 2, batch);
        assertThat(one.keySet()).anyMatch(name -> name.startsWith("image.resnet."));
        // A kernel's gradient is a sum of thousands of products, here in another order.
        assertSame(two, one, 1e-5f);
    }

    private Map<String, Safetensors.Tensor> train(Path run, int stopAfter, boolean resume) {
        TrainingData train = data(24, 1);
        try (NDManager manager = NDManager.newBaseManager();
                Fit fit = fit(network(FusionStrategy.BOTH), manager, 2, run, resume)) {
            int before = fit.managedArrays();
            fit.stopAfter(stopAfter);
            fit.run(train, data(8, 2), new float[PIXELS]);
            assertThat(fit.managedArrays()).as("native arrays").isEqualTo(before);
        }
        return Safetensors.read(run.resolve(Fit.LAST)).tensors();
    }

    @Test
    void aRunOnTwoDevicesHoldsItsMemoryAndGoesOnExactly() throws Exception {
        Map<String, Safetensors.Tensor> whole = train(Files.createDirectory(folder.resolve("whole")), 4, false);
        Path parts = Files.createDirectory(folder.resolve("parts"));
        train(parts, 2, false);
        Map<String, Safetensors.Tensor> resumed = train(parts, 4, true);
        whole.forEach((name, tensor) ->
                assertThat(resumed.get(name).values()).as(name).containsExactly(tensor.values()));
    }

    @Test
    void aBatchTooSmallForAllDevicesIsSharedByFewer() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Fit fit = fit(network(FusionStrategy.CLINICAL), manager, 3, folder, false);
            Replicas replicas = new Replicas(fit.network(), manager, Collections.nCopies(3, Device.cpu()));
            assertThat(replicas.split(batch(8, 8), 1))
                    .extracting(TrainingBatch::size)
                    .containsExactly(2, 3, 3);
            assertThat(replicas.split(batch(5, 5), 1))
                    .extracting(TrainingBatch::size)
                    .containsExactly(2, 3);
            assertThat(replicas.split(batch(3, 3), 1))
                    .extracting(TrainingBatch::size)
                    .containsExactly(3);
            assertThat(replicas.split(batch(10, 10), 2))
                    .as("pairs")
                    .extracting(TrainingBatch::size)
                    .containsExactly(2, 4, 4);
            List<TrainingBatch> parts = replicas.split(batch(5, 5), 1);
            assertThat(parts.get(1).bmd()[0]).isEqualTo(batch(5, 5).bmd()[2]);
            assertThat(parts.get(1).crops()[0]).isEqualTo(batch(5, 5).crops()[2 * PIXELS]);
            fit.close();
        }
    }
}
