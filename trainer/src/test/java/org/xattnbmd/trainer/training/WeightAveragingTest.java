package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.XAttnBmd;

/** Stochastic weight averaging: the mean of the last epochs' weights, with batch statistics of its own. */
class WeightAveragingTest {

    private static final int EPOCHS = 5;
    private static final int AVERAGED = 3;

    @TempDir
    Path folder;

    private List<EpochRecord> train(String run, int stopAfter, boolean resume) {
        TrainingConfig small = SmallTraining.config(EPOCHS, 1);
        TrainingData train = ReplicasTest.data(16, 1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Fit fit = new Fit(
                        ReplicasTest.network(FusionStrategy.BOTH),
                        small.withSchedule(small.schedule().withSwaEpochs(AVERAGED)),
                        NetworkConstants.of(train),
                        manager,
                        List.of(Device.cpu()),
                        folder.resolve(run),
                        resume)) {
            fit.stopAfter(stopAfter);
            List<EpochRecord> history = fit.run(train, ReplicasTest.data(8, 2), new float[train.crops()[0].length]);
            assertThat(fit.bestEpoch()).isLessThanOrEqualTo(stopAfter);
            assertThat(stopAfter < EPOCHS || fit.bestEpoch() == EPOCHS).isTrue();
            return history;
        }
    }

    private Map<String, Tensor> state(String run, String file) {
        return Safetensors.read(folder.resolve(run).resolve(file)).tensors();
    }

    @Test
    void whatIsKeptIsTheMeanOfTheLastEpochsAndAKillChangesNothing() {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int epoch = EPOCHS - AVERAGED; epoch <= EPOCHS; epoch++) {
            train("killed", epoch, epoch > EPOCHS - AVERAGED);
            if (epoch > EPOCHS - AVERAGED) {
                state("killed", Fit.LAST).forEach((name, tensor) -> {
                    double[] sum = sums.computeIfAbsent(name, n -> new double[tensor.values().length]);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += tensor.values()[i] / (double) AVERAGED;
                    }
                });
            }
        }
        List<EpochRecord> history = train("whole", EPOCHS, false);
        assertThat(history).as("a patience of 1 would have ended it").hasSize(EPOCHS);
        assertThat(history.get(2).learningRate()).isEqualTo(history.get(4).learningRate());

        Map<String, Tensor> kept = state("whole", Fit.BEST);
        Map<String, Tensor> last = state("killed", Fit.LAST);
        state("whole", Fit.LAST)
                .forEach((name, tensor) ->
                        assertThat(last.get(name).values()).as(name).containsExactly(tensor.values()));
        kept.forEach((name, tensor) -> {
            if (last.containsKey("adam.mean." + name)) {
                double[] mean = sums.get("network." + name);
                for (int i = 0; i < mean.length; i++) {
                    assertThat(tensor.values()[i]).as(name).isCloseTo((float) mean[i], within(1e-6f));
                }
            } else if (name.endsWith("running_var")) {
                assertThat(tensor.values())
                        .as(name + " is not the mean of the epochs'")
                        .isNotEqualTo(floats(sums.get("network." + name)));
            }
        });
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** A pass leaves nine tenths of a batch's statistics and a tenth of what was there, which tells what they are. */
    @Test
    void batchStatisticsAreTheMeanOverTheBatches() {
        TrainingData data = ReplicasTest.data(16, 3);
        List<TrainingBatch> batches = List.of(batch(data, 0), batch(data, 8));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(ReplicasTest.network(FusionStrategy.BOTH), manager);
            Map<String, Parameter> named = NamedParameters.of(network);
            Map<String, double[]> expected = new LinkedHashMap<>();
            for (TrainingBatch batch : batches) {
                Map<String, Tensor> before = NamedParameters.values(network);
                try (NDManager scope = manager.newSubManager()) {
                    network.forward(
                            new ParameterStore(scope, false), BatchStatistics.inputs(scope, network, batch), true);
                }
                NamedParameters.values(network).forEach((name, tensor) -> {
                    if (name.contains("running_")) {
                        float[] old = before.get(name).values();
                        double[] mean = expected.computeIfAbsent(name, n -> new double[old.length]);
                        for (int i = 0; i < old.length; i++) {
                            mean[i] += (old[i] + (tensor.values()[i] - old[i]) / 0.9) / batches.size();
                        }
                    }
                });
            }
            FlatParameters statistics = FlatParameters.statistics(named, manager);
            BatchStatistics.compute(network, List.of(statistics), batches, manager);
            Map<String, Tensor> computed = NamedParameters.values(network);
            assertThat(expected).hasSizeGreaterThan(20);
            expected.forEach((name, values) -> {
                for (int i = 0; i < values.length; i++) {
                    assertThat(computed.get(name).values()[i]).as(name).isCloseTo((float) values[i], within((float)
                            (1e-4 * (1 + Math.abs(values[i])))));
                }
            });
        }
    }

    private static TrainingBatch batch(TrainingData data, int from) {
        TrainingBatch batch = TrainingBatch.empty(8, data.crops()[0].length, data.clinical()[0].length);
        for (int i = 0; i < 8; i++) {
            System.arraycopy(
                    data.crops()[from + i], 0, batch.crops(), i * data.crops()[0].length, data.crops()[0].length);
            System.arraycopy(
                    data.clinical()[from + i],
                    0,
                    batch.clinical(),
                    i * data.clinical()[0].length,
                    data.clinical()[0].length);
            System.arraycopy(data.boxes()[from + i], 0, batch.cropBoxes(), 4 * i, 4);
        }
        return batch;
    }
}
