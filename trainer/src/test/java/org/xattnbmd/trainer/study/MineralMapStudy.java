package org.xattnbmd.trainer.study;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.Domain;
import org.xattnbmd.trainer.simulator.SimulationConfig;
import org.xattnbmd.trainer.training.AdamW;
import org.xattnbmd.trainer.training.EpochBatches;
import org.xattnbmd.trainer.training.FlatParameters;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Moments;
import org.xattnbmd.trainer.training.OptimizerSettings;
import org.xattnbmd.trainer.training.Schedule;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Whether the map of a neck's projected mineral, which the simulator knows, is worth learning beside its BMD (Gu et al. 2023
 * learned to decompose radiographs). Groups of 233 SIMULATED subjects in three renderings, a training with and without the map on
 * each, both from the same weights and on the same batches; asked about 300 others in these renderings, and 300 in two that none
 * of them has seen. Paired t-tests over the groups. Not a test; run its main with a folder, how many groups, and weights of the
 * map's loss, the first of which is that of the reference: {@code folder 5 0 0.3 1}.
 */
final class MineralMapStudy {

    private static final int SUBJECTS = 233;
    private static final int HELD_OUT = 300;
    private static final int PICTURE = 256;
    private static final int CUT = 80;
    private static final int SIDE = 64;
    private static final double MARGIN = 1.1 * CUT / SIDE;
    private static final int EPOCHS = 30;
    private static final double IMAGE_ALONE = 0.5;

    private static final Schedule SCHEDULE = new Schedule(EPOCHS, 16, 2e-3, 3, 0);

    private MineralMapStudy() {}

    /** Cut-outs {@code [n][CUT * CUT]} of pictures and of mineral in g/cm², the table, and BMD. */
    private record Necks(float[][] pictures, float[][] minerals, float[][] table, float[] bmd) {

        static Necks of(Path folder, int subjects, long seed, String... domains) {
            SimulationConfig config = SimulationConfig.defaults()
                    .withSubjects(subjects)
                    .withSeed(seed)
                    .withDomains(Domain.select(List.of(domains), List.of()));
            CohortSimulator simulator = new CohortSimulator(config);
            if (!Files.exists(folder)) {
                simulator.write(folder, 1, null);
            }
            List<ManifestRow> rows = CohortManifest.read(CohortLayout.read(folder));
            List<float[]> pictures = new ArrayList<>();
            List<float[]> minerals = new ArrayList<>();
            List<float[]> table = new ArrayList<>();
            float[] bmd = new float[subjects];
            for (int from = 0; from < subjects; from += SUBJECTS) {
                int to = Math.min(subjects, from + SUBJECTS);
                TrainingData some = Cohort.load(rows.subList(from, to), Preprocessing.v1(PICTURE, PICTURE), 1)
                        .data();
                for (int i = 0; i < some.size(); i++) {
                    float[] box = some.boxes()[i];
                    pictures.add(NeckCuts.cut(some.crops()[i], PICTURE, box, MARGIN, CUT));
                    float[] map = simulator.femurMineral(from + i, PICTURE);
                    minerals.add(NeckCuts.cut(map, PICTURE, box, MARGIN, CUT));
                    table.add(some.clinical()[i]);
                    bmd[from + i] = some.bmd()[i];
                }
            }
            return new Necks(
                    pictures.toArray(float[][]::new),
                    minerals.toArray(float[][]::new),
                    table.toArray(float[][]::new),
                    bmd);
        }

        Necks part(int from, int to) {
            return new Necks(
                    Arrays.copyOfRange(pictures, from, to),
                    Arrays.copyOfRange(minerals, from, to),
                    Arrays.copyOfRange(table, from, to),
                    Arrays.copyOfRange(bmd, from, to));
        }

