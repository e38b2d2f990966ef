package org.xattnbmd.trainer.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How much fields and their interplay with the image can win at most: ridge regression of the SIMULATED label on the bone's
 * true measures, as an encoder would know them that reads each with an error of so many standard deviations; with the
 * clinical facts; and with all products of both. Not a test; run its main with the number of subjects (1400 unless told).
 */
final class InterplayOracle {

    private static final long SEED = 2026;
    private static final int REPEATS = 3;
    private static final double[] ERRORS = {0, 1, 2};
    private static final int[] TRAININGS = {204, 800};
    private static final double[] PENALTIES = {0.3, 3, 30, 300};

    private InterplayOracle() {}

    /** One subject: facts, the bone's measures, both in no particular unit, and areal BMD in g/cm². */
    private record Subject(double[] facts, double[] measures, double bmd) {

        static Subject of(int index) {
            ClinicalProfile profile = Population.draw(Rng.stream(SEED, index, Rng.Purpose.POPULATION), Site.PRIMARY);
            Phantom phantom = Phantom.grow(profile, SEED, index);
            double bmd = Densitometer.measure(phantom, Rng.stream(SEED, index, Rng.Purpose.DENSITOMETER));
            return new Subject(LearnabilityStudy.facts(profile), measures(phantom), bmd);
        }

        /** What a radiograph shows of the neck; the depth of the neck it does not show. */
        private static double[] measures(Phantom phantom) {
            FemurShape shape = phantom.femur().shape();
            return new double[] {
                shape.size().headRadius(),
                shape.size().neckRadius(),
                shape.size().axisToShaft(),
                shape.size().shaftRadius(),
                shape.cortex().superior(),
                shape.cortex().inferior(),
                shape.cortex().shaft(),
                StrictMath.log(shape.mineral().trabecular()),
                shape.mineral().singhGrade(),
                phantom.softTissue().thicknessCm()
            };
        }
    }

    public static void main(String[] arguments) {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1400;
        Subject[] subjects =
                IntStream.range(0, n).parallel().mapToObj(Subject::of).toArray(Subject[]::new);
        double[] bmd = Arrays.stream(subjects).mapToDouble(Subject::bmd).toArray();
        double[] sd = deviations(subjects);
        System.out.printf(Locale.ROOT, "SIMULATED, %d subjects, mean held-out R² of %d random splits%n", n, REPEATS);
        for (double error : ERRORS) {
            double[][] read = new double[n][];
            Arrays.setAll(read, i -> read(subjects[i].measures, sd, error, i));
            for (int training : TRAININGS) {
                System.out.printf(
                        Locale.ROOT,
                        "error %.1f SD, trained on %4d: facts %.3f, image %.3f, both %.3f, both and products of the image %.3f,"
                                + " both and products of both %.3f%n",
                        error,
                        training,
                        best(bmd, training, i -> subjects[i].facts),
                        best(bmd, training, i -> read[i]),
                        best(bmd, training, i -> joined(subjects[i].facts, read[i])),
                        best(bmd, training, i -> joined(subjects[i].facts, read[i], products(read[i], read[i]))),
                        best(
                                bmd,
                                training,
                                i -> joined(
                                        subjects[i].facts,
                                        read[i],
                                        products(read[i], read[i]),
                                        products(centred(subjects[i].facts), read[i]))));
            }
        }
    }

    private static double[] deviations(Subject[] subjects) {
        int columns = subjects[0].measures.length;
        double[] sd = new double[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            double mean = Arrays.stream(subjects)
                    .mapToDouble(s -> s.measures[column])
                    .average()
                    .orElseThrow();
            sd[c] = Math.sqrt(Arrays.stream(subjects)
                    .mapToDouble(s -> (s.measures[column] - mean) * (s.measures[column] - mean))
                    .average()
                    .orElseThrow());
        }
        return sd;
    }

    /** The measures with an error of their own each; the same error whatever is asked of them. */
    private static double[] read(double[] measures, double[] sd, double error, int subject) {
        Rng rng = Rng.stream(SEED, subject, Rng.Purpose.DETECTOR);
        double[] read = new double[measures.length];
        Arrays.setAll(read, c -> measures[c] + error * sd[c] * rng.gaussian());
        return read;
    }

    /** About the middle of the cohort, so that a product is not mostly its other factor once more. */
    private static double[] centred(double[] facts) {
        double[] middle = {0.5, 73, 167, 77, 27, 8, 62, 0, 0.4, 0.1};
        double[] centred = new double[facts.length];
        Arrays.setAll(centred, c -> facts[c] - middle[c]);
        return centred;
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length * b.length];
        Arrays.setAll(products, k -> a[k / b.length] * b[k % b.length]);
        return products;
    }

    private static double[] joined(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Held-out R², mean over the splits, with the penalty that suits best. */
    private static double best(double[] bmd, int training, IntFunction<double[]> features) {
        double[][] x = IntStream.range(0, bmd.length).mapToObj(features).toArray(double[][]::new);
        double best = Double.NEGATIVE_INFINITY;
        for (double penalty : PENALTIES) {
            double sum = 0;
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                int[] order = LearnabilityStudy.shuffled(bmd.length, repeat);
                int[] train = Arrays.copyOf(order, training);
                int[] test = Arrays.copyOfRange(order, training, order.length);
                sum += Ridge.r2(Ridge.predict(x, bmd, train, test, penalty), bmd, test);
            }
            best = Math.max(best, sum / REPEATS);
        }
        return best;
    }
}
