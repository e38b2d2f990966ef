package org.xattnbmd.trainer.peers;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.peers.PeerFigures.Spread;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The SDK and bare ONNX Runtime on a GPU (or the processor, to try it): a ResNet-34 of full width at 224² in float32, with
 * products in TF32, and in float16, against ONNX Runtime from Python with its inputs and outputs kept on the device and, on a
 * GPU, its launches recorded (CUDA graph); and how many whole estimates a second come from decoded radiographs of 2140 × 1760
 * when several threads prepare some while the network runs on others. Each in a process of its own; asked in turns, round by
 * round; a time is the median of the calls of a round, within the process. ONNX Runtime's Java has neither kept inputs nor CUDA
 * graphs.
 */
@Command(name = "serving", mixinStandardHelpOptions = true)
final class ServingBenchmark implements Callable<Integer> {

    private static final double MOST_DIFFERENCE = 0.02;
    private static final String HEAP = "4g";

    @Option(names = "--device", description = "CPU or CUDA.", required = true)
    private PeerDevice device;

    @Option(names = "--folder", description = "For the models; made.", required = true)
    private Path folder;

    @Option(names = "--out", description = "The figures as JSON, written anew after every round.", required = true)
    private Path out;

    @Option(names = "--python", description = "An interpreter that has onnxruntime and numpy; none unless given.")
    private String python;

    @Option(names = "--script", description = "serving_peer.py.")
    private Path script = Path.of("trainer/src/test/python/serving_peer.py");

    @Option(names = "--threads", description = "That prepare and, on the processor, compute. Default: ${DEFAULT-VALUE}")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--batches", split = ",", description = "Default: 1,32,256")
    private List<Integer> batches = List.of(1, 32, 256);

