package org.xattnbmd.trainer.study;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Whether a further target helps or harms the first, on a SIMULATED cohort whose BMD is learned from labels with noise of {@value
 * #NOISE} g/cm² and asked for without. The further target is another quantity of the same bone, measured with a quarter of that noise,
 * or one that has nothing to do with it. Small networks on cut-outs round the true neck, trained from the same seeds. Not a test; run its
 * main with a cohort, how many subjects to learn from and to hold out, epochs, and how many seeds.
 */
final class FurtherTargetsStudy {

    private static final double NOISE = 0.08;
    private static final double LESS = NOISE / 4;

    private FurtherTargetsStudy() {}

    /** What is learned beside the first target. */
    private enum Beside {
        NOTHING,
        SAME_BONE,
        UNRELATED;

        /** The labels of subjects whose BMD is known without noise. */
        float[][] labels(float[] bmd, Random random) {
            float[][] labels = new float[bmd.length][this == NOTHING ? 0 : 1];
            for (int i = 0; i < bmd.length && this != NOTHING; i++) {
                double own = this == SAME_BONE ? 0.05 + 0.85 * bmd[i] : 10 + random.nextGaussian();
                labels[i][0] = (float) (own + LESS * random.nextGaussian());
            }
            return labels;
        }
    }

    public static void main(String[] arguments) throws IOException {
        NecksAsked asked = NecksAsked.of(arguments);
        Cohort read = asked.learning();
        TrainingData test = asked.heldOut();
        System.out.println("SIMULATED; seed, learned beside, R² of the first target, R² of the other");
        for (int seed = 1; seed <= asked.seeds(); seed++) {
            for (Beside beside : Beside.values()) {
                TrainingData all =
                        with(beside, noisy(read.data(), seed), read.data().bmd(), seed);
                TrainingData others = with(beside, test, test.bmd(), -seed);
                Predictions out = trained(seed, asked.epochs(), read, all, others);
                System.out.printf(
                        Locale.ROOT,
                        "%d,%s,%.4f,%s%n",
                        seed,
                        beside.name().toLowerCase(Locale.ROOT),
                        explained(out.bmd(), others.bmd()),
                        beside == Beside.NOTHING
                                ? ""
                                : String.format(
                                        Locale.ROOT, "%.4f", explained(column(out.further()), others.further(0))));
            }
        }
    }

    private static TrainingData noisy(TrainingData data, long seed) {
        Random random = new Random(seed);
        float[] labels = data.bmd().clone();
        for (int i = 0; i < labels.length; i++) {
            labels[i] += (float) (NOISE * random.nextGaussian());
        }
        return new TrainingData(data.crops(), data.clinical(), labels, data.boxes());
    }

    private static TrainingData with(Beside beside, TrainingData data, float[] bmd, long seed) {
        float[][] labels = beside.labels(bmd, new Random(31 * seed + 7));
        return new TrainingData(data.crops(), data.clinical(), data.bmd(), data.boxes(), labels);
    }

    private static Predictions trained(long seed, int epochs, Cohort read, TrainingData all, TrainingData asked)
            throws IOException {
        TrainingData train = FusionStudy.part(read, all, false);
        List<FieldEncoding> fields = FusionStudy.encodings(train.clinical());
        NetworkConfig network = new NetworkConfig(
                new NetworkSettings(
                        new EncoderSettings(Backbone.RESNET18, 8, 16),
                        PictureSettings.square(FusionStudy.CUT, 0),
                        AttentionSettings.demo(),
                        FusionStrategy.BOTH),
                fields,
                NetworkConfig.USUAL_SIZE_RANGE,
                all.furtherTargets());
        return FusionStudy.trained(
                network,
                TrainingConfig.defaults().withSeed(seed),
                epochs,
                train,
                FusionStudy.part(read, all, true),
                (Predictor predictor) -> predictor.predict(asked.crops(), asked.clinical()));
    }

    private static float[] column(float[][] values) {
        float[] column = new float[values.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[i][0];
        }
        return column;
    }

    /** R². */
    private static double explained(float[] estimates, float[] labels) {
        double mean = IntStream.range(0, labels.length)
                .mapToDouble(i -> labels[i])
                .average()
                .orElseThrow();
        double residual = 0;
        double all = 0;
        for (int i = 0; i < labels.length; i++) {
            residual += Math.pow(estimates[i] - labels[i], 2);
            all += Math.pow(labels[i] - mean, 2);
        }
        return 1 - residual / all;
    }
}
