package org.xattnbmd.trainer.simulator;

/**
 * What people and viewers write on an exported picture: lines of letters, a scale, an arrow. Letters are strokes between the
 * corners of a small grid, so that no font is needed and no word is spelt.
 */
final class Annotation {

    private static final double[][] GRID = {{0, 0}, {0.6, 0}, {0, 0.5}, {0.6, 0.5}, {0, 1}, {0.6, 1}};

    private Annotation() {}

    /** Grey values of 0 to 1, in place. */
    static void write(float[] grey, int n, Rng rng) {
        float ink = (float) rng.uniform(0.7, 1);
        int lines = rng.chance(0.7) ? 1 + rng.below(3) : 0;
        boolean top = rng.chance(0.6);
        boolean left = rng.chance(0.5);
        double height = rng.uniform(0.018, 0.034) * n;
        for (int line = 0; line < lines; line++) {
            int letters = 3 + rng.below(10);
            double x = left ? 0.02 * n : 0.98 * n - 0.85 * height * letters;
            double y = top ? 0.02 * n + 1.6 * height * (line + 1) : 0.97 * n - 1.6 * height * line;
            for (int k = 0; k < letters; k++) {
                letter(grey, n, x + 0.85 * height * k, y, height, ink, rng);
            }
        }
        if (rng.chance(0.3)) {
            scale(grey, n, ink, rng);
        }
        if (rng.chance(0.15)) {
            double x = rng.uniform(0.1, 0.9) * n;
            double y = rng.uniform(0.1, 0.9) * n;
            stroke(grey, n, new double[] {x, y, x, y + 0.06 * n}, ink);
            stroke(grey, n, new double[] {x, y, x - 0.012 * n, y + 0.02 * n}, ink);
            stroke(grey, n, new double[] {x, y, x + 0.012 * n, y + 0.02 * n}, ink);
        }
    }

    private static void letter(float[] grey, int n, double x, double y, double height, float ink, Rng rng) {
        int strokes = 2 + rng.below(3);
        int at = rng.below(GRID.length);
        for (int s = 0; s < strokes; s++) {
            int next = (at + 1 + rng.below(GRID.length - 1)) % GRID.length;
            stroke(
                    grey,
                    n,
                    new double[] {
                        x + height * GRID[at][0],
                        y - height * GRID[at][1],
                        x + height * GRID[next][0],
                        y - height * GRID[next][1]
                    },
                    ink);
            at = next;
        }
    }

    private static void scale(float[] grey, int n, float ink, Rng rng) {
        double x = (rng.chance(0.5) ? 0.03 : 0.97) * n;
        double length = rng.uniform(0.2, 0.5) * n;
        double y = rng.uniform(0.2, 0.9) * n - length / 2;
        stroke(grey, n, new double[] {x, y, x, y + length}, ink);
        for (int k = 0; k <= 10; k++) {
            double tick = (k % 5 == 0 ? 0.02 : 0.01) * n;
            double at = y + length * k / 10;
            stroke(grey, n, new double[] {x - tick / 2, at, x + tick / 2, at}, ink);
        }
    }

    /** A line about a pixel and a half wide. */
    private static void stroke(float[] grey, int n, double[] line, float ink) {
        int steps = (int) (2 * Math.hypot(line[2] - line[0], line[3] - line[1])) + 1;
        for (int k = 0; k <= steps; k++) {
            double x = line[0] + (line[2] - line[0]) * k / steps;
            double y = line[1] + (line[3] - line[1]) * k / steps;
            for (int j = (int) y; j <= (int) y + 1; j++) {
                for (int i = (int) x; i <= (int) x + 1; i++) {
                    if (i >= 0 && j >= 0 && i < n && j < n) {
                        double cover = Math.max(0, 1.4 - Math.hypot(i - x, j - y));
                        int p = j * n + i;
                        grey[p] = (float) Math.max(grey[p], ink * Math.min(1, cover));
                    }
                }
            }
        }
    }
}
