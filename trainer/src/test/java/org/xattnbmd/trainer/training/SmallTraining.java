package org.xattnbmd.trainer.training;

/** The settings of trainings that take a test seconds. */
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
}
