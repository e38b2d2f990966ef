package org.xattnbmd.trainer.example;

import java.util.Arrays;
import java.util.Random;

/**
 * Glasses drawn on the spot: a picture that shows how full each is, wherever it stands and however wide it is, and a table of
 * its capacity and its material, some of them unknown. What is asked for is the water in it.
 *
 * @param pictures {@code [n * SIDE * SIDE]}, greys in [0, 1]
 * @param table {@code [n * 2]}: capacity in millilitres, material 0 or 1; NaN = missing
 * @param millilitres {@code [n]}
 */
public record Glasses(float[] pictures, float[] table, float[] millilitres) {

    public static final int SIDE = 64;

    public static Glasses drawn(int n, long seed) {
        Random random = new Random(seed);
        float[] pictures = new float[n * SIDE * SIDE];
        float[] table = new float[n * 2];
        float[] millilitres = new float[n];
        for (int i = 0; i < n; i++) {
            double full = random.nextDouble();
            double capacity = 100 + 400 * random.nextDouble();
            int thick = random.nextInt(2);
            // Thick glass takes a fifth of what the capacity promises.
            millilitres[i] = (float) (full * capacity * (thick == 1 ? 0.8 : 1));
            table[2 * i] = random.nextInt(20) == 0 ? Float.NaN : (float) capacity;
            table[2 * i + 1] = thick;
            draw(pictures, i * SIDE * SIDE, full, random);
        }
        return new Glasses(pictures, table, millilitres);
    }

    private static void draw(float[] pictures, int at, double full, Random random) {
        int width = 14 + random.nextInt(20);
        int left = 4 + random.nextInt(SIDE - 8 - width);
        int height = 30 + random.nextInt(20);
        int bottom = SIDE - 4 - random.nextInt(8);
        double level = bottom - full * height;
        double light = 0.8 + 0.2 * random.nextDouble();
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean inside = x > left && x < left + width && y > bottom - height && y < bottom;
                boolean wall = (x == left || x == left + width) && y > bottom - height && y <= bottom
                        || y == bottom && x >= left && x <= left + width;
                double grey = wall ? 0.1 : inside && y >= level ? 0.4 : 0.9;
                pictures[at + y * SIDE + x] = (float) (light * grey + 0.03 * random.nextDouble());
            }
        }
    }

    public int size() {
        return millilitres.length;
    }

    /** Some of them, in this order. */
    Glasses of(int... places) {
        Glasses some = new Glasses(
                new float[places.length * SIDE * SIDE], new float[places.length * 2], new float[places.length]);
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(pictures, places[i] * SIDE * SIDE, some.pictures, i * SIDE * SIDE, SIDE * SIDE);
            System.arraycopy(table, 2 * places[i], some.table, 2 * i, 2);
            some.millilitres[i] = millilitres[places[i]];
        }
        return some;
    }

    double mean() {
        double sum = 0;
        for (float one : millilitres) {
            sum += one;
        }
        return sum / size();
    }

    double sd() {
        double mean = mean();
        double squares = 0;
        for (float one : millilitres) {
            squares += (one - mean) * (one - mean);
        }
        return Math.sqrt(squares / size());
    }

    /** The share of the variance that estimates explain. */
    double r2(float[] estimates) {
        double squares = 0;
        for (int i = 0; i < size(); i++) {
            squares += Math.pow(estimates[i] - millilitres[i], 2);
        }
        return 1 - squares / size() / (sd() * sd());
    }

    /** With one column of the table, or all pictures, taken away. */
    Glasses withoutTable() {
        float[] none = new float[table.length];
        Arrays.fill(none, Float.NaN);
        return new Glasses(pictures, none, millilitres);
    }
}
