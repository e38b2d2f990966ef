package org.xattnbmd.trainer.finder;

import org.xattnbmd.trainer.training.OptimizerSettings;
import org.xattnbmd.trainer.training.Schedule;

/**
 * How a finder is trained.
 *
 * @param threads that read images
 */
public record FinderSettings(Schedule schedule, OptimizerSettings optimizer, long seed, int threads) {

    /** 40 epochs of 32 examples a step. */
    public static FinderSettings defaults() {
        return new FinderSettings(
                new Schedule(40, 32, 3e-3, 1),
                OptimizerSettings.defaults().withWeightDecay(0.02).withAverageDecay(0.99),
                1,
                Runtime.getRuntime().availableProcessors());
    }

    public FinderSettings withSchedule(Schedule other) {
        return new FinderSettings(other, optimizer, seed, threads);
    }

    public FinderSettings withSeed(long other) {
        return new FinderSettings(schedule, optimizer, other, threads);
    }

    public FinderSettings withThreads(int other) {
        return new FinderSettings(schedule, optimizer, seed, other);
    }
}
