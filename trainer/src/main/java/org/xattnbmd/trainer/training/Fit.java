package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.BackboneWeights;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkOutputs;
import org.xattnbmd.trainer.network.Scalars;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * Trains one network: AdamW on the chosen loss, averaged weights, early stopping on the validation split. With stochastic
 * weight averaging there is no early stop, and what is validated and kept in its epochs is the mean so far. After every
 * epoch the whole state is on disk, so that a killed run goes on where it was; one native scope per step keeps
 * memory flat. Owns its networks' memory until closed; one thread at a time.
 */
public final class Fit implements AutoCloseable {

    /** The kept network's weights, and the state from which a run goes on. */
    public static final String BEST = "best.safetensors";

    static final String LAST = "last.safetensors";
    private static final float BOX_SHARE = 20f;
    private static final float IMAGE_SHARE = 0.5f;

    /** Of all further targets together: the first, which the kept epoch is chosen by, comes first in the gradient too. */
    private static final double FURTHER_SHARE = 0.5;

    /** Threads that make batches for a GPU; more only hold more batches in memory. */
    private static final int MOST_MAKERS = 8;

    /** What validation errors are in. */
    private String unit = "g/cm²";

    private final TrainingConfig config;
    private final NDManager manager;
    private final XAttnBmd network;
    private final XAttnBmd averaged;
    private final List<ParameterGroup> groups;
    private final int kept;
    private final RegressionLoss loss;
    /** Null without further targets. */
    private final FurtherTargetsLoss furtherLoss;

    private final RunState state;
    private final Replicas replicas;
    private int lastEpoch;
    private List<ParameterGroup> learning = List.of();

    /** Whether epochs, and no longer steps, are averaged. */
    private boolean averaging;

    /**
     * Starts a fresh network, or goes on from the folder's state if {@code resume}.
     *
     * @param devices each takes a part of every batch; the first is {@code parent}'s
     */
    public Fit(
            NetworkConfig networkConfig,
            TrainingConfig config,
            NetworkConstants constants,
            NDManager parent,
            List<Device> devices,
            Path folder,
            boolean resume) {
        this(networkConfig, config, constants, parent, devices, folder, resume, null);
    }

    /**
     * As above, with another run's network in the place of a fresh one.
     *
     * @param start null for none; a run that goes on must have begun with the same
     */
    public Fit(
            NetworkConfig networkConfig,
            TrainingConfig config,
            NetworkConstants constants,
            NDManager parent,
            List<Device> devices,
            Path folder,
            boolean resume,
            WarmStart start) {
        this.config = config;
        lastEpoch = config.schedule().epochs();
        manager = parent.newSubManager();
        try (Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed((int) (config.seed() * 31 + 7));
            network = XAttnBmd.create(networkConfig, manager);
            averaged = XAttnBmd.create(networkConfig, manager);
            constants.apply(network);
            constants.apply(averaged);
            if (start != null) {
                begin(network, start);
                begin(averaged, start);
            }
            kept = network.frozen();
            groups = ParameterGroup.of(network, averaged, manager, config);
            loss = new RegressionLoss(config.loss(), constants.labels().sd());
            furtherLoss = networkConfig.further() == 0
                    ? null
                    : new FurtherTargetsLoss(config.loss(), constants.scales(), FURTHER_SHARE);
            state = new RunState(
                    folder,
                    network,
                    averaged,
                    groups.stream().map(ParameterGroup::optimizer).toList());
            state.mustHaveBegun(start == null ? "" : start.source(), config);
            if (resume) {
                state.restore();
            }
            replicas = new Replicas(network, manager, devices);
            beginEpoch(state.epoch() + 1);
        }
    }

    /** Whether a training has left a state, or its first epoch's files, in a folder. */
    public static boolean hasBegun(Path folder) {
        return Files.isRegularFile(folder.resolve(LAST)) || Files.isRegularFile(folder.resolve(EpochFiles.METRICS));
    }

    private static void begin(XAttnBmd network, WarmStart start) {
        NamedParameters.load(network, start.weights());
        network.freeze(start.frozen().last());
    }

    /** Lets those stages learn whose time has come, and says what is averaged. */
    private void beginEpoch(int number) {
        replicas.freeze(config.fineTuning().frozenAfter(number - 1, kept));
        learning = groups.stream().filter(group -> group.learns(number - 1)).toList();
        averaging = number > config.schedule().beforeAveraging();
    }

