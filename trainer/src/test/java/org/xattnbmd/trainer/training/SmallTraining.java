package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.XAttnBmd;

/** Trainings that take a test seconds. */
final class SmallTraining {

    private SmallTraining() {}

    /** Batches of eight, and a network's average that soon forgets its start. */
    static TrainingConfig config(int epochs, int patience) {
        TrainingConfig usual = TrainingConfig.defaults();
        Schedule schedule = usual.schedule()
                .withEpochs(epochs)
                .withBatchSize(8)
                .withLearningRate(3e-3)
                .withWarmUpEpochs(1);
        return usual.withSeed(5)
                .withSchedule(schedule)
                .withOptimizer(usual.optimizer().withWeightDecay(0.01).withAverageDecay(0.9))
                .withPatience(patience);
    }

    /** The weights of another network like {@link ReplicasTest}'s, to begin with. */
    static Map<String, Tensor> anotherNetwork() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            return NamedParameters.values(XAttnBmd.create(ReplicasTest.network(FusionStrategy.BOTH), manager));
        }
    }

    /**
     * Trains a network like that on processors and returns what its folder has last.
     *
     * @param stopAfter epochs after which it is killed
     */
    static Map<String, Tensor> train(
            Path folder,
            TrainingData data,
            TrainingConfig config,
            int devices,
            int stopAfter,
            boolean resume,
            WarmStart start) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Fit fit = new Fit(
                        ReplicasTest.network(FusionStrategy.BOTH),
                        config,
                        NetworkConstants.of(data),
                        manager,
                        Collections.nCopies(devices, Device.cpu()),
                        folder,
                        resume,
                        start)) {
            fit.stopAfter(stopAfter);
            fit.run(data, ReplicasTest.data(8, 2), new float[data.crops()[0].length]);
        }
        return Safetensors.read(folder.resolve(Fit.LAST)).tensors();
    }
}
