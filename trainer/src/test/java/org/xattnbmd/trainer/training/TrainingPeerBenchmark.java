package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.training.TrainingPeerReport.Round;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A step of training here against that of the same network in plain PyTorch from Python ({@code xattn_bmd_peer.py}), on the same
 * device with as many threads. First both are held to be the same training ({@link SameTraining}), on the CPU and on the device;
 * then they are asked in turns, round by round, and a ratio is that of two figures of the same round. {@code
 * trainer/BENCHMARKS.md} has the command.
 *
 * <p>What differs on purpose, since each side does what its language's people do. Python reads its losses once an epoch, where
 * {@link Fit#step} reads loss and gradient norm in every step and so waits for the device; it forgets gradients, where Java sets
 * them to 0 and adds; in training it leaves out attention maps and outlier score, which no loss reads; its optimiser is
 * PyTorch's fused one, its crop {@code grid_sample}; its ready batches for a GPU lie in pinned memory, where Java copies arrays
 * of its heap. Its loader has as many worker processes as Java has threads that make batches, fewer where there is too little
 * shared memory. They augment a whole batch by operations on tensors (one {@code grid_sample}, a power in place of a tabulated
 * curve, normal noise in place of a sum of four uniforms); Java goes pixel by pixel. Nothing is compiled and no graph is
 * captured on either side.
 */
@Command(
        name = "training-peer",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures training against the same network in plain PyTorch.")
public final class TrainingPeerBenchmark implements Callable<Integer> {

    private static final String PLAIN = "plain";

    @Option(names = "--device", description = "auto, cpu or gpu.")
    private DeviceChoice.Request request = DeviceChoice.Request.AUTO;

    @Option(names = "--backbone", description = "RESNET18 or RESNET34.")
    private Backbone backbone = Backbone.RESNET18;

    @Option(names = "--width", description = "Channels of the first stage.")
    private int width = 16;

    @Option(names = "--side", description = "Of the picture, in pixels.")
    private int side = 256;

    @Option(names = "--crop", description = "Of the neck crop; 0: the whole picture, without a localiser.")
    private int crop = 128;

    @Option(names = "--batch", split = ",", description = "Examples a step; several are measured one after the other.")
    private List<Integer> batches = List.of(16);

    @Option(names = "--examples", description = "In memory; an epoch is all that fill a batch.")
    private int examples = 320;

    @Option(names = "--rounds", description = "That are kept; one before them warms up. 0: no peer.")
    private int rounds = 9;

    @Option(names = "--variants", split = ",", description = "Of the steps in Python: plain, channels_last, bf16.")
    private List<String> variants = List.of(PLAIN, "channels_last", "bf16");

    @Option(names = "--epochs-for-memory", description = "Of Java's side, at the first batch size; 0: none.")
    private int memoryEpochs = 10;

    @Option(names = "--python", description = "An interpreter with PyTorch and NumPy.")
    private String python = "python3";

    @Option(names = "--script", description = "The peer, xattn_bmd_peer.py; found from the module's folder.")
    private Path script = TrainingPeer.SCRIPT;

    @Option(names = "--threads", description = "Of PyTorch, on both sides.")
    private int threads = 1;

    @Option(names = "--seconds", description = "After which no round and no epoch begins.")
    private int seconds = 600;

    @Option(names = "--folder", description = "For the files that both sides read.")
    private Path scratch = Path.of("target", "training-peer");

    @Option(names = "--out", description = "JSON; written anew after each finished part.")
    private Path out = Path.of("target", "training-peer.json");

    private final long start = System.nanoTime();
    private TrainingPeerReport report;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new TrainingPeerBenchmark());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(true);
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        // Read when the engine is loaded, and by no one later.
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Device device = DeviceChoice.of(request, 1).device();
        report = new TrainingPeerReport(out, device, threads, settings());
        for (int k = 0; k < batches.size() && rounds > 0; k++) {
            measure(setup(device, batches.get(k)), k == 0);
        }
        if (memoryEpochs > 0) {
            memory(setup(device, batches.get(0)));
        }
        report.finish(inTime());
        return 0;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("backbone", backbone);
        settings.put("width", width);
        settings.put("side", side);
        settings.put("crop", crop);
        settings.put("examples", examples);
        return settings;
    }

    private PeerSetup setup(Device device, int batch) {
        TrainingData data = BenchmarkTraining.data(examples, side);
        NetworkConfig network = BenchmarkTraining.network(backbone, width, side, crop, data);
        TrainingConfig config = TrainingConfig.defaults();
        return new PeerSetup(network, config.withSchedule(config.schedule().withBatchSize(batch)), data, device);
    }

    private boolean inTime() {
        return System.nanoTime() - start < seconds * 1_000_000_000L;
    }

    /** @param proven whether both are held to be the same first; another batch size changes nothing of that */
    private void measure(PeerSetup setup, boolean proven) throws Exception {
        Path folder = Files.createDirectories(
                scratch.resolve("batch-" + setup.config().schedule().batchSize()));
        Map<String, Tensor> weights = setup.weights(folder);
        PeerSetup proof = setup.forProof(setup.device());
        TrainingBatch batch = proof.batch();
        try (TrainingPeer peer =
                TrainingPeer.start(python, script, setup, weights, batch, threads, folder.resolve("python"))) {
            report.software(peer.software());
            if (proven) {
                prove(setup.forProof(Device.cpu()), peer, weights, batch, folder, SameTraining.Tolerance.CPU);
            }
            if (proven && setup.device().isGpu()) {
                prove(proof, peer, weights, batch, folder, SameTraining.Tolerance.GPU);
            }
            rounds(setup, peer, weights, folder);
        }
    }

    private void prove(
            PeerSetup setup,
            TrainingPeer peer,
            Map<String, Tensor> weights,
            TrainingBatch batch,
            Path folder,
            SameTraining.Tolerance most)
            throws IOException, SameTraining.Unlike {
        Map<String, Tensor> expected = TrainingValues.of(setup, weights, batch, folder.resolve("java"));
        // Beside the peer's, for those who look where the two part.
        new Safetensors(expected, Map.of())
                .write(folder.resolve("java").resolve(TrainingPeer.proofName(setup.device())));
        report.same(setup.device(), most, SameTraining.compare(expected, peer.proof(setup.device()), weights, most));
    }

    private void rounds(PeerSetup setup, TrainingPeer peer, Map<String, Tensor> weights, Path folder) throws Exception {
        int size = setup.config().schedule().batchSize();
        int makers = Fit.makers(setup.device());
        ExecutorService workers = Executors.newFixedThreadPool(makers);
        try (NDManager manager = NDManager.newBaseManager(setup.device());
                Gradients off = Gradients.off();
                Fit fit = setup.fit(weights, manager, Files.createDirectories(folder.resolve("fit")))) {
            BatchSource source =
                    BenchmarkTraining.source(setup.data(), setup.network(), setup.config(), workers, makers);
            List<TrainingBatch> ready = new ArrayList<>();
            source.epoch(0).forEach(ready::add);
            int images = source.batches() * size;
            for (int round = -1; round < rounds && inTime(); round++) {
                Map<String, Double> figures = new LinkedHashMap<>();
                figures.put("java ready", images / seconds(fit, ready));
                for (String variant : variants) {
                    figures.put("python ready " + variant, images / peer.seconds("ready", variant));
                }
                figures.put("java loaded", images / seconds(fit, source.epoch(round + 2)));
                figures.put("python loaded " + PLAIN, images / peer.seconds("loaded", PLAIN));
                if (setup.device().isGpu()) {
                    figures.put("python device " + PLAIN, images / peer.seconds("device", PLAIN));
                }
                if (round >= 0) {
                    report.round(new Round(size, round, figures));
                }
            }
            report.printMedians(size);
            report.resident(size, peer.resident());
        } finally {
            workers.shutdownNow();
        }
    }

    /** Steps until the device has done the last: a weight is read, and the averages are computed before that. */
    private static double seconds(Fit fit, Iterable<TrainingBatch> batches) {
        long begin = System.nanoTime();
        batches.forEach(batch -> fit.step(batch, PeerSetup.RATE));
        HostArrays.floats(
                NamedParameters.of(fit.network()).get("regressor.bmd.bias").getArray());
        return (System.nanoTime() - begin) / 1e9;
    }

    private void memory(PeerSetup setup) throws Exception {
        Path folder = Files.createDirectories(scratch.resolve("memory"));
        int makers = Fit.makers(setup.device());
        ExecutorService workers = Executors.newFixedThreadPool(makers);
        try (NDManager manager = NDManager.newBaseManager(setup.device());
                Gradients off = Gradients.off();
                Fit fit = setup.fit(setup.weights(folder), manager, folder)) {
            BatchSource source =
                    BenchmarkTraining.source(setup.data(), setup.network(), setup.config(), workers, makers);
            TrainingMemory memory = TrainingMemory.NONE;
            for (int epoch = 1; epoch <= memoryEpochs && inTime(); epoch++) {
                seconds(fit, source.epoch(epoch));
                memory = memory.now(setup.device());
            }
            report.memory(memory);
        } finally {
            workers.shutdownNow();
        }
    }
}
