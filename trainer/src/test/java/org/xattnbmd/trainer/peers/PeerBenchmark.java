package org.xattnbmd.trainer.peers;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The SDK and other ways to run the same network, each in a process of its own with 2 threads. They are asked in turns, round
 * by round, so that what slows the machine for a while slows all; a ratio is that of two peers in the same round.
 */
public final class PeerBenchmark {

    static final int BATCH = 8;

    private static final int COLD_STARTS = 5;
    private static final int CALLS = 3;
    private static final int HEAP_CALLS = 20;
    private static final double MOST_DIFFERENCE = 1e-4;

    /** Between processors and releases an int8 network differs by a quantisation step here and there. */
    private static final double MOST_DIFFERENCE_INT8 = 0.05;

    private final PeerFiles files;
    private final Path node;
    private final String nodeProblem;
    private final int rounds;
    private final Map<PeerKind, String> problems = new LinkedHashMap<>();
    private final Map<PeerKind, double[]> cold = new LinkedHashMap<>();
    private final Map<PeerKind, double[]> latency = new LinkedHashMap<>();
    private final Map<PeerKind, double[]> throughput = new LinkedHashMap<>();

    private PeerBenchmark(PeerFiles files, Path node, String nodeProblem, int rounds) {
        this.files = files;
        this.node = node;
        this.nodeProblem = nodeProblem;
        this.rounds = rounds;
    }

    /** Arguments: a folder for files and figures, rounds, where the page goes, where the plot goes. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        PeerFiles files = new PeerFiles(folder);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            PeerModel.write(files, manager);
        }
        Path node = null;
        String problem = null;
        try {
            node = NodeInstall.in(folder.resolve("node"));
        } catch (PeerProcess.Unavailable e) {
            problem = e.getMessage();
        }
        List<PeerFigures> figures = new PeerBenchmark(files, node, problem, Integer.parseInt(arguments[1])).measure();
        String page = PeerPage.of(figures, Integer.parseInt(arguments[1]));
        String plot = PeerPlot.of(figures);
        Files.writeString(folder.resolve("peers.json"), PeerPage.json(figures));
        Files.writeString(Path.of(arguments[2]), page);
        Files.writeString(Path.of(arguments[3]), plot);
        System.out.println(page);
    }

    private List<PeerFigures> measure() throws Exception {
        coldStarts();
        Map<PeerKind, PeerProcess> running = new LinkedHashMap<>();
        try {
            for (PeerKind kind : cold.keySet()) {
                running.put(kind, start(kind));
            }
            running.forEach(
                    (kind, peer) -> same(kind, running.get(kind.reference()).answer(), peer.answer()));
            // The first rounds, not kept, warm the JVMs up.
            for (int round = -Math.max(1, rounds / 5); round < rounds; round++) {
                for (Map.Entry<PeerKind, PeerProcess> peer : running.entrySet()) {
                    double milliseconds = milliseconds(peer.getValue(), 1);
                    double perSecond = 1e3 * BATCH / milliseconds(peer.getValue(), BATCH);
                    if (round >= 0) {
                        latency.computeIfAbsent(peer.getKey(), k -> new double[rounds])[round] = milliseconds;
                        throughput.computeIfAbsent(peer.getKey(), k -> new double[rounds])[round] = perSecond;
                    }
                }
            }
            List<PeerFigures> figures = new ArrayList<>();
            for (PeerKind kind : PeerKind.all()) {
                figures.add(
                        problems.containsKey(kind)
                                ? PeerFigures.none(kind, problems.get(kind))
                                : figures(kind, running.get(kind)));
            }
            return figures;
        } finally {
            for (PeerProcess peer : running.values()) {
                peer.close();
            }
        }
    }

    private PeerFigures figures(PeerKind kind, PeerProcess peer) throws IOException {
        double resident = peer.ask("memory");
        PeerKind reference = kind.reference();
        return new PeerFigures(
                kind,
                null,
                PeerFigures.Spread.of(latency.get(kind), latency.get(reference)),
                PeerFigures.Spread.of(throughput.get(kind), throughput.get(reference)),
                PeerFigures.Spread.of(cold.get(kind), cold.get(reference)),
                peer.ask("heap " + HEAP_CALLS),
                resident);
    }

    /** The first round, not kept, fills the caches of the disk and of the natives, and shows who can take part. */
    private void coldStarts() throws Exception {
        for (int round = -1; round < COLD_STARTS; round++) {
            for (PeerKind kind : PeerKind.all()) {
                String impossible = kind.impossible(node, nodeProblem);
                if (impossible != null) {
                    problems.put(kind, impossible);
                } else if (!problems.containsKey(kind)) {
                    try (PeerProcess peer = start(kind)) {
                        if (round >= 0) {
                            cold.computeIfAbsent(kind, k -> new double[COLD_STARTS])[round] =
                                    peer.firstAnswerMilliseconds();
                        }
                    } catch (PeerProcess.Unavailable e) {
                        problems.put(kind, e.getMessage());
                    }
                }
            }
        }
    }

    private PeerProcess start(PeerKind kind) throws IOException, InterruptedException, PeerProcess.Unavailable {
        Path log = files.folder().resolve(kind.key() + "-" + kind.graph() + "-" + kind.precision() + ".log");
        return PeerProcess.start(kind.command(files, node), log);
    }

    private static double milliseconds(PeerProcess peer, int batch) throws IOException {
        // Not timed: threads of the peer before may still spin for a while.
        peer.ask("run " + batch);
        long start = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            peer.ask("run " + batch);
        }
        return (System.nanoTime() - start) / 1e6 / CALLS;
    }

    private static void same(PeerKind kind, double expected, double received) {
        double most = kind.precision().equals("int8") ? MOST_DIFFERENCE_INT8 : MOST_DIFFERENCE;
        if (!(Math.abs(expected - received) <= most * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException(
                    "Expected the same answer of " + kind + ", received " + expected + " and " + received);
        }
    }
}
