package org.xattnbmd.trainer.training;

/** Mean and population standard deviation of the values that are present (not NaN); sd is 1 where it would be 0. */
public record Moments(double mean, double sd) {

    public static Moments of(float[] values) {
        double sum = 0;
        double squares = 0;
        int n = 0;
        for (float v : values) {
            if (!Float.isNaN(v)) {
                sum += v;
                squares += (double) v * v;
                n++;
            }
        }
        if (n == 0) {
            return new Moments(0, 1);
        }
        double mean = sum / n;
        double variance = Math.max(0, squares / n - mean * mean);
        return new Moments(mean, variance > 1e-12 ? Math.sqrt(variance) : 1);
    }
}