        int size() {
            return bmd.length;
        }
    }

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int groups = Integer.parseInt(arguments[1]);
        double[] weights = Arrays.stream(arguments)
                .skip(2)
                .mapToDouble(Double::parseDouble)
                .toArray();
        String[] usual = {"landmarks", "arthritic", "struts", "coarse-struts", "maker-curves", "soft", "multiscale"};
        String[] left = {"landmarks", "arthritic", "struts", "coarse-struts", "edges", "exported"};
        Necks all = Necks.of(folder.resolve("seen"), groups * SUBJECTS + HELD_OUT, 31, usual);
        Necks alike = all.part(groups * SUBJECTS, all.size());
        Necks unseen = Necks.of(folder.resolve("unseen"), HELD_OUT, 32, left);
        Map<String, double[]> same = new LinkedHashMap<>();
        Map<String, double[]> other = new LinkedHashMap<>();
        System.out.println("SIMULATED; group, weight of the map, MSE in renderings seen and unseen");
        for (int group = 0; group < groups; group++) {
            Necks train = all.part(group * SUBJECTS, (group + 1) * SUBJECTS);
            for (double weight : weights) {
                double[] found = trained(train, weight, group + 1, alike, unseen);
                String name = "map " + weight;
                same.computeIfAbsent(name, n -> new double[groups])[group] = found[0];
                other.computeIfAbsent(name, n -> new double[groups])[group] = found[1];
                System.out.printf(Locale.ROOT, "%d,%s,%.6f,%.6f%n", group + 1, name, found[0], found[1]);
            }
        }
        tell("seen renderings", same, "map " + weights[0], alike);
        tell("unseen renderings", other, "map " + weights[0], unseen);
    }

    private static void tell(String where, Map<String, double[]> errors, String reference, Necks asked) {
        double variance = Math.pow(Moments.of(asked.bmd).sd(), 2);
        FoldComparison.of("MSE", errors, reference, 0)
                .rows()
                .forEach(row -> System.out.printf(
                        Locale.ROOT,
                        "%s, %s: R2 %.3f, MSE %.6f, against %s %+.1f %% (95 %% interval %+.6f to %+.6f)%n",
                        where,
                        row.variant(),
                        1 - row.mean() / variance,
                        row.mean(),
                        reference,
                        100 * row.difference().relative(),
                        row.difference().interval().lower(),
                        row.difference().interval().upper()));
    }

    private static double[] trained(Necks train, double weight, long seed, Necks... asked) {
        Moments label = Moments.of(train.bmd);
        List<FieldEncoding> columns = FusionStudy.encodings(train.table);
        Scale map = Scale.of(train.minerals);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed((int) seed);
            MineralNetwork network =
                    new MineralNetwork(SIDE, columns, new Regressor.Scale(label.mean(), label.sd(), 1e-3));
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIDE, SIDE), new Shape(1, columns.size()));
            Map<String, Parameter> named = NamedParameters.of(network);
            AdamW optimizer = new AdamW(FlatParameters.trained(named, manager), manager, OptimizerSettings.defaults());
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                SplittableRandom random = EpochBatches.random(seed, epoch);
                int[] order = shuffled(train.size(), random);
                int steps = order.length / SCHEDULE.batchSize();
                for (int step = 0; step < steps; step++) {
                    int[] chosen =
                            Arrays.copyOfRange(order, step * SCHEDULE.batchSize(), (step + 1) * SCHEDULE.batchSize());
                    try (NDManager scope = manager.newSubManager();
                            GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                        collector.backward(loss(network, train, chosen, random, label, map, weight, scope));
                        optimizer.update(SCHEDULE.rateAt(epoch + (double) step / steps));
                    }
                }
            }
            return Arrays.stream(asked)
                    .mapToDouble(necks -> meanSquare(network, necks, manager))
                    .toArray();
        }
    }

    /** Mean and spread of all cells. */
    private record Scale(double mean, double sd) {
        static Scale of(float[][] maps) {
            double sum = 0;
            double squares = 0;
            long n = 0;
            for (float[] map : maps) {
                for (float v : map) {
                    sum += v;
                    squares += (double) v * v;
                    n++;
                }
            }
            double mean = sum / n;
            return new Scale(mean, Math.sqrt(squares / n - mean * mean));
        }
    }

    private static NDArray loss(
            MineralNetwork network,
            Necks train,
            int[] chosen,
            SplittableRandom random,
            Moments label,
            Scale map,
            double weight,
            NDManager scope) {
        int n = chosen.length;
        float[] pictures = new float[n * SIDE * SIDE];
        float[] maps = new float[n * SIDE * SIDE / 4];
        float[] bmd = new float[n];
        for (int k = 0; k < n; k++) {
            int i = chosen[k];
            int x = random.nextInt((CUT - SIDE) / 2 + 1) * 2;
            int y = random.nextInt((CUT - SIDE) / 2 + 1) * 2;
            double gamma = Math.exp(random.nextDouble(-0.3, 0.3));
            double gain = random.nextDouble(0.85, 1.15);
            double offset = random.nextDouble(-0.08, 0.08);
            for (int p = 0; p < SIDE * SIDE; p++) {
                float grey = train.pictures[i][(y + p / SIDE) * CUT + x + p % SIDE];
                pictures[k * SIDE * SIDE + p] = (float) Math.min(1, Math.max(0, gain * Math.pow(grey, gamma) + offset));
            }
            cells(train.minerals[i], x, y, map, maps, k);
            bmd[k] = train.bmd[i];
        }
        NDList out =
                network.forward(new ParameterStore(scope, false), inputs(scope, pictures, train.table, chosen), true);
        NDArray wanted = scope.create(bmd);
        NDArray loss = off(out.get(0), wanted, label)
                .add(off(out.get(1), wanted, label).mul(IMAGE_ALONE));
        if (weight == 0) {
            return loss;
        }
        NDArray cells = scope.create(maps, out.get(2).getShape());
        return loss.add(out.get(2).sub(cells).abs().mean().mul(weight));
    }

    /** Smooth L1 with the trainer's beta of half a standard deviation. */
    private static NDArray off(NDArray estimate, NDArray wanted, Moments label) {
        NDArray error = estimate.sub(wanted).div(label.sd()).abs();
        NDArray small = error.minimum(0.5f);
        return error.sub(small).add(small.mul(small)).mean();
    }

    /** Means of 2 × 2 pixels, cells of a token beside each other, in standard deviations. */
    private static void cells(float[] mineral, int x, int y, Scale scale, float[] maps, int k) {
        int rows = SIDE / 2;
        int tokens = SIDE / MineralNetwork.STRIDE;
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < rows; i++) {
                int at = (y + 2 * j) * CUT + x + 2 * i;
                double mean = (mineral[at] + mineral[at + 1] + mineral[at + CUT] + mineral[at + CUT + 1]) / 4.0;
                int token = j / MineralNetwork.CELLS * tokens + i / MineralNetwork.CELLS;
                int cell = j % MineralNetwork.CELLS * MineralNetwork.CELLS + i % MineralNetwork.CELLS;
                maps[k * rows * rows + token * MineralNetwork.CELLS * MineralNetwork.CELLS + cell] =
                        (float) ((mean - scale.mean) / scale.sd);
            }
        }
    }

    private static NDList inputs(NDManager scope, float[] pictures, float[][] table, int[] chosen) {
        int fields = table[0].length;
        float[] columns = new float[chosen.length * fields];
        for (int k = 0; k < chosen.length; k++) {
            System.arraycopy(table[chosen[k]], 0, columns, k * fields, fields);
        }
        return new NDList(
                scope.create(pictures, new Shape(chosen.length, 1, SIDE, SIDE)),
                scope.create(columns, new Shape(chosen.length, fields)));
    }

    private static double meanSquare(MineralNetwork network, Necks necks, NDManager manager) {
        int inset = (CUT - SIDE) / 2;
        double sum = 0;
        for (int i = 0; i < necks.size(); i++) {
            float[] picture = new float[SIDE * SIDE];
            for (int row = 0; row < SIDE; row++) {
                System.arraycopy(necks.pictures[i], (row + inset) * CUT + inset, picture, row * SIDE, SIDE);
            }
            try (NDManager scope = manager.newSubManager()) {
                NDList in = inputs(scope, picture, necks.table, new int[] {i});
                float estimate = HostArrays.floats(network.forward(new ParameterStore(scope, false), in, false)
                        .head())[0];
                sum += Math.pow(estimate - necks.bmd[i], 2);
            }
        }
        return sum / necks.size();
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }
}
