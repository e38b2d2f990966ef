package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/** Serialises a graph. The bytes are a function of the graph and the metadata alone: no time, no random order. */
public final class ModelWriter {

    /** Largest file that protobuf can hold. */
    public static final long MAX_BYTES = Integer.MAX_VALUE;

    /** Most bytes of tensors that one file can hold beside the rest. */
    public static final long MOST_TENSORS = MAX_BYTES - (64L << 20);

    private static final int NEWEST_IR_VERSION = 13;
    private static final String PRODUCER = "org.xattnbmd.exporter";

    private ModelWriter() {}

    /** The IR version that belongs to an opset of the standard operators. */
    public static int irVersion(int opset) {
        if (opset >= 23) {
            return Math.min(opset - 12, NEWEST_IR_VERSION);
        }
        return opset >= 21 ? 10 : opset >= 19 ? 9 : opset >= 15 ? 8 : 7;
    }

    /** The IR version of the opset, or a later one where something in the graph asks for it. */
    private static int irVersion(Graph graph) {
        IntStream features = IntStream.concat(
                graph.functions().stream().mapToInt(f -> f.getOverload().isEmpty() ? 8 : 10),
                graph.values()
                        .filter(v -> v.type() != null)
                        .mapToInt(v -> v.type().irVersion()));
        return Math.max(irVersion(graph.opset()), features.max().orElse(0));
    }

    /** Bytes that the graph's constants take. */
    public static long tensorBytes(Graph graph) {
        return graph.initializers().stream()
                .mapToLong(v -> v.constant().data().length)
                .sum();
    }

    /** The file's bytes. */
    public static byte[] write(Graph graph, Map<String, String> metadata) {
        long tensors = tensorBytes(graph);
        if (tensors > MOST_TENSORS) {
            throw new Failure(
                    Reason.TOO_LARGE,
                    "expected a model below 2 GiB, the most that one ONNX file can hold; its tensors alone take "
                            + tensors + " bytes. Save it to a file, which puts them beside it, or export in float16");
        }
        return write(graph, metadata, GraphWriter::tensor);
    }

    /** The file's bytes, where constants may be written as references to another file. */
    public static byte[] write(
            Graph graph, Map<String, String> metadata, BiFunction<String, Tensor, OnnxMl.TensorProto> initializers) {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(irVersion(graph))
                .setProducerName(PRODUCER)
                .setGraph(GraphWriter.graph(graph, initializers));
        model.addOpsetImport(
                OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(graph.opset()));
        new TreeMap<>(graph.otherDomains())
                .forEach((domain, version) -> model.addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        model.addAllFunctions(graph.functions());
        new TreeMap<>(metadata)
                .forEach((k, v) -> model.addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(k).setValue(v)));
        return model.build().toByteArray();
    }

    /** A tensor with its data. */
    public static OnnxMl.TensorProto tensor(String name, Tensor tensor) {
        return GraphWriter.tensor(name, tensor);
    }

    /** A tensor as a file of its own. */
    public static byte[] write(String name, Tensor tensor) {
        return tensor(name, tensor).toByteArray();
    }
}