    /**
     * Gives a run that has not begun a pretrained image encoder; one that goes on has it in its state.
     *
     * @param source for the run's record: which weights
     */
    public void initialise(BackboneWeights weights, String source) {
        if (state.epoch() == 0) {
            try (Gradients off = Gradients.off()) {
                weights.apply(network);
                weights.apply(averaged);
            }
            state.backboneWeights(source);
        } else if (!source.equals(state.backboneWeights())) {
            String begun = state.backboneWeights().isEmpty() ? "random weights" : state.backboneWeights();
            throw new TrainerException(
                    Code.CHECKPOINT, "The run to resume began from " + begun + ", received " + source + ".");
        }
    }

    /** Where the image encoder started, an interrupted run's included; empty for random weights. */
    public String backboneWeights() {
        return state.backboneWeights();
    }

    /** Another run's weights that this one began with; empty for none. */
    public String startedFrom() {
        return state.startedFrom();
    }

    /** The epoch whose averaged weights are kept. */
    public int bestEpoch() {
        return state.bestEpoch();
    }

    /** Says what the labels are in, for the progress line; g/cm² unless said otherwise. */
    public void unit(String ofLabels) {
        unit = ofLabels;
    }

    /** Trains to the end; returns the epochs' records, those of an earlier, interrupted run included. */
    public List<EpochRecord> run(TrainingData train, TrainingData validation, float[] meanCrop) {
        NetworkConfig shape = network.config();
        Augmentation augmentation = new Augmentation(
                config.augmentation(),
                shape.picture().imageHeight(),
                shape.picture().imageWidth(),
                meanCrop,
                train.meanBox(),
                shape.fields());
        float[] weights = LabelWeights.of(train.bmd(), config.loss());
        int makers = makers(manager.getDevice());
        ExecutorService workers = Executors.newFixedThreadPool(makers, r -> {
            Thread thread = new Thread(r, "bmd-batches");
            thread.setDaemon(true);
            return thread;
        });
        try (Progress progress = new Progress("train", config.schedule().epochs(), "epochs");
                Gradients off = Gradients.off()) {
            broadcast();
            state.begin();
            BatchSource source = new BatchSource(train, weights, augmentation, config, workers, makers);
            progress.step(state.epoch(), "resumed");
            while (state.epoch() < lastEpoch && !outOfPatience()) {
                EpochRecord epoch = epoch(state.epoch() + 1, source, validation);
                boolean best = state.record(epoch, averaging);
                progress.step(
                        1,
                        String.format(
                                Locale.ROOT,
                                "loss %.3f  validation MAE %.4f %s%s  %.0f images/s",
                                epoch.trainLoss(),
                                epoch.validationMae(),
                                unit,
                                best ? " (best)" : "",
                                epoch.imagesPerSecond()));
            }
        } finally {
            workers.shutdownNow();
        }
        return state.history();
    }

    /** An average needs its epochs, and what has just begun to learn its time. */
    private boolean outOfPatience() {
        int since = Math.max(state.bestEpoch(), config.fineTuning().allOpenAfter(kept));
        return config.schedule().swaEpochs() == 0 && state.epoch() - since >= config.patience();
    }

    /** A GPU leaves the cores to the batches, and computes one sooner than a core makes it; on a CPU one thread keeps up. */
    static int makers(Device device) {
        return device.isGpu() ? Math.min(MOST_MAKERS, Runtime.getRuntime().availableProcessors()) : 1;
    }

