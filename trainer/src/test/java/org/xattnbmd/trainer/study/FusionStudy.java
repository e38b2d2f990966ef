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
import org.xattnbmd.trainer.example.Glasses;
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
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.LossKind;
import org.xattnbmd.trainer.training.Moments;
import org.xattnbmd.trainer.training.NetworkConstants;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Fusions and losses trained on groups of 233 examples, as many as the Hertfordshire study had, each with a seed of its own
 * and all on the same held-out ones: no two trainings of a variant share an example, so that a paired t-test over the groups
 * is a plain one. Examples are necks of a SIMULATED cohort ({@link #GROUPS} · 233 + 600 subjects or more), cut out 64² round
 * the true neck, or the drawn {@code glasses} ({@code glasses=1} is another draw), whose content is the product of what the picture and what the
 * table shows.
 * Small networks without a localiser. Not a test; run its main with a cohort or {@code glasses}, how many groups, and
 * variants such as {@code concat both both:zero concat:mse both:zero:heads=2}, the first of which the others are compared
 * with.
 */
final class FusionStudy {

    private static final int GROUPS = 10;
    private static final int SUBJECTS = 233;
    private static final int HELD_OUT = 600;
    private static final int VALIDATION_EVERY = 8;
    private static final int PICTURE = 256;
    static final int CUT = 64;
    /** Of the neck's box: room for the turns and shifts of augmentation. */
    private static final double MARGIN = 1.1;

    private static final int WIDTH = 8;
    private static final int EPOCHS = 30;
    /** Millilitres of a glass in a unit, so that most labels lie where those of bones do. */
    private static final float GLASS_UNIT = 200;

    /** The neck's box in every cut-out. */
    private static final float[] MIDDLE = {0.5f, 0.5f, 0.45f, 0.45f};

    private FusionStudy() {}

    /** A fusion, its gates, its attention and the loss, as its name says. */
    private record Variant(String name, FusionStrategy strategy, AttentionSettings attention, LossKind loss) {

        static Variant of(String name, LossKind usual) {
            String[] parts = name.toUpperCase(Locale.ROOT).split(":");
            AttentionSettings attention = AttentionSettings.demo().withGate(AttentionGate.NONE);
            LossKind loss = usual;
            for (String part : List.of(parts).subList(1, parts.length)) {
                if (part.startsWith("HEADS=")) {
                    attention = new AttentionSettings(
                            attention.tokenSize(),
                            Integer.parseInt(part.substring(6)),
                            attention.layers(),
                            attention.dropout(),
                            attention.gate());
                } else if (part.startsWith("LAYERS=")) {
                    attention = attention.withLayers(Integer.parseInt(part.substring(7)));
                } else if (part.startsWith("DROPOUT=")) {
                    attention = attention.withDropout(Double.parseDouble(part.substring(8)));
                } else if (Stream.of(LossKind.values())
                        .anyMatch(kind -> kind.name().equals(part))) {
                    loss = LossKind.valueOf(part);
                } else {
                    attention = attention.withGate(AttentionGate.valueOf(part));
                }
            }
            return new Variant(name, FusionStrategy.valueOf(parts[0]), attention, loss);
        }

        NetworkConfig network(List<FieldEncoding> fields) {
            return new NetworkConfig(
                    new NetworkSettings(
                            new EncoderSettings(Backbone.RESNET18, WIDTH, 16),
                            PictureSettings.square(CUT, 0),
                            attention,
                            strategy),
                    fields,
                    NetworkConfig.USUAL_SIZE_RANGE);
        }

        TrainingConfig training() {
            TrainingConfig usual = TrainingConfig.defaults();
            return usual.withLoss(LossConfig.of(loss));
        }
    }

    /** What is learned from, group after group, and what all are asked about. */
    private record Examples(
            TrainingData learning, TrainingData heldOut, Function<TrainingData, List<FieldEncoding>> fields) {

        /** @param draw a further one shares no glass with the first, 0 */
        static Examples glasses(int groups, int draw) {
            return new Examples(
                    glasses(Glasses.drawn(groups * SUBJECTS, 2 * draw + 1)),
                    glasses(Glasses.drawn(HELD_OUT, 2 * draw + 2)),
                    train -> {
                        Moments capacity = Moments.of(StudyFields.column(train.clinical(), 0));
                        Moments thick = Moments.of(StudyFields.column(train.clinical(), 1));
                        return List.of(
                                new FieldEncoding("capacity_ml", 0, capacity.mean(), capacity.sd()),
                                new FieldEncoding("material", 2, thick.mean(), thick.sd()));
                    });
        }

        private static TrainingData glasses(Glasses drawn) {
            int n = drawn.size();
            int pixels = Glasses.SIDE * Glasses.SIDE;
            float[][] pictures = new float[n][];
            float[][] table = new float[n][];
            float[] content = new float[n];
            float[][] boxes = new float[n][];
            for (int i = 0; i < n; i++) {
                pictures[i] = Arrays.copyOfRange(drawn.pictures(), i * pixels, (i + 1) * pixels);
                table[i] = Arrays.copyOfRange(drawn.table(), 2 * i, 2 * i + 2);
                content[i] = drawn.millilitres()[i] / GLASS_UNIT;
                boxes[i] = MIDDLE;
            }
            return new TrainingData(pictures, table, content, boxes);
        }

        static Examples necks(Path cohort, int groups) {
            List<ManifestRow> rows = CohortManifest.read(CohortLayout.read(cohort));
            return new Examples(
                    FusionStudy.necks(rows.subList(0, groups * SUBJECTS)).data(),
                    FusionStudy.necks(rows.subList(rows.size() - HELD_OUT, rows.size()))
                            .data(),
                    train -> encodings(train.clinical()));
        }

        TrainingData part(int group, IntPredicate chosen) {
            int[] places = IntStream.range(group * SUBJECTS, (group + 1) * SUBJECTS)
                    .filter(chosen)
                    .toArray();
            float[] labels = new float[places.length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = learning.bmd()[places[i]];
            }
            return new TrainingData(
                    of(learning.crops(), places),
                    of(learning.clinical(), places),
                    labels,
                    of(learning.boxes(), places));
        }

        private static float[][] of(float[][] all, int[] places) {
            return IntStream.of(places).mapToObj(i -> all[i]).toArray(float[][]::new);
        }
    }

    public static void main(String[] arguments) throws IOException {
        String[] source = arguments[0].split("=");
        boolean glasses = source[0].equals("glasses");
        int groups = Integer.parseInt(arguments[1]);
        // Weights of low BMD mean nothing for glasses.
        LossKind usual = glasses ? LossKind.SMOOTH_L1 : LossKind.WEIGHTED_SMOOTH_L1;
        List<Variant> variants = Arrays.stream(arguments)
                .skip(2)
                .map(name -> Variant.of(name, usual))
                .toList();
        Examples examples = glasses
                ? Examples.glasses(groups, source.length > 1 ? Integer.parseInt(source[1]) : 0)
                : Examples.necks(Path.of(arguments[0]), groups);
        Map<String, double[]> errors = new LinkedHashMap<>();
        variants.forEach(variant -> errors.put(variant.name, new double[groups]));
        System.out.println("SIMULATED; group, variant, MSE of examples held out, of its own");
        for (int group = 0; group < groups; group++) {
            TrainingData train = examples.part(group, i -> i % VALIDATION_EVERY != VALIDATION_EVERY - 1);
            TrainingData validation = examples.part(group, i -> i % VALIDATION_EVERY == VALIDATION_EVERY - 1);
            for (Variant variant : variants) {
                double[] found = trained(
                        variant.network(examples.fields.apply(train)),
                        variant.training().withSeed(group + 1),
                        EPOCHS,
                        train,
                        validation,
                        predictor ->
                                new double[] {meanSquare(predictor, examples.heldOut), meanSquare(predictor, train)});
                errors.get(variant.name)[group] = found[0];
                System.out.printf(Locale.ROOT, "%d,%s,%.6f,%.6f%n", group + 1, variant.name, found[0], found[1]);
            }
        }
        double variance = Math.pow(Moments.of(examples.heldOut.bmd()).sd(), 2);
        FoldComparison.of("MSE", errors, variants.get(0).name, 0)
                .rows()
                .forEach(row -> System.out.printf(
                        Locale.ROOT,
                        "%s: R2 %.3f, MSE %.6f, against %s %+.1f %% (95 %% interval %+.6f to %+.6f)%n",
                        row.variant(),
                        1 - row.mean() / variance,
                        row.mean(),
                        variants.get(0).name,
                        100 * row.difference().relative(),
                        row.difference().interval().lower(),
                        row.difference().interval().upper()));
    }

    /** What a network says that has learned from these cut-outs; its run leaves nothing on disk. */
    static <T> T trained(
            NetworkConfig network,
            TrainingConfig usual,
            int epochs,
            TrainingData train,
            TrainingData validation,
            Function<Predictor, T> asked)
            throws IOException {
        TrainingConfig training =
                usual.withSchedule(usual.schedule().withEpochs(epochs)).withPatience(epochs);
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

    /** How the ten ready-made fields enter a network that learns from these rows, {@code [n][F]}. */
    static List<FieldEncoding> encodings(float[][] clinical) {
        return StudyFields.READY_MADE.standardised(clinical).stream()
                .map(f -> new FieldEncoding(f.name(), f.categories().size(), f.mean(), f.sd()))
                .toList();
    }

    /** Every eighth of the examples says when to stop; the others are learned from. */
    static TrainingData part(Cohort read, TrainingData data, boolean validation) {
        List<Integer> places = IntStream.range(0, data.size())
                .filter(i -> (i % VALIDATION_EVERY == VALIDATION_EVERY - 1) == validation)
                .boxed()
                .toList();
        return new Cohort(read.rows(), data).subset(places).data();
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
                cuts.add(NeckCuts.cut(d.crops()[i], PICTURE, d.boxes()[i], MARGIN, CUT));
            }
            float[][] boxes = new float[d.size()][];
            Arrays.setAll(boxes, i -> MIDDLE);
            Cohort part =
                    new Cohort(some, new TrainingData(cuts.toArray(float[][]::new), d.clinical(), d.bmd(), boxes));
            all = all == null ? part : all.and(part);
        }
        return all;
    }
}
