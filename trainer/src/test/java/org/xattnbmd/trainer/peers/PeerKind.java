package org.xattnbmd.trainer.peers;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is compared.
 *
 * @param key names the peer in the child JVM and in JSON
 * @param name for readers
 * @param graph {@code network}, or {@code trunk}: its residual trunk alone, which is what OpenCV can take
 * @param precision {@code float32} or {@code int8}
 */
record PeerKind(String key, String name, String graph, String precision) {

    static final int THREADS = 2;

    static final String SDK = "sdk";

    private static final String NODE = "node";
    private static final String READY = ", input ready";

    /** Whom a peer is measured against: the SDK, or bare ONNX Runtime where there is only the trunk. */
    PeerKind reference() {
        return all().stream()
                .filter(other -> other.graph.equals(graph)
                        && other.precision.equals(precision)
                        && other.key.equals(graph.equals("trunk") ? "ort-ready" : SDK))
                .findFirst()
                .orElseThrow();
    }

    /** In the order of the table. */
    static List<PeerKind> all() {
        List<PeerKind> kinds = new ArrayList<>();
        for (String precision : List.of("float32", "int8")) {
            kinds.add(new PeerKind(SDK, "this SDK", "network", precision));
            kinds.add(new PeerKind("ort", "bare ONNX Runtime", "network", precision));
            kinds.add(new PeerKind("djl-ort", "DJL, ONNX Runtime engine", "network", precision));
            kinds.add(new PeerKind("djl-pytorch", "DJL, PyTorch engine", "network", precision));
            kinds.add(new PeerKind("ort-ready", "bare ONNX Runtime" + READY, "network", precision));
            kinds.add(new PeerKind(NODE, "onnxruntime-node" + READY, "network", precision));
            kinds.add(new PeerKind("opencv", "OpenCV DNN" + READY, "network", precision));
        }
        for (String precision : List.of("float32", "int8")) {
            kinds.add(new PeerKind("ort-ready", "bare ONNX Runtime" + READY, "trunk", precision));
            kinds.add(new PeerKind("opencv", "OpenCV DNN" + READY, "trunk", precision));
        }
        return kinds;
    }

    boolean inNode() {
        return key.equals(NODE);
    }

    /** Why there is nothing to measure, or null. */
    String impossible(Path nodeFolder, String nodeProblem) {
        if (key.equals("djl-pytorch") && precision.equals("int8")) {
            return "DJL's PyTorch engine has no int8 convolutions";
        }
        return inNode() && nodeFolder == null ? nodeProblem : null;
    }

    /** How its process is started. */
    List<String> command(PeerFiles files, Path nodeFolder) {
        if (inNode()) {
            return List.of(
                    "node",
                    "--expose-gc",
                    "--max-semi-space-size=256",
                    nodeFolder.resolve("peer.cjs").toString(),
                    files.model(graph, precision).toString(),
                    files.crop().toString(),
                    Integer.toString(THREADS),
                    rowJson());
        }
        return child(files, new String[] {key, graph, precision}, THREADS, PeerDevice.CPU, "512m");
    }

    /** {@link PeerFiles#row} as JSON. */
    static String rowJson() {
        StringBuilder row = new StringBuilder("[");
        for (float value : PeerFiles.row()) {
            row.append(row.length() > 1 ? "," : "").append(value);
        }
        return row.append(']').toString();
    }

    /**
     * How a JVM of {@link PeerChild} is started.
     *
     * @param peer key, graph and precision
     * @param heap as {@code -Xmx} takes it
     */
    static List<String> child(PeerFiles files, String[] peer, int threads, PeerDevice device, String heap) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=" + threads,
                // Or DJL loads PyTorch beside ONNX Runtime, for operations that nobody asks for here.
                "-Dai.djl.onnx.disable_alternative=true",
                "-Djava.awt.headless=true",
                "-XX:ErrorFile=" + files.folder().resolve("crash-%p.log"),
                "-cp",
                // The child works in another folder.
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                PeerChild.class.getName()));
        command.addAll(List.of(peer));
        command.addAll(List.of(files.folder().toString(), Integer.toString(threads), device.name()));
        return command;
    }
}
