package org.xattnbmd.trainer.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How much of the SIMULATED label simple models explain: ridge regression on the clinical facts, on hand-made features of
 * the neck's surroundings, and on both. Not a test; run its main with the number of subjects (700 unless told).
 */
final class LearnabilityStudy {

    private static final int SIZE = 256;
    private static final int CELLS = 7;
    private static final int PER_CELL = 4;
    private static final int REPEATS = 6;
    private static final double[] PENALTIES = {10, 100, 1000};

    private LearnabilityStudy() {}

    public static void main(String[] arguments) {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 700;
        SimulationConfig config = SimulationConfig.defaults().withSubjects(n).withImageSize(SIZE);
        CohortSimulator simulator = new CohortSimulator(config);
        double[][] clinical = new double[n][];
        double[][] image = new double[n][];
        double[] bmd = new double[n];
        IntStream.range(0, n).parallel().forEach(i -> {
            SimulatedSubject subject = simulator.subject(i);
            Rng rng = Rng.stream(config.seed(), i, Rng.Purpose.POPULATION);
            clinical[i] = facts(Population.draw(rng, config.site()));
            image[i] = features(subject);
            bmd[i] = subject.femoralNeckBmd();
        });
        System.out.printf(Locale.ROOT, "SIMULATED, %d subjects, mean of %d random splits, held-out R²%n", n, REPEATS);
        for (int training : List.of(280, n * 7 / 10)) {
            double[] best = new double[3];
            for (double penalty : PENALTIES) {
                double[] r = evaluate(clinical, image, bmd, training, penalty);
                best = r[2] > best[2] ? r : best;
            }
            System.out.printf(
                    Locale.ROOT,
                    "trained on %d: clinical %.3f, image %.3f, both %.3f%n",
                    training,
                    best[0],
                    best[1],
                    best[2]);
        }
    }

    /** Held-out R² of clinical alone, image alone, and a linear stack of both. */
    private static double[] evaluate(double[][] clinical, double[][] image, double[] y, int training, double penalty) {
        double[] sum = new double[3];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            int[] order = shuffled(y.length, repeat);
            int[] train = Arrays.copyOf(order, training);
            int[] test = Arrays.copyOfRange(order, training, y.length);
            double[] fromImage = Ridge.predict(image, y, train, test, penalty);
            double[][] stacked = new double[y.length][];
            double[] unseen = Ridge.outOfFold(image, y, train, penalty);
            for (int k = 0; k < training; k++) {
                stacked[train[k]] = append(clinical[train[k]], unseen[k]);
            }
            for (int k = 0; k < test.length; k++) {
                stacked[test[k]] = append(clinical[test[k]], fromImage[k]);
            }
            sum[0] += Ridge.r2(Ridge.predict(clinical, y, train, test, 1), y, test) / REPEATS;
            sum[1] += Ridge.r2(fromImage, y, test) / REPEATS;
            sum[2] += Ridge.r2(Ridge.predict(stacked, y, train, test, 1), y, test) / REPEATS;
        }
        return sum;
    }

    static double[] facts(ClinicalProfile p) {
        return new double[] {
            p.female() ? 1 : 0,
            p.age(),
            p.heightCm(),
            p.weightKg(),
            p.bmi(),
            p.habits().alcoholUnitsPerWeek(),
            p.habits().activityScore(),
            p.habits().dietScore(),
            p.habits().smoking() == ClinicalProfile.Smoking.FORMER ? 1 : 0,
            p.habits().smoking() == ClinicalProfile.Smoking.CURRENT ? 1 : 0
        };
    }

    /** Round the true neck: mean, spread (logarithm) and standardised mean of 7×7 cells, after a 2–98 % window. */
    private static double[] features(SimulatedSubject s) {
        double[] window = window(s);
        int side = CELLS * PER_CELL;
        double[] crop = new double[side * side];
        double half = 3.0 / 19;
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                double u = (s.leftSide() ? 1 : -1) * ((i + 0.5) / side * 2 - 1) * half;
                double v = ((j + 0.5) / side * 2 - 1) * half;
                double value = sample(
                        s,
                        (s.radiograph().neckBox().x() + u) * SIZE,
                        (s.radiograph().neckBox().y() + v) * SIZE);
                crop[j * side + i] = Math.min(1, Math.max(0, (value - window[0]) / (window[1] - window[0])));
            }
        }
        double mean = Arrays.stream(crop).average().orElseThrow();
        double spread =
                Math.sqrt(Arrays.stream(crop).map(v -> (v - mean) * (v - mean)).sum() / crop.length);
        double[] features = new double[3 * CELLS * CELLS];
        for (int c = 0; c < CELLS * CELLS; c++) {
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < PER_CELL * PER_CELL; k++) {
                int row = c / CELLS * PER_CELL + k / PER_CELL;
                double value = crop[row * side + c % CELLS * PER_CELL + k % PER_CELL];
                sum += value;
                squares += value * value;
            }
            double cell = sum / (PER_CELL * PER_CELL);
            features[3 * c] = cell;
            features[3 * c + 1] =
                    Math.log(Math.sqrt(Math.max(0, squares / (PER_CELL * PER_CELL) - cell * cell)) + 1e-3);
            features[3 * c + 2] = (cell - mean) / spread;
        }
        return features;
    }

    private static double[] window(SimulatedSubject s) {
        int[] values = IntStream.range(0, s.radiograph().pixels().length)
                .map(p -> s.radiograph().pixels()[p] & 0xffff)
                .filter(v -> v > 0)
                .sorted()
                .toArray();
        return new double[] {values[values.length / 50], values[values.length - 1 - values.length / 50]};
    }

    private static double sample(SimulatedSubject s, double x, double y) {
        double u = Math.min(SIZE - 1.001, Math.max(0, x - 0.5));
        double v = Math.min(SIZE - 1.001, Math.max(0, y - 0.5));
        int i = (int) u;
        int j = (int) v;
        double top = (1 - u + i) * pixel(s, i, j) + (u - i) * pixel(s, i + 1, j);
        double low = (1 - u + i) * pixel(s, i, j + 1) + (u - i) * pixel(s, i + 1, j + 1);
        return (1 - v + j) * top + (v - j) * low;
    }

    private static int pixel(SimulatedSubject s, int i, int j) {
        return s.radiograph().pixels()[j * SIZE + i] & 0xffff;
    }

    private static double[] append(double[] a, double value) {
        double[] longer = Arrays.copyOf(a, a.length + 1);
        longer[a.length] = value;
        return longer;
    }

    static int[] shuffled(int n, int seed) {
        Rng rng = Rng.stream(seed, 0, Rng.Purpose.SPLIT);
        int[] order = IntStream.range(0, n).toArray();
        for (int k = n - 1; k > 0; k--) {
            int other = rng.below(k + 1);
            int swap = order[k];
            order[k] = order[other];
            order[other] = swap;
        }
        return order;
    }
}
