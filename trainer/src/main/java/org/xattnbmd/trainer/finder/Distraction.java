package org.xattnbmd.trainer.finder;

import java.util.SplittableRandom;
import org.xattnbmd.trainer.network.NeckFinder;

/**
 * Lays parts of another overview, turned, over an example: bone edges, gas and text that are no hip. They spare the neck
 * mostly, and what shines through everywhere is faint.
 */
final class Distraction {

    private static final double PATCHES = 0.5;
    private static final double VEIL = 0.2;

    private Distraction() {}

    /** @param box the neck in the example */
    static void add(Overview other, float[] box, float[] grey, SplittableRandom random) {
        if (random.nextDouble() < PATCHES) {
            int count = 1 + random.nextInt(4);
            for (int k = 0; k < count; k++) {
                patch(other, box, grey, random);
            }
        }
        if (random.nextDouble() < VEIL) {
            float weight = 0.1f + 0.25f * random.nextFloat();
            Turned turned = new Turned(other, random, 0.5 + random.nextDouble());
            int n = NeckFinder.SIDE;
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    grey[j * n + i] += weight * (turned.at((i + 0.5) / n - 0.5, (j + 0.5) / n - 0.5) - grey[j * n + i]);
                }
            }
        }
    }

    /** Opaque in the middle, fading to its edge. */
    private static void patch(Overview other, float[] box, float[] grey, SplittableRandom random) {
        int n = NeckFinder.SIDE;
        double rx = 0.05 + 0.2 * random.nextDouble();
        double ry = 0.05 + 0.2 * random.nextDouble();
        double x = random.nextDouble();
        double y = random.nextDouble();
        if (Math.abs(x - box[0]) < rx + 0.7 * box[2] && Math.abs(y - box[1]) < ry + 0.7 * box[3]) {
            return;
        }
        Turned turned = new Turned(other, random, 0.3 + 0.9 * random.nextDouble());
        float strength = 0.5f + 0.5f * random.nextFloat();
        boolean lighter = random.nextBoolean();
        for (int j = (int) Math.max(0, (y - ry) * n); j < Math.min(n, (y + ry) * n); j++) {
            for (int i = (int) Math.max(0, (x - rx) * n); i < Math.min(n, (x + rx) * n); i++) {
                double dx = ((i + 0.5) / n - x) / rx;
                double dy = ((j + 0.5) / n - y) / ry;
                double edge = Math.max(0, 1 - Math.max(Math.abs(dx), Math.abs(dy)));
                float alpha = strength * (float) Math.min(1, 4 * edge);
                float value = turned.at((i + 0.5) / n - x, (j + 0.5) / n - y);
                float old = grey[j * n + i];
                grey[j * n + i] = lighter ? Math.max(old, old + alpha * (value - old)) : old + alpha * (value - old);
            }
        }
    }

    /** Another overview about any place of it, far from upright. */
    private static final class Turned {

        private final Overview overview;
        private final double x;
        private final double y;
        private final double cos;
        private final double sin;

        Turned(Overview overview, SplittableRandom random, double scale) {
            this.overview = overview;
            x = random.nextDouble();
            y = random.nextDouble();
            double angle = Math.toRadians(60 + 240 * random.nextDouble());
            cos = scale * Math.cos(angle);
            sin = scale * Math.sin(angle);
        }

        float at(double dx, double dy) {
            return overview.at(
                    (x + cos * dx - sin * dy) * Overview.SIDE - 0.5, (y + sin * dx + cos * dy) * Overview.SIDE - 0.5);
        }
    }
}
