package org.xattnbmd.trainer.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.fixtures.HeapMeter;

/**
 * A peer's JVM. It prints {@code @ready ANSWER} after its first answer, then obeys lines: {@code run BATCH} answers once and
 * prints {@code @done ANSWER}; {@code heap CALLS} prints {@code @heap BYTES} allocated a call; {@code memory} prints {@code @memory
 * BYTES} resident. It ends with its input.
 */
public final class PeerChild {

    private PeerChild() {}

    /** Arguments: kind, graph, precision, folder, threads. */
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
                    case "heap" -> out.printf(Locale.ROOT, "@heap %.0f%n", heap(peer, Integer.parseInt(words[1])));
                    case "memory" -> out.println("@memory " + resident());
                    default -> throw new IllegalArgumentException("Expected run, heap or memory, received " + line);
                }
            }
        }
    }

    private static Peer open(String[] arguments) throws Exception {
        PeerFiles files = new PeerFiles(Path.of(arguments[3]));
        String graph = arguments[1];
        String precision = arguments[2];
        int threads = Integer.parseInt(arguments[4]);
        return switch (arguments[0]) {
            case "sdk" -> new SdkPeer(files, precision, threads);
            case "ort" -> new OrtPeer(files, graph, precision, threads, false);
            case "ort-ready" -> new OrtPeer(files, graph, precision, threads, true);
            case "djl-ort" -> DjlPeer.onnxRuntime(files, precision, threads);
            case "djl-pytorch" -> DjlPeer.pytorch(files);
            case "opencv" -> new OpenCvPeer(files, graph, precision, threads);
            default -> throw new IllegalArgumentException("Expected a kind of peer, received " + arguments[0]);
        };
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
