package org.xattnbmd.trainer.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
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
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * What {@value #NOISE} clinical fields that say nothing cost, in time and in R², beside the ten of a SIMULATED cohort: two
 * thirds numbers, one third codes, a tenth of the values missing. Small networks on cut-outs round the true neck, trained with
 * both sets of fields from the same seed. Not a test; run its main with a cohort, how many subjects to learn from and to hold
 * out, epochs, and how many seeds.
 */
final class NoiseFieldsStudy {

    private static final int NOISE = 30;
    private static final int CODES = 4;
    private static final double MISSING = 0.1;

    private NoiseFieldsStudy() {}

    public static void main(String[] arguments) throws IOException {
        NecksAsked asked = NecksAsked.of(arguments);
        Cohort read = asked.learning();
        TrainingData test = asked.heldOut();
        double variance = variance(test.bmd());
        System.out.println("SIMULATED; seed, fields, R² of subjects held out, seconds of training, of the processor");
        for (int seed = 1; seed <= asked.seeds(); seed++) {
            for (int noise : seed % 2 == 0 ? new int[] {NOISE, 0} : new int[] {0, NOISE}) {
                TrainingData all = with(noise, read.data(), seed);
                TrainingData train = FusionStudy.part(read, all, false);
                TrainingData validation = FusionStudy.part(read, all, true);
                long started = System.nanoTime();
                long processor = processorNanos();
                double error = error(noise, seed, asked.epochs(), train, validation, with(noise, test, -seed));
                System.out.printf(
                        Locale.ROOT,
                        "%d,%d,%.4f,%.1f,%.1f%n",
                        seed,
                        10 + noise,
                        1 - error / variance,
                        (System.nanoTime() - started) / 1e9,
                        (processorNanos() - processor) / 1e9);
            }
        }
    }

    /** What other programs on the machine do is not in it. */
    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double variance(float[] values) {
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.pow(values[i] - mean, 2))
                .average()
                .orElseThrow();
    }

    /** The data with further columns of noise, the same for the same seed. */
    private static TrainingData with(int noise, TrainingData data, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] clinical = new float[data.size()][];
        for (int i = 0; i < clinical.length; i++) {
            int own = data.clinical()[i].length;
            clinical[i] = Arrays.copyOf(data.clinical()[i], own + noise);
            for (int f = 0; f < noise; f++) {
                float value = code(f) ? random.nextInt(CODES) : (float) random.nextGaussian();
                clinical[i][own + f] = random.nextDouble() < MISSING ? Float.NaN : value;
            }
        }
        return new TrainingData(data.crops(), clinical, data.bmd(), data.boxes());
    }

    private static boolean code(int field) {
        return field % 3 == 2;
    }

    private static double error(
            int noise, long seed, int epochs, TrainingData train, TrainingData validation, TrainingData test)
            throws IOException {
        List<FieldEncoding> fields = new ArrayList<>(FusionStudy.encodings(train.clinical()));
        for (int f = 0; f < noise; f++) {
            fields.add(new FieldEncoding("noise_" + f, code(f) ? CODES : 0, 0, 1));
        }
        NetworkConfig network = new NetworkConfig(
                new NetworkSettings(
                        new EncoderSettings(Backbone.RESNET18, 8, 16),
                        PictureSettings.square(FusionStudy.CUT, 0),
                        AttentionSettings.demo(),
                        FusionStrategy.BOTH),
                fields,
                NetworkConfig.USUAL_SIZE_RANGE);
        return FusionStudy.trained(
                network,
                TrainingConfig.defaults().withSeed(seed),
                epochs,
                train,
                validation,
                predictor -> FusionStudy.meanSquare(predictor, test));
    }
}