    private EpochRecord epoch(int number, BatchSource source, TrainingData validation) {
        Engine.getInstance().setRandomSeed((int) (config.seed() * 1_000_003 + number));
        beginEpoch(number);
        List<Double> losses = new ArrayList<>();
        double rate = 0;
        int images = 0;
        long started = System.nanoTime();
        for (TrainingBatch batch : source.epoch(number)) {
            rate = config.schedule().rateAt(number - 1 + (double) losses.size() / source.batches());
            losses.add(step(batch, rate));
            images += batch.size();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (averaging) {
            int states = number - config.schedule().beforeAveraging();
            groups.forEach(group -> group.average().add(states));
            List<FlatParameters> statistics =
                    groups.stream().map(group -> group.average().statistics()).toList();
            BatchStatistics.compute(averaged, statistics, source.epoch(number), manager);
        }
        Predictor.Predictions out = new Predictor(averaged, manager).predict(validation.crops(), validation.clinical());
        double mae = 0;
        double unweighted = 0;
        for (int i = 0; i < validation.size(); i++) {
            mae += Math.abs(out.bmd()[i] - validation.bmd()[i]) / validation.size();
            unweighted += loss.unweighted(out.bmd()[i], validation.bmd()[i]) / validation.size();
        }
        double mean = losses.stream().mapToDouble(d -> d).average().orElse(Double.NaN);
        return new EpochRecord(number, mean, unweighted, mae, rate, images / seconds);
    }

    /** Gives all devices the first one's weights. */
    void broadcast() {
        try (NDManager scope = manager.newSubManager()) {
            replicas.broadcast(scope);
        }
    }

    /** One step of training; returns the loss on BMD. */
    double step(TrainingBatch batch, double learningRate) {
        try (NDManager scope = manager.newSubManager()) {
            double value = backward(batch, scope);
            if (!Double.isFinite(value)) {
                throw new TrainerException(
                        Code.DIVERGED, "The loss is no longer a number. Lower the learning rate and resume.");
            }
            Map<AdamW, Double> rates = new LinkedHashMap<>();
            learning.forEach(group -> rates.put(group.optimizer(), learningRate * group.share()));
            AdamW.update(rates);
            if (!averaging) {
                int number = groups.get(0).optimizer().step();
                learning.forEach(group -> group.average().update(number));
            }
            replicas.broadcast(scope);
            return value;
        }
    }

    /** Leaves the batch's gradients in the network's parameters; returns its loss. */
    double backward(TrainingBatch batch, NDManager scope) {
        double value = 0;
        List<TrainingBatch> parts = replicas.split(batch, config.loss().copies());
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            List<Losses> losses = new ArrayList<>();
            NDArray total = null;
            for (int k = 0; k < parts.size(); k++) {
                losses.add(losses(replicas.network(k), replicas.scope(scope, k), parts.get(k), batch));
                NDArray part = losses.get(k).total();
                if (parts.size() > 1) {
                    part = replicas.onFirst(Scalars.times(part, share(parts.get(k), batch)));
                }
                total = total == null ? part : total.add(part);
            }
            collector.backward(total);
            for (int k = 0; k < parts.size(); k++) {
                value += share(parts.get(k), batch) * losses.get(k).main().getFloat();
            }
        }
        replicas.gather(scope, parts.size());
        return value;
    }

    private static double share(TrainingBatch part, TrainingBatch whole) {
        return (double) part.size() / whole.size();
    }

    /** @param main the loss on BMD, which is reported; {@code total} is what is minimised */
    private record Losses(NDArray main, NDArray total) {}

    /** @param whole the batch that this one is a part of */
    private Losses losses(XAttnBmd replica, NDManager scope, TrainingBatch batch, TrainingBatch whole) {
        NDList inputs = BatchStatistics.inputs(scope, replica, batch);
        NDArray label = scope.create(batch.bmd());
        NDArray weight = scope.create(batch.weights());
        boolean localized = replica.config().localized();
        NDArray boxes = scope.create(batch.boxes(), new Shape(batch.size(), 4));
        NetworkOutputs out =
                NetworkOutputs.of(replica, replica.forward(new ParameterStore(scope, false), inputs, true));
        NDArray main = loss.apply(out.bmd(), label, weight);
        NDArray spread = loss.spreadLoss(out.bmd(), out.spread(), label);
        NDArray total = main.add(Scalars.times(spread, RegressionLoss.SPREAD_SHARE));
        if (localized) {
            total = total.add(boxLoss(out.neckBox(), boxes));
        }
        if (replica.config().supervisesImage()) {
            NDArray alone = loss.apply(out.bmdByImage(), label, weight);
            total = total.add(Scalars.times(alone, IMAGE_SHARE));
        }
        if (config.loss().comparesPictures()) {
            total = total.add(
                    Scalars.times(loss.disagreement(out.bmd()), config.loss().consistency()));
        }
        if (furtherLoss != null) {
            NDArray labels = scope.create(
                    batch.further(), new Shape(batch.size(), replica.config().further()));
            float[] divisors = FurtherTargetsLoss.divisors(whole, share(batch, whole));
            total = total.add(furtherLoss.apply(out.further(), out.furtherSpread(), labels, divisors));
        }
        return new Losses(main, total);
    }

    /** L1 in twentieths of the picture: about 1 for a box that is a centimetre off. */
    private static NDArray boxLoss(NDArray found, NDArray truth) {
        return Scalars.times(found.sub(truth).abs().mean(), BOX_SHARE);
    }

    /** Ends the run early, at an epoch, with the schedule unchanged: the run can be resumed. */
    void stopAfter(int epochs) {
        lastEpoch = Math.min(epochs, config.schedule().epochs());
    }

    /** The network that is trained, on the first device. */
    XAttnBmd network() {
        return network;
    }

    /** The network of averaged weights, likewise. */
    XAttnBmd averaged() {
        return averaged;
    }

    /** How many native arrays the training holds between steps: constant, or memory leaks. */
    int managedArrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        manager.close();
    }
}
