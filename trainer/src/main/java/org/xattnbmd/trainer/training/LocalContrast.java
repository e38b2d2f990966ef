package org.xattnbmd.trainer.training;

import java.util.SplittableRandom;

/**
 * Sharpens and blurs as consoles and exports do: what differs from the mean of a pixel's neighbourhood is added, or taken
 * away. Works in place on grey values in [0, 1]. Not thread-safe: it keeps arrays.
 */
public final class LocalContrast {

    /** A moving mean twice over comes close to a Gaussian. */
    private static final int PASSES = 2;
    /** Of the picture's width: as wide as consoles enhance. */
    private static final double WIDEST = 0.045;

    private static final double MOST_ADDED = 2.2;
    private static final double MOST_TAKEN = 0.8;

    private final int width;
    private final int height;
    private final float[] mean;
    private final float[] line;

    public LocalContrast(int width, int height) {
        this.width = width;
        this.height = height;
        mean = new float[width * height];
        line = new float[Math.max(width, height)];
    }

    /**
     * Any radius, adding or taking away.
     *
     * @param grey of which {@code width * height} values from {@code at} on are changed
     * @param strength 1: up to 2.2 times what differs is added, or 0.8 times taken away; less in proportion
     */
    public void change(float[] grey, int at, double strength, SplittableRandom random) {
        double widest = Math.max(1, WIDEST * width);
        int radius = (int) Math.round(Math.pow(widest, random.nextDouble()));
        double amount = random.nextBoolean()
                ? MOST_ADDED * strength * random.nextDouble()
                : -MOST_TAKEN * strength * random.nextDouble();
        add(grey, at, radius, amount);
    }

    /** Adds {@code amount} times what differs from the mean over {@code radius} pixels; below 0 it is a blur. */
    public void add(float[] grey, int at, int radius, double amount) {
        System.arraycopy(grey, at, mean, 0, mean.length);
        for (int pass = 0; pass < PASSES; pass++) {
            for (int row = 0; row < height; row++) {
                moving(row * width, 1, width, radius);
            }
            for (int column = 0; column < width; column++) {
                moving(column, width, height, radius);
            }
        }
        float share = (float) amount;
        for (int i = 0; i < mean.length; i++) {
            float value = grey[at + i] + share * (grey[at + i] - mean[i]);
            grey[at + i] = Math.max(0, Math.min(1, value));
        }
    }

    private void moving(int from, int step, int length, int radius) {
        float sum = 0;
        int count = Math.min(length, radius);
        for (int k = 0; k < count; k++) {
            sum += mean[from + k * step];
        }
        for (int k = 0; k < length; k++) {
            if (k + radius < length) {
                sum += mean[from + (k + radius) * step];
                count++;
            }
            if (k - radius - 1 >= 0) {
                sum -= mean[from + (k - radius - 1) * step];
                count--;
            }
            line[k] = sum / count;
        }
        for (int k = 0; k < length; k++) {
            mean[from + k * step] = line[k];
        }
    }
}
