package org.xattnbmd.trainer.peers;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.RuntimeInfo;

/** The comparison as a page in Markdown, and as JSON. */
final class PeerPage {

    private static final String INTRODUCTION = """
            # The SDK and other ways to run the network

            ![Latency, throughput, cold start and memory of the SDK and of five other ways to run the same network](../.github/peers.svg)

            Written by `./mvnw -B -Ppeers verify -DskipTests -Dpeers.write`, which measures (without `-Dpeers.write` the results stay in
            `trainer/target/peers`, with the plot and the figures as JSON). %s

            An XAttn-BMD on a ResNet-34 of full width at 224² with random weights; its int8 file is made by the exporter. The SDK, bare ONNX
            Runtime and DJL start from a decoded 16-bit radiograph of 2140 by 1760 pixels, which the SDK's preprocessing makes the
            input of; the SDK's answer is a whole estimate with interval, T-score, attention and warnings. Where it says
            *input ready* the peer gets the prepared input and only runs the network. Each peer has a process of its own with %d
            threads (JVMs: 512 MB heap; idle threads asleep where the peer can be told). The processes are asked in turns (rounds: %d);
            in brackets the ratio to the SDK, median over the rounds, with what a tenth of the rounds is below and above. All
            answers are held to be the same: to 1e-4 g/cm² in float32, 0.05 in int8, where a rounding step may differ.
            """;

    private static final String NOTES = """

            - *Cold start*: from the start of the process to its first answer, medians of 5. The SDK's includes checking the file, the
              golden vectors and the warm-up; the others check nothing.
            - *Heap*: allocated a call on the JVM's heap by all threads; in Node.js on V8's heap and in array buffers.
            - *Resident*: of the process after the rounds, batches of 8 included. The DJL peers and the SDK hold the radiograph too.
            - OpenCV DNN has no operator for missing values and crashes on the network's GELU, so it is measured on the trunk.
            - DJL's ONNX Runtime engine is told not to load PyTorch beside it.
            """;

    private PeerPage() {}

    static String of(List<PeerFigures> figures, int rounds) throws IOException {
        StringBuilder page =
                new StringBuilder(String.format(Locale.ROOT, INTRODUCTION, machine(), PeerKind.THREADS, rounds));
        table(page, "The network, float32", figures, "network", "float32");
        table(page, "The network, int8", figures, "network", "int8");
        table(page, "The trunk alone, float32 (ratios to bare ONNX Runtime)", figures, "trunk", "float32");
        table(page, "The trunk alone, int8 (ratios to bare ONNX Runtime)", figures, "trunk", "int8");
        return page.append(NOTES).toString();
    }

    private static void table(
            StringBuilder page, String title, List<PeerFigures> figures, String graph, String precision) {
        page.append("\n## ").append(title).append("\n\n");
        page.append("| | latency, batch 1, ms | answers a second, batch ")
                .append(PeerBenchmark.BATCH)
                .append(" | cold start, ms | heap a call, kB | resident, MB |\n|---|---|---|---|---|---|\n");
        for (PeerFigures f : figures) {
            if (!f.kind().graph().equals(graph) || !f.kind().precision().equals(precision)) {
                continue;
            }
            page.append("| ").append(f.kind().name());
            if (f.measured()) {
                page.append(" | ").append(cell("%.1f", f.latency()));
                page.append(" | ").append(cell("%.1f", f.throughput()));
                page.append(" | ").append(cell("%.0f", f.coldStart()));
                page.append(
                        String.format(Locale.ROOT, " | %.1f | %.0f |%n", f.heapBytes() / 1e3, f.residentBytes() / 1e6));
            } else {
                page.append(" | not measured: ").append(f.problem()).append(" | | | | |\n");
            }
        }
    }

    private static String cell(String format, PeerFigures.Spread spread) {
        String median = String.format(Locale.ROOT, format, spread.median());
        return spread.low() == 1 && spread.high() == 1
                ? median
                : median
                        + String.format(
                                Locale.ROOT, " (%.2f; %.2f to %.2f)", spread.ratio(), spread.low(), spread.high());
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "Machine: %d processors, %s, %s, Java %s, ONNX Runtime %s, onnxruntime-node %s; load average at the end %.1f.",
                Runtime.getRuntime().availableProcessors(),
                RuntimeInfo.cpu(),
                System.getProperty("os.name"),
                Runtime.version(),
                OrtEnvironment.getEnvironment().getVersion(),
                NodeInstall.VERSION,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static String json(List<PeerFigures> figures) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        for (PeerFigures f : figures) {
            ObjectNode peer = root.withArray("peers")
                    .addObject()
                    .put("peer", f.kind().key())
                    .put("graph", f.kind().graph())
                    .put("precision", f.kind().precision());
            if (f.measured()) {
                put(peer.putObject("latency_ms"), f.latency());
                put(peer.putObject("answers_per_second_batch_8"), f.throughput());
                put(peer.putObject("cold_start_ms"), f.coldStart());
                peer.put("heap_bytes_per_call", f.heapBytes()).put("resident_bytes", f.residentBytes());
            } else {
                peer.put("not_measured", f.problem());
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode node, PeerFigures.Spread spread) {
        node.put("median", spread.median())
                .put("ratio_to_reference", spread.ratio())
                .put("ratio_tenth_below", spread.low())
                .put("ratio_tenth_above", spread.high());
    }
}