    @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}")
    private int rounds = 7;

    @Option(names = "--calls", description = "A round makes so many, fewer of large batches. Default: ${DEFAULT-VALUE}")
    private int calls = 64;

    @Option(names = "--estimates", description = "In a call where whole ones are counted. Default: ${DEFAULT-VALUE}")
    private int estimates = 32;

    @Option(names = "--seconds", description = "After which no further round begins. Default: ${DEFAULT-VALUE}")
    private double seconds = 300;

    private final ObjectNode figures = new ObjectMapper().createObjectNode();

    /**
     * One who is measured.
     *
     * @param key what the child is told
     * @param name for readers
     * @param reference the name of whom it is measured against, in the same precision
     */
    private record Contender(String key, String name, String precision, PeerDevice device, String reference) {

        String label() {
            return name + ", " + precision;
        }
    }

    private static final String SDK = "this SDK, decoded radiograph to estimate";
    private static final String BARE = "bare ONNX Runtime from Java, input ready";
    private static final String PYTHON = "ONNX Runtime from Python, input on the device";
    private static final String GRAPH = "the same, CUDA graph";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ServingBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    private List<Contender> contenders() {
        List<Contender> all = new ArrayList<>();
        String reference = python == null ? BARE : PYTHON;
        for (String precision : List.of("float32", "float16")) {
            all.add(new Contender("sdk", SDK, precision, device, BARE));
            all.add(new Contender("ort-ready", BARE, precision, device, reference));
            if (python != null) {
                all.add(new Contender("python", PYTHON, precision, device, reference));
            }
            if (python != null && device != PeerDevice.CPU) {
                all.add(new Contender("python-graph", GRAPH, precision, device, reference));
            }
        }
        if (device != PeerDevice.CPU) {
            all.add(new Contender("ort-ready", BARE + ", TF32", "float32", PeerDevice.CUDA_TF32, reference));
        }
        return all;
    }

    @Override
    public Integer call() throws Exception {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        PeerFiles files = new PeerFiles(Files.createDirectories(folder).toAbsolutePath());
        try (NDManager manager = NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch")) {
            PeerModel.writeHalf(files, manager);
        }
        figures.put("device", device.name()).put("threads", threads);
        Map<Contender, PeerProcess> running = new LinkedHashMap<>();
        try {
            ObjectNode missing = figures.putObject("not_measured");
            for (Contender contender : contenders()) {
                Path log = files.folder()
                        .resolve((contender.key + "-" + contender.device + "-" + contender.precision + ".log")
                                .toLowerCase(Locale.ROOT));
                try {
                    running.put(contender, PeerProcess.start(command(contender, files), log));
                } catch (PeerProcess.Unavailable e) {
                    missing.put(contender.label(), e.getMessage());
                    System.out.println(contender.label() + ": not measured: " + e.getMessage());
                }
            }
            agree(running);
            measure(running, end);
        } finally {
            for (PeerProcess peer : running.values()) {
                peer.close();
            }
        }
        return 0;
    }

    /** That all compute the same network: the answer to one radiograph. */
    private void agree(Map<Contender, PeerProcess> running) throws IOException {
        ObjectNode answers = figures.putObject("answer_g_per_cm2");
        double first = Double.NaN;
        for (Map.Entry<Contender, PeerProcess> peer : running.entrySet()) {
            double answer = peer.getValue().answer();
            answers.put(peer.getKey().label(), answer);
            first = Double.isNaN(first) ? answer : first;
            if (!(Math.abs(answer - first) <= MOST_DIFFERENCE)) {
                throw new IllegalStateException("Expected " + first + " of all, received " + answer + " of "
                        + peer.getKey().label());
            }
        }
        write();
    }

    private void measure(Map<Contender, PeerProcess> running, long end) throws IOException {
        for (int batch : batches) {
            int of = Math.max(3, calls / batch);
            Map<Contender, double[]> times = rounds(running, end, peer -> peer.ask("time " + batch + " " + of));
            record("milliseconds_of_" + batch, times, batch);
        }
        running.keySet().removeIf(contender -> !contender.key.equals("sdk"));
        int of = Math.max(2, calls / estimates);
        record(
                "whole_estimates_a_second_" + threads + "_threads_of_" + estimates,
                rounds(running, end, peer -> peer.ask("rate " + estimates + " " + threads + " " + of)),
                0);
    }

    private interface Question {
        double ask(PeerProcess peer) throws IOException;
    }

    private Map<Contender, double[]> rounds(Map<Contender, PeerProcess> running, long end, Question question)
            throws IOException {
        Map<Contender, List<Double>> found = new LinkedHashMap<>();
        // The first round warms up and is not kept.
        for (int round = -1; round < rounds && (round < 1 || System.nanoTime() < end); round++) {
            for (Map.Entry<Contender, PeerProcess> peer : running.entrySet()) {
                double answer = question.ask(peer.getValue());
                if (round >= 0) {
                    found.computeIfAbsent(peer.getKey(), k -> new ArrayList<>()).add(answer);
                }
            }
        }
        Map<Contender, double[]> figuresOf = new LinkedHashMap<>();
        found.forEach((contender, all) -> figuresOf.put(
                contender, all.stream().mapToDouble(Double::doubleValue).toArray()));
        return figuresOf;
    }

    private void record(String what, Map<Contender, double[]> found, int batch) throws IOException {
        ArrayNode rows = figures.putArray(what);
        found.forEach((contender, values) -> {
            double[] reference = found.entrySet().stream()
                    .filter(other -> other.getKey().name.equals(contender.reference)
                            && other.getKey().precision.equals(contender.precision))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(values);
            Spread spread = Spread.of(values, reference);
            ObjectNode row = rows.addObject()
                    .put("who", contender.name)
                    .put("precision", contender.precision)
                    .put("median", spread.median())
                    .put("rounds", values.length);
            if (reference != values) {
                row.put("against", contender.reference)
                        .put("ratio", spread.ratio())
                        .put("ratio_10th_percentile", spread.low())
                        .put("ratio_90th_percentile", spread.high());
            }
            if (batch > 0) {
                row.put("a_second", 1e3 * batch / spread.median());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s: %.3f, ratio %.2f%n",
                    what,
                    contender.label(),
                    spread.median(),
                    spread.ratio());
        });
        write();
    }

    private List<String> command(Contender contender, PeerFiles files) {
        if (!contender.key.startsWith("python")) {
            String[] peer = {contender.key, "network", contender.precision};
            return PeerKind.child(files, peer, threads, contender.device, HEAP);
        }
        return List.of(
                python,
                script.toAbsolutePath().toString(),
                files.model("network", contender.precision).toString(),
                files.crop().toString(),
                Integer.toString(threads),
                PeerKind.rowJson(),
                contender.device.name(),
                contender.key.endsWith("graph") ? "graph" : "plain");
    }

    private void write() throws IOException {
        SafeFiles.writeAtomically(
                out, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    }
}
