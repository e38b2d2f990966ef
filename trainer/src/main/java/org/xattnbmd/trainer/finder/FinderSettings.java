package org.xattnbmd.trainer.finder;

import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.network.NeckFinder;
import org.xattnbmd.trainer.training.OptimizerSettings;
import org.xattnbmd.trainer.training.Schedule;

/**
 * How a finder is trained.
 *
 * @param search how the finder is to be used
 * @param threads that read images
 */
public record FinderSettings(
        Schedule schedule, OptimizerSettings optimizer, Preprocessing.Search search, long seed, int threads) {

    private static final Preprocessing.Search SEARCH =
            new Preprocessing.Search(NeckFinder.SIDE, 2, 2.2, 0.3, 0.5, 0.2, 0.4);

    /** 40 epochs of 32 examples a step. */
    public static FinderSettings defaults() {
        return new FinderSettings(
                new Schedule(40, 32, 3e-3, 1, 0),
                OptimizerSettings.defaults().withWeightDecay(0.02).withAverageDecay(0.99),
                SEARCH,
                1,
                Runtime.getRuntime().availableProcessors());
    }

    public FinderSettings withSchedule(Schedule other) {
        return new FinderSettings(other, optimizer, search, seed, threads);
    }

    public FinderSettings withSeed(long other) {
        return new FinderSettings(schedule, optimizer, search, other, threads);
    }

    public FinderSettings withThreads(int other) {
        return new FinderSettings(schedule, optimizer, search, seed, other);
    }

    public FinderSettings withSearch(Preprocessing.Search other) {
        return new FinderSettings(schedule, optimizer, other, seed, threads);
    }
}
