package org.xattnbmd.trainer.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xattnbmd.sdk.fixtures.HeapMeter;

/**
 * A peer's JVM. It prints {@code @ready ANSWER} after its first answer, then obeys lines: {@code run BATCH} answers once and
 * prints {@code @done ANSWER}; {@code time BATCH CALLS} prints {@code @time MS}, the median of so many calls; {@code rate BATCH
 * THREADS CALLS} prints {@code @rate ANSWERS} a second of so many threads that make so many calls each; {@code heap CALLS} prints
 * {@code @heap BYTES} allocated a call; {@code memory} prints {@code @memory BYTES} resident. It ends with its input.
 */
public final class PeerChild {

    private PeerChild() {}

    /** Arguments: kind, graph, precision, folder, threads; a device, the processor unless said otherwise. */
    public static void main(String[] arguments) throws Exception {
        // Whatever a library prints must not get between the answers.
        PrintStream out = System.out;
        System.setOut(System.err);
        try (Peer peer = open(arguments);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            out.println("@ready " + peer.answers(1)[0]);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "run" -> {
                        float[] answers = peer.answers(Integer.parseInt(words[1]));
                        out.println("@done " + answers[answers.length - 1]);
                    }
                    case "time" ->
                        out.printf(
                                Locale.ROOT,
                                "@time %.6f%n",
                                milliseconds(peer, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
                    case "rate" ->
                        out.printf(
                                Locale.ROOT,
                                "@rate %.3f%n",
                                rate(
                                        peer,
                                        Integer.parseInt(words[1]),
                                        Integer.parseInt(words[2]),
                                        Integer.parseInt(words[3])));
                    case "heap" -> out.printf(Locale.ROOT, "@heap %.0f%n", heap(peer, Integer.parseInt(words[1])));
                    case "memory" -> out.println("@memory " + resident());
                    default ->
                        throw new IllegalArgumentException(
                                "Expected run, time, rate, heap or memory, received " + line);
                }
            }
        }
    }

    private static Peer open(String[] arguments) throws Exception {
        PeerFiles files = new PeerFiles(Path.of(arguments[3]));
        String graph = arguments[1];
        String precision = arguments[2];
        int threads = Integer.parseInt(arguments[4]);
        PeerDevice device = arguments.length > 5 ? PeerDevice.valueOf(arguments[5]) : PeerDevice.CPU;
        return switch (arguments[0]) {
            case "sdk" -> new SdkPeer(files, precision, threads, device);
            case "ort" -> new OrtPeer(files, graph, precision, threads, device, false);
            case "ort-ready" -> new OrtPeer(files, graph, precision, threads, device, true);
            case "djl-ort" -> DjlPeer.onnxRuntime(files, precision, threads);
            case "djl-pytorch" -> DjlPeer.pytorch(files);
            case "opencv" -> new OpenCvPeer(files, graph, precision, threads);
            default -> throw new IllegalArgumentException("Expected a kind of peer, received " + arguments[0]);
        };
    }

    private static double milliseconds(Peer peer, int batch, int calls) throws Exception {
        double[] taken = new double[calls];
        for (int call = 0; call < calls; call++) {
            long start = System.nanoTime();
            peer.answers(batch);
            taken[call] = (System.nanoTime() - start) / 1e6;
        }
        return PeerFigures.Spread.quantile(taken, 0.5);
    }

    private static double rate(Peer peer, int batch, int threads, int calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> caller = () -> {
                for (int call = 0; call < calls; call++) {
                    peer.answers(batch);
                }
                return null;
            };
            long start = System.nanoTime();
            for (Future<Void> ended : callers.invokeAll(Collections.nCopies(threads, caller))) {
                ended.get();
            }
            return 1e9 * batch * threads * calls / (System.nanoTime() - start);
        } finally {
            callers.shutdownNow();
        }
    }

    private static double heap(Peer peer, int calls) {
        return HeapMeter.measure(
                        () -> {
                            try {
                                return peer.answers(1);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        calls,
                        calls)
                .allocated();
    }

    /** Bytes of this process in physical memory (Linux). */
    public static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
