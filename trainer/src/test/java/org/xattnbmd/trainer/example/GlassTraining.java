package org.xattnbmd.trainer.example;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Random;

/** Training with DJL's own trainer and optimizer. */
final class GlassTraining {

    private GlassTraining() {}

    static NDList inputs(NDManager manager, Glasses glasses) {
        return new NDList(
                manager.create(glasses.pictures(), new Shape(glasses.size(), 1, Glasses.SIDE, Glasses.SIDE)),
                manager.create(glasses.table(), new Shape(glasses.size(), 2)));
    }

    /** Initialises the model's block and trains it. */
    static void train(Model model, Glasses glasses, int epochs, int batch, long seed) {
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.l1Loss())
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(3e-3f))
                        .build());
        try (Trainer trainer = model.newTrainer(config)) {
            trainer.initialize(new Shape(1, 1, Glasses.SIDE, Glasses.SIDE), new Shape(1, 2));
            Random random = new Random(seed);
            for (int step = 0; step < epochs * glasses.size() / batch; step++) {
                Glasses some = glasses.of(random.ints(batch, 0, glasses.size()).toArray());
                try (NDManager scope = trainer.getManager().newSubManager();
                        GradientCollector gradients = trainer.newGradientCollector()) {
                    NDArray estimated = trainer.forward(inputs(scope, some)).head();
                    NDArray wanted = scope.create(some.millilitres());
                    gradients.backward(estimated.sub(wanted).abs().mean());
                }
                trainer.step();
            }
        }
    }
}
