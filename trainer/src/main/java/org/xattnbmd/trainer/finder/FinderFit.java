package org.xattnbmd.trainer.finder;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.NeckFinder;
import org.xattnbmd.trainer.network.Scalars;
import org.xattnbmd.trainer.training.AdamW;
import org.xattnbmd.trainer.training.EpochBatches;
import org.xattnbmd.trainer.training.FlatParameters;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.WeightAverage;

/**
 * Trains a {@link NeckFinder}: CenterNet's focal loss on the maps, L1 on the logarithm of the size and on the box. Owns the
 * networks' memory until closed; one thread.
 */
final class FinderFit implements AutoCloseable {

    private static final double SIZE_SHARE = 0.5;
    private static final double BOX_SHARE = 2;
    private static final double SMALLEST = 1e-4;
    private static final int AHEAD = 1;

    private final FinderSettings settings;
    private final NDManager manager;
    private final NeckFinder network;
    private final NeckFinder averaged;
    private final AdamW optimizer;
    private final WeightAverage average;
    private final FinderState state;
    private int done;

    /**
     * @param start the weights to begin with, or null for random ones
     * @param state where it is kept after every epoch, and from where it goes on if there is one
     */
    FinderFit(FinderSettings settings, Map<String, Safetensors.Tensor> start, FinderState state, NDManager parent) {
        this.settings = settings;
        this.state = state;
        manager = parent.newSubManager();
        try (Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed((int) (settings.seed() * 31 + 7));
            network = NeckFinder.create(manager);
            averaged = NeckFinder.create(manager);
            if (start != null) {
                NamedParameters.load(network, start);
                NamedParameters.load(averaged, start);
            }
            Map<String, Parameter> named = NamedParameters.of(network);
            FlatParameters trained = FlatParameters.trained(named, manager);
            optimizer = new AdamW(trained, manager, settings.optimizer());
            average = new WeightAverage(
                    List.of(trained, FlatParameters.statistics(named, manager)),
                    NamedParameters.of(averaged),
                    manager,
                    settings.optimizer().averageDecay());
            done = state.restore(network, averaged, optimizer);
        }
    }

    /**
     * Trains to the end, from where the state is.
     *
     * @param afterEpoch told the averaged network after each epoch; what it returns is shown
     */
    NeckFinder run(FinderExamples examples, Function<NeckFinder, String> afterEpoch) {
        ExecutorService worker = Executors.newSingleThreadExecutor(r -> {
            Thread thread = new Thread(r, "bmd-finder-batches");
            thread.setDaemon(true);
            return thread;
        });
        int epochs = settings.schedule().epochs();
        try (Progress progress = new Progress("finder", epochs, "epochs");
                Gradients off = Gradients.off()) {
            progress.step(done, "resumed");
            while (done < epochs) {
                double loss = epoch(done, examples, worker);
                done++;
                state.save(done, network, averaged, optimizer);
                progress.step(1, String.format(Locale.ROOT, "loss %.3f  %s", loss, afterEpoch.apply(averaged)));
            }
        } finally {
            worker.shutdownNow();
        }
        return averaged;
    }

    private double epoch(int epoch, FinderExamples examples, ExecutorService worker) {
        int size = settings.schedule().batchSize();
        int batches = EpochBatches.count(examples.size(), size);
        EpochBatches<FinderBatch> coming = new EpochBatches<>(
                examples.size(), size, EpochBatches.random(settings.seed(), epoch), worker, AHEAD, examples::batch);
        List<Double> losses = new ArrayList<>();
        while (coming.hasNext()) {
            double rate = settings.schedule().rateAt(epoch + (double) losses.size() / batches);
            losses.add(step(coming.next(), rate));
        }
        return losses.stream().mapToDouble(d -> d).average().orElse(Double.NaN);
    }

