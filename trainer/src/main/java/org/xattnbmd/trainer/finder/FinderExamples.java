package org.xattnbmd.trainer.finder;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.xattnbmd.trainer.network.NeckFinder;

/** Makes the finder's training examples of overviews: any part of them, in any look, with the maps that should come out. */
final class FinderExamples {

    private static final double NOTHING = 0.06;
    private static final double NEGATIVE = 0.03;
    /** Shares of the neck's box that must be, and may not be, in the example, for it to be there. */
    private static final double THERE = 0.75;

    private static final double GONE = 0.4;
    /** Standard deviation of a map's hill, as a share of the box's mean half size. */
    private static final double HILL = 0.3;

    private final List<Overview> overviews;

    FinderExamples(List<Overview> overviews) {
        this.overviews = overviews;
    }

    int size() {
        return overviews.size();
    }

    /** The examples of these overviews; depends on the random numbers alone. */
    FinderBatch batch(int[] chosen, SplittableRandom random) {
        FinderBatch batch = FinderBatch.empty(chosen.length);
        Appearance appearance = new Appearance(NeckFinder.SIDE);
        float[] grey = new float[NeckFinder.SIDE * NeckFinder.SIDE];
        for (int k = 0; k < chosen.length; k++) {
            Overview other = overviews.get(random.nextInt(overviews.size()));
            example(overviews.get(chosen[k]), other, random.split(), appearance, grey, batch, k);
        }
        return batch;
    }

    private static void example(
            Overview overview,
            Overview other,
            SplittableRandom random,
            Appearance appearance,
            float[] grey,
            FinderBatch batch,
            int k) {
        boolean[] known = {true, true, true};
        boolean nothing = random.nextDouble() < NOTHING;
        if (nothing) {
            appearance.nothing(grey, random);
        } else {
            Bend bend = random.nextInt(4) == 0 ? Bend.none() : Bend.draw(random);
            float[] bent = bend.bend(overview.box());
            Window window = Window.draw(bent, random);
            cut(overview, window, bend, grey);
            float[] box = window.toExample(bent);
            Distraction.add(other, box, grey, random);
            boolean negative = random.nextDouble() < NEGATIVE;
            if (negative) {
                for (int i = 0; i < grey.length; i++) {
                    grey[i] = 1 - grey[i];
                }
            }
            appearance.change(grey, random);
            if (!negative && window.upright()) {
                known = label(overview, window, box, batch, k);
            }
        }
        System.arraycopy(grey, 0, batch.overviews(), k * grey.length, grey.length);
        for (int m = 0; m < NeckFinder.MAPS; m++) {
            batch.known()[NeckFinder.MAPS * k + m] = known[m] ? 1 : 0;
        }
    }

    /** Averages where the example is coarser than the overview. */
    static void cut(Overview overview, Window window, Bend bend, float[] grey) {
        int side = NeckFinder.SIDE;
        int fold = Math.max(1, (int) Math.ceil(Math.max(window.width(), window.height()) * Overview.SIDE / side - 0.2));
        double[] at = new double[2];
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                float sum = 0;
                for (int b = 0; b < fold; b++) {
                    for (int a = 0; a < fold; a++) {
                        window.toOverview((i + (a + 0.5) / fold) / side, (j + (b + 0.5) / fold) / side, at);
                        bend.straighten(at);
                        sum += overview.at(at[0] * Overview.SIDE - 0.5, at[1] * Overview.SIDE - 0.5);
                    }
                }
                grey[j * side + i] = sum / (fold * fold);
            }
        }
    }

    /** Writes maps and box; returns of which maps the truth is known. */
    private static boolean[] label(Overview overview, Window window, float[] box, FinderBatch batch, int k) {
        double visible = overlap(box[0], box[2]) * overlap(box[1], box[3]);
        boolean unsure = visible < THERE && visible > GONE;
        boolean asked = !window.mirrored();
        int map = !asked ? 1 : overview.implant() ? 2 : 0;
        boolean[] known = {asked || !overview.bothHips(), !asked || !overview.bothHips(), true};
        if (!asked && overview.implant()) {
            known[1] = false;
        }
        known[map] &= !unsure;
        if (visible >= THERE && known[map]) {
            hill(box, batch.heat(), (NeckFinder.MAPS * k + map) * NeckFinder.GRID * NeckFinder.GRID);
            if (asked) {
                System.arraycopy(box, 0, batch.boxes(), 4 * k, 4);
                batch.present()[k] = 1;
            }
        }
        return known;
    }

    private static double overlap(double centre, double half) {
        return Math.max(0, Math.min(1, centre + half) - Math.max(0, centre - half)) / (2 * half);
    }

    private static void hill(float[] box, float[] heat, int from) {
        int n = NeckFinder.GRID;
        double sd = Math.max(0.8 / n, HILL * (box[2] + box[3]) / 2);
        int top = Math.min(n - 1, (int) (box[1] * n));
        int left = Math.min(n - 1, (int) (box[0] * n));
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                double dx = (i + 0.5) / n - box[0];
                double dy = (j + 0.5) / n - box[1];
                heat[from + j * n + i] = (float) Math.exp(-(dx * dx + dy * dy) / (2 * sd * sd));
            }
        }
        heat[from + top * n + left] = 1;
    }

    /** The whole overviews as the finder sees them first, without any change. */
    static float[] plain(List<Overview> overviews) {
        int pixels = NeckFinder.SIDE * NeckFinder.SIDE;
        float[] all = new float[overviews.size() * pixels];
        float[] grey = new float[pixels];
        Window whole = new Window(0.5, 0.5, 1, 1, 0, false);
        for (int k = 0; k < overviews.size(); k++) {
            Arrays.fill(grey, 0);
            cut(overviews.get(k), whole, Bend.none(), grey);
            System.arraycopy(grey, 0, all, k * pixels, pixels);
        }
        return all;
    }
}
