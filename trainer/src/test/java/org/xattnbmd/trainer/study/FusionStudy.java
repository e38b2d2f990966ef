package org.xattnbmd.trainer.study;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Fit;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.NetworkConstants;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Fusions trained on groups of 233 subjects of a SIMULATED cohort, as many as the Hertfordshire study had, each with a seed
 * of its own and all on the same held-out subjects: no two trainings of a variant share a subject, so that a paired t-test
 * over the groups is a plain one. Small networks on 64² cut-outs round the true neck, without a localiser. Not a test; run
 * its main with a cohort of {@link #GROUPS} · 233 + 600 subjects or more, how many groups, and variants such as {@code concat
 * both both:zero joint:zero}, the first of which the others are compared with.
 */
final class FusionStudy {

    private static final int GROUPS = 10;
    private static final int SUBJECTS = 233;
    private static final int HELD_OUT = 600;
    private static final int VALIDATION_EVERY = 8;
    private static final int PICTURE = 256;
    static final int CUT = 64;
    private static final int SAMPLES = 4;
    /** Of the neck's box: room for the turns and shifts of augmentation. */
    private static final double MARGIN = 1.1;

    private static final int WIDTH = 8;
    private static final int EPOCHS = 30;

    private FusionStudy() {}

    /** A fusion with gates, as its name says. */
    private record Fusion(String name, FusionStrategy strategy, AttentionGate gate) {

        static Fusion of(String name) {
            String[] parts = name.toUpperCase(Locale.ROOT).split(":");
            return new Fusion(
                    name,
                    FusionStrategy.valueOf(parts[0]),
                    parts.length == 1 ? AttentionGate.NONE : AttentionGate.valueOf(parts[1]));
        }

        NetworkConfig network(TrainingData train) {
            List<FieldEncoding> fields = StudyFields.READY_MADE.standardised(train.clinical()).stream()
                    .map(f -> new FieldEncoding(f.name(), f.categories().size(), f.mean(), f.sd()))
                    .toList();
            return new NetworkConfig(
                    new NetworkSettings(
                            new EncoderSettings(Backbone.RESNET18, WIDTH, 16),
                            PictureSettings.square(CUT, 0),
                            AttentionSettings.demo().withGate(gate),
                            strategy),
                    fields,
                    NetworkConfig.USUAL_SIZE_RANGE);
        }
    }

    public static void main(String[] arguments) throws IOException {
        int groups = Integer.parseInt(arguments[1]);
        List<Fusion> fusions = Arrays.stream(arguments).skip(2).map(Fusion::of).toList();
        List<ManifestRow> rows = CohortManifest.read(CohortLayout.read(Path.of(arguments[0])));
        Cohort learning = necks(rows.subList(0, groups * SUBJECTS));
        TrainingData heldOut =
                necks(rows.subList(rows.size() - HELD_OUT, rows.size())).data();
        Map<String, double[]> errors = new LinkedHashMap<>();
        fusions.forEach(fusion -> errors.put(fusion.name, new double[groups]));
        System.out.println("SIMULATED; group, fusion, MSE of subjects held out, of its own");
        for (int group = 0; group < groups; group++) {
            int from = group * SUBJECTS;
            TrainingData train = part(learning, from, i -> i % VALIDATION_EVERY != VALIDATION_EVERY - 1);
            TrainingData validation = part(learning, from, i -> i % VALIDATION_EVERY == VALIDATION_EVERY - 1);
            for (Fusion fusion : fusions) {
                double[] found = errors(fusion, group + 1, train, validation, heldOut);
                errors.get(fusion.name)[group] = found[0];
                System.out.printf(Locale.ROOT, "%d,%s,%.6f,%.6f%n", group + 1, fusion.name, found[0], found[1]);
            }
        }
        FoldComparison.of("MSE", errors, fusions.get(0).name, 0)
                .rows()
                .forEach(row -> System.out.printf(
                        Locale.ROOT,
                        "%s: MSE %.6f, against %s %+.1f %% (95 %% interval %+.6f to %+.6f)%n",
                        row.variant(),
                        row.mean(),
                        fusions.get(0).name,
                        100 * row.difference().relative(),
                        row.difference().interval().lower(),
                        row.difference().interval().upper()));
    }

    private static TrainingData part(Cohort cohort, int from, IntPredicate chosen) {
        return cohort.subset(IntStream.range(from, from + SUBJECTS)
                        .filter(chosen)
                        .boxed()
                        .toList())
                .data();
    }

