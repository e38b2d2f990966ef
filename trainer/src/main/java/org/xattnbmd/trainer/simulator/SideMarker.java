package org.xattnbmd.trainer.simulator;

/** The lead letter on the cassette: L or R, drawn as strokes so that no font is needed. */
final class SideMarker {

    private static final double[][] LEFT = {{0, 0, 0, 1}, {0, 0, 0.6, 0}};
    private static final double[][] RIGHT = {
        {0, 0, 0, 1},
        {0, 1, 0.45, 1},
        {0.45, 1, 0.6, 0.85},
        {0.6, 0.85, 0.6, 0.65},
        {0.6, 0.65, 0.45, 0.5},
        {0.45, 0.5, 0, 0.5},
        {0.3, 0.5, 0.6, 0}
    };

    private SideMarker() {}

    /**
     * How much of each pixel the letter covers, 0 to 1.
     *
     * @param x left and {@code y} lower edge of the letter in pixels, {@code height} in pixels, {@code tilt} in radians
     */
    static float[] cover(int n, boolean left, double x, double y, double height, double tilt) {
        float[] picture = new float[n * n];
        double stroke = 0.075 * height;
        double c = StrictMath.cos(tilt);
        double s = StrictMath.sin(tilt);
        int reach = (int) (1.4 * height);
        for (int j = Math.max(0, (int) y - reach); j < Math.min(n, (int) y + reach); j++) {
            for (int i = Math.max(0, (int) x - reach); i < Math.min(n, (int) x + reach); i++) {
                double u = (c * (i + 0.5 - x) + s * (y - j - 0.5)) / height;
                double v = (c * (y - j - 0.5) - s * (i + 0.5 - x)) / height;
                double gap = Double.MAX_VALUE;
                for (double[] line : left ? LEFT : RIGHT) {
                    gap = Math.min(gap, distance(u, v, line));
                }
                double cover = Math.min(1, Math.max(0, 0.5 + stroke - gap * height));
                picture[j * n + i] = (float) cover;
            }
        }
        return picture;
    }

    private static double distance(double u, double v, double[] line) {
        double ax = line[2] - line[0];
        double ay = line[3] - line[1];
        double t = ((u - line[0]) * ax + (v - line[1]) * ay) / (ax * ax + ay * ay);
        t = Math.min(1, Math.max(0, t));
        return Math.hypot(u - line[0] - t * ax, v - line[1] - t * ay);
    }
}
