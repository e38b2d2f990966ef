package org.xattnbmd.trainer.finder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.network.NeckFinder;

/**
 * How well a finder does on whole pictures that it has not learned from.
 *
 * @param hips how many necks without an implant
 * @param found share of them whose centre is within a quarter of the neck's box of the true one, about 17 mm
 * @param sizeError median of how far the size is off, as a share of it
 * @param confidence of the least sure twentieth of the hips
 * @param implants how many hips with an implant
 * @param seen share of them whose implant is more certain than a half
 * @param falseImplants the same of the hips without
 */
record FinderFigures(
        int hips, double found, double sizeError, double confidence, int implants, double seen, double falseImplants) {

    private static final int BATCH = 64;

    static FinderFigures of(NeckFinder finder, List<Overview> overviews, NDManager manager) {
        int hips = 0;
        int implants = 0;
        int found = 0;
        int seen = 0;
        int wrong = 0;
        double[] sizes = new double[overviews.size()];
        double[] sure = new double[overviews.size()];
        for (int from = 0; from < overviews.size(); from += BATCH) {
            List<Overview> part = overviews.subList(from, Math.min(overviews.size(), from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                NDList out = finder.forward(
                        new ParameterStore(scope, false),
                        new NDList(scope.create(
                                FinderExamples.plain(part),
                                new Shape(part.size(), 1, NeckFinder.SIDE, NeckFinder.SIDE))),
                        false);
                float[] box = HostArrays.floats(out.get(0));
                float[] neck = HostArrays.floats(out.get(1));
                float[] metal = HostArrays.floats(out.get(3));
                for (int k = 0; k < part.size(); k++) {
                    if (part.get(k).implant()) {
                        implants++;
                        seen += metal[k] > 0.5 ? 1 : 0;
                        continue;
                    }
                    float[] truth = part.get(k).box();
                    double side = truth[2] + truth[3];
                    double off = Math.hypot(box[4 * k] - truth[0], box[4 * k + 1] - truth[1]) / side;
                    found += off < 0.25 ? 1 : 0;
                    sizes[hips] = Math.abs((box[4 * k + 2] + box[4 * k + 3]) / side - 1);
                    sure[hips] = neck[k];
                    wrong += metal[k] > 0.5 ? 1 : 0;
                    hips++;
                }
            }
        }
        Arrays.sort(sizes, 0, hips);
        Arrays.sort(sure, 0, hips);
        return new FinderFigures(
                hips,
                (double) found / hips,
                sizes[hips / 2],
                sure[hips / 20],
                implants,
                (double) seen / Math.max(1, implants),
                (double) wrong / hips);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "found %.1f %% of %d, size off by %.1f %%, confidence %.2f; implants seen %.0f %% of %d, false %.1f %%",
                100 * found,
                hips,
                100 * sizeError,
                confidence,
                100 * seen,
                implants,
                100 * falseImplants);
    }
}