    /** Mean squared error of the held-out subjects and of the training's own. */
    private static double[] errors(
            Fusion fusion, long seed, TrainingData train, TrainingData validation, TrainingData heldOut)
            throws IOException {
        return trained(fusion.network(train), seed, EPOCHS, train, validation, predictor ->
                new double[] {meanSquare(predictor, heldOut), meanSquare(predictor, train)});
    }

    /** What a network says that has learned from these cut-outs; its run leaves nothing on disk. */
    static <T> T trained(
            NetworkConfig network,
            long seed,
            int epochs,
            TrainingData train,
            TrainingData validation,
            Function<Predictor, T> asked)
            throws IOException {
        TrainingConfig usual = TrainingConfig.defaults();
        TrainingConfig training = usual.withSeed(seed)
                .withSchedule(usual.schedule().withEpochs(epochs))
                .withPatience(epochs);
        Path folder = Files.createTempDirectory("study");
        try (NDManager manager = NDManager.newBaseManager()) {
            try (Fit fit = new Fit(
                    network,
                    training,
                    NetworkConstants.of(train),
                    manager,
                    List.of(manager.getDevice()),
                    folder,
                    false)) {
                fit.run(train, validation, new float[CUT * CUT]);
            }
            try (Gradients off = Gradients.off()) {
                XAttnBmd best = XAttnBmd.create(network, manager);
                NamedParameters.load(
                        best, Safetensors.read(folder.resolve(Fit.BEST)).tensors());
                return asked.apply(new Predictor(best, manager));
            }
        } finally {
            delete(folder);
        }
    }

    static double meanSquare(Predictor predictor, TrainingData data) {
        float[] found = predictor.predict(data.crops(), data.clinical()).bmd();
        return IntStream.range(0, found.length)
                .mapToDouble(i -> Math.pow(found[i] - data.bmd()[i], 2))
                .average()
                .orElseThrow();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Read a few hundred at a time: the whole pictures need not be held together. */
    static Cohort necks(List<ManifestRow> rows) {
        Cohort all = null;
        for (int from = 0; from < rows.size(); from += SUBJECTS) {
            List<ManifestRow> some = rows.subList(from, Math.min(rows.size(), from + SUBJECTS));
            Cohort whole = Cohort.load(some, Preprocessing.v1(PICTURE, PICTURE), 1);
            TrainingData d = whole.data();
            List<float[]> cuts = new ArrayList<>();
            for (int i = 0; i < d.size(); i++) {
                cuts.add(cut(d.crops()[i], d.boxes()[i]));
            }
            float[][] boxes = new float[d.size()][];
            Arrays.setAll(boxes, i -> new float[] {0.5f, 0.5f, 0.45f, 0.45f});
            Cohort part =
                    new Cohort(some, new TrainingData(cuts.toArray(float[][]::new), d.clinical(), d.bmd(), boxes));
            all = all == null ? part : all.and(part);
        }
        return all;
    }

    private static float[] cut(float[] picture, float[] box) {
        float[] cut = new float[CUT * CUT];
        for (int k = 0; k < cut.length; k++) {
            double sum = 0;
            for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                double x = (k % CUT + (s % SAMPLES + 0.5) / SAMPLES) / CUT * 2 - 1;
                double y = (k / CUT + (s / SAMPLES + 0.5) / SAMPLES) / CUT * 2 - 1;
                sum += sample(picture, box[0] + MARGIN * x * box[2], box[1] + MARGIN * y * box[3]);
            }
            cut[k] = (float) (sum / (SAMPLES * SAMPLES));
        }
        return cut;
    }

    /** Bilinear, at fractions of the picture; the edge repeats outside. */
    private static double sample(float[] picture, double x, double y) {
        double u = Math.min(PICTURE - 1.001, Math.max(0, x * PICTURE - 0.5));
        double v = Math.min(PICTURE - 1.001, Math.max(0, y * PICTURE - 0.5));
        int i = (int) v * PICTURE + (int) u;
        double fx = u - (int) u;
        double fy = v - (int) v;
        double top = (1 - fx) * picture[i] + fx * picture[i + 1];
        double bottom = (1 - fx) * picture[i + PICTURE] + fx * picture[i + PICTURE + 1];
        return (1 - fy) * top + fy * bottom;
    }
}
