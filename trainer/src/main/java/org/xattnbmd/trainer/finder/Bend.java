package org.xattnbmd.trainer.finder;

import java.util.SplittableRandom;

/**
 * Bends an overview smoothly, so that pelves of all proportions are seen: a place of the bent picture shows what lies a
 * little beside it in the straight one. Fractions of the overview.
 */
final class Bend {

    private static final int NODES = 5;
    private static final double MOST = 0.055;
    private static final int STEPS = 6;

    private final double[] shift = new double[2 * NODES * NODES];

    private Bend() {}

    static Bend none() {
        return new Bend();
    }

    static Bend draw(SplittableRandom random) {
        Bend bend = new Bend();
        double size = MOST * random.nextDouble();
        for (int k = 0; k < bend.shift.length; k++) {
            bend.shift[k] = size * (2 * random.nextDouble() - 1);
        }
        return bend;
    }

    /** In place: from the bent picture to the straight one. */
    void straighten(double[] at) {
        double x = Math.max(0, Math.min(1, at[0])) * (NODES - 1);
        double y = Math.max(0, Math.min(1, at[1])) * (NODES - 1);
        int i = Math.min(NODES - 2, (int) x);
        int j = Math.min(NODES - 2, (int) y);
        double fx = smooth(x - i);
        double fy = smooth(y - j);
        for (int c = 0; c < 2; c++) {
            double top = node(c, i, j) * (1 - fx) + node(c, i + 1, j) * fx;
            double low = node(c, i, j + 1) * (1 - fx) + node(c, i + 1, j + 1) * fx;
            at[c] += top * (1 - fy) + low * fy;
        }
    }

    private double node(int component, int i, int j) {
        return shift[component * NODES * NODES + j * NODES + i];
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** A box of the straight picture in the bent one, by its middle and the middles of its sides. */
    float[] bend(float[] box) {
        double[] middle = bent(box[0], box[1]);
        double left = bent(box[0] - box[2], box[1])[0];
        double right = bent(box[0] + box[2], box[1])[0];
        double top = bent(box[0], box[1] - box[3])[1];
        double low = bent(box[0], box[1] + box[3])[1];
        return new float[] {
            (float) middle[0], (float) middle[1], (float) ((right - left) / 2), (float) ((low - top) / 2)
        };
    }

    /** The shifts change slowly, so that taking them where one was before soon holds still. */
    private double[] bent(double x, double y) {
        double[] guess = {x, y};
        for (int step = 0; step < STEPS; step++) {
            double[] there = guess.clone();
            straighten(there);
            guess[0] += x - there[0];
            guess[1] += y - there[1];
        }
        return guess;
    }
}