    private double step(FinderBatch batch, double rate) {
        try (NDManager scope = manager.newSubManager()) {
            double value;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = loss(batch, scope);
                collector.backward(loss);
                value = loss.getFloat();
            }
            if (!Double.isFinite(value)) {
                throw new TrainerException(Code.DIVERGED, "The loss is no longer a number. Lower the learning rate.");
            }
            optimizer.update(rate);
            average.update(optimizer.step());
            return value;
        }
    }

    private NDArray loss(FinderBatch batch, NDManager scope) {
        int n = batch.size();
        int cells = NeckFinder.GRID * NeckFinder.GRID;
        NDArray overviews = scope.create(batch.overviews(), new Shape(n, 1, NeckFinder.SIDE, NeckFinder.SIDE));
        NDArray heat = scope.create(batch.heat(), new Shape(n, NeckFinder.MAPS, cells));
        NDArray known = scope.create(batch.known(), new Shape(n, NeckFinder.MAPS, 1));
        NDArray boxes = scope.create(batch.boxes(), new Shape(n, 4));
        NDArray present = scope.create(batch.present(), new Shape(n, 1));
        NDList out = network.forward(new ParameterStore(scope, false), new NDList(overviews), true);
        NDArray total = focal(out.get(0), heat, known);
        double there = 0;
        for (float p : batch.present()) {
            there += p;
        }
        if (there > 0) {
            NDArray centreError =
                    out.get(2).get(":,0:2").sub(boxes.get(":,0:2")).abs();
            NDArray relative =
                    centreError.div(Scalars.atLeast(boxes.get(":,2:4"), 0.02)).mul(present);
            NDArray logError = out.get(2)
                    .get(":,2:4")
                    .log()
                    .sub(Scalars.atLeast(boxes.get(":,2:4"), 0.005).log())
                    .abs()
                    .mul(present);
            total = total.add(Scalars.times(relative.sum(), BOX_SHARE / (2 * there)))
                    .add(Scalars.times(logError.sum(), BOX_SHARE / (2 * there)));
            total = total.add(Scalars.times(sizes(out.get(1), heat, boxes, present), SIZE_SHARE / there));
        }
        return total;
    }

    /** CenterNet's: far cells count by how wrong they are, cells near a neck less. Per neck. */
    private static NDArray focal(NDArray logits, NDArray heat, NDArray known) {
        NDArray p = Scalars.atMost(Scalars.atLeast(Activation.sigmoid(logits), SMALLEST), 1 - SMALLEST);
        NDArray q = Scalars.times(p, -1).add(1f);
        NDArray peak = heat.gte(1f).toType(DataType.FLOAT32, false);
        NDArray away = peak.mul(-1f).add(1f).mul(heat.mul(-1f).add(1f).pow(4));
        NDArray hit = q.mul(q).mul(p.log()).mul(peak);
        NDArray miss = p.mul(p).mul(q.log()).mul(away);
        NDArray sum = hit.add(miss).mul(known).sum();
        double count = Math.max(1, peak.mul(known).sum().getFloat());
        return Scalars.times(sum, -1 / count);
    }

    /** How far the sizes of all cells on the hill are off, by the hill's weight. */
    private static NDArray sizes(NDArray logs, NDArray heat, NDArray boxes, NDArray present) {
        NDArray hill = heat.get(":,0").maximum(heat.get(":,2"));
        NDArray weights = hill.div(hill.sum(new int[] {1}, true).add(1e-6f)).expandDims(1);
        float[] truth = HostArrays.floats(boxes.get(":,2:4"));
        for (int i = 0; i < truth.length; i++) {
            truth[i] = truth[i] > 0 ? (float) NeckFinder.logOf(truth[i]) : 0;
        }
        NDArray target =
                boxes.getManager().create(truth, new Shape(boxes.getShape().get(0), 2, 1));
        return logs.sub(target).abs().mul(weights).mul(present.expandDims(2)).sum();
    }

    @Override
    public void close() {
        manager.close();
    }
}
