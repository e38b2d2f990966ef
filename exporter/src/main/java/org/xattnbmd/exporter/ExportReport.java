package org.xattnbmd.exporter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;

/**
 * What an export did and how well the result agrees with the block. Immutable.
 *
 * @param outputs agreement of each output, worst over all compared sizes
 * @param sizes at which ONNX Runtime was compared with the block: the length of each axis that varies, by its name
 * @param tolerance largest difference allowed, relative to the largest value of the output
 * @param composed operations of the block that the engine lacks: their results, in the comparison too, are composed of its
 *     other operations, so that the block itself was not run; empty where the engine has all
 * @param contents what the model is made of
 * @param passes what each optimisation did
 * @param seconds time that tracing, optimising and comparing took
 */
public record ExportReport(
        List<OutputParity> outputs,
        List<Map<String, Long>> sizes,
        double tolerance,
        List<String> composed,
        Contents contents,
        List<PassResult> passes,
        double seconds) {

    public ExportReport {
        outputs = List.copyOf(outputs);
        sizes = sizes.stream().map(ExportReport::inOrder).toList();
        composed = List.copyOf(composed);
        passes = List.copyOf(passes);
    }

    private static Map<String, Long> inOrder(Map<String, Long> sizes) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    }

    /** Batch sizes at which ONNX Runtime was compared with the block; 1 where the batch does not vary. */
    public List<Integer> batches() {
        return sizes.stream()
                .map(s -> Math.toIntExact(s.getOrDefault(Dim.BATCH_NAME, 1L)))
                .distinct()
                .toList();
    }

    /**
     * What a model is made of.
     *
     * @param opset version of the standard operators
     * @param operators how often each operator occurs
     * @param parameters number of floating-point numbers stored in the model
     * @param bytes size of the file
     */
    public record Contents(int opset, Map<String, Integer> operators, long parameters, long bytes) {
        public Contents {
            operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        }

        static Contents of(Graph graph, long bytes) {
            return new Contents(graph.opset(), graph.operatorCounts(), graph.parameterCount(), bytes);
        }
    }

    /** Version of the standard operators. */
    public int opset() {
        return contents.opset();
    }

    /** How often each operator occurs. */
    public Map<String, Integer> operators() {
        return contents.operators();
    }

    /** Number of floating-point numbers stored in the model. */
    public long parameters() {
        return contents.parameters();
    }

    /** Size of the file. */
    public long bytes() {
        return contents.bytes();
    }

    /**
     * Agreement of one output between ONNX Runtime and the block.
     *
     * @param name the output
     * @param maxAbsolute largest difference of an element
     * @param maxRelative the same, divided by the largest absolute value of the output
     */
    public record OutputParity(String name, double maxAbsolute, double maxRelative) {}

    /**
     * What one optimisation pass did.
     *
     * @param name the pass
     * @param fired how often it rewrote something
     * @param skipped how often it left a candidate alone, by reason
     */
    public record PassResult(String name, int fired, Map<String, Integer> skipped) {
        public PassResult {
            skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
        }
    }

    /** Number of nodes. */
    public int nodes() {
        return operators().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Largest relative difference of any output. */
    public double maxRelative() {
        return outputs.stream().mapToDouble(OutputParity::maxRelative).max().orElse(0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "opset %d, %d nodes, %d parameters, %d bytes, %.1f s%n",
                opset(),
                nodes(),
                parameters(),
                bytes(),
                seconds));
        outputs.forEach(o -> text.append(String.format(
                Locale.ROOT,
                "output %s: max difference %.2g absolute, %.2g of the largest value%n",
                o.name(),
                o.maxAbsolute(),
                o.maxRelative())));
        if (!composed.isEmpty()) {
            text.append("compared with compositions of what the engine has, since it lacks "
                    + String.join(", ", composed) + System.lineSeparator());
        }
        passes.forEach(p -> text.append(String.format(
                Locale.ROOT, "%s: %d%s%n", p.name(), p.fired(), p.skipped().isEmpty() ? "" : ", left " + p.skipped())));
        return text.toString();
    }
}
