package org.xattnbmd.sdk.internal.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.model.ProtobufReader.MalformedException;

/**
 * What can be told of an ONNX file without running native code on it: that it is one, whole, in one file, and what its
 * inputs, outputs, operators and metadata are. Field numbers: onnx/onnx.proto (ONNX 1.17).
 *
 * @param metadata the model's {@code metadata_props}
 * @param inputs graph inputs that are not initializers, in order
 * @param outputs graph outputs, in order
 * @param operators how many nodes there are of each operator, in all graphs and functions; "domain:Operator" outside of
 *     ONNX's own domain
 */
public record OnnxStructure(
        Map<String, String> metadata,
        Map<String, Value> inputs,
        Map<String, Value> outputs,
        SortedMap<String, Integer> operators) {

    private static final int MAXIMUM_DEPTH = 16;
    private static final int EXTERNAL = 1;

    /** The identifier of a flatbuffer of ONNX Runtime (onnxruntime/core/flatbuffers/schema/ort.fbs), behind its first word. */
    private static final byte[] ORT_MARK = "ORTM".getBytes(StandardCharsets.US_ASCII);

    private static final int ORT_MARK_OFFSET = 4;

    /**
     * Place of the weight's zero point in products of 8-bit integers. ONNX Runtime 1.28.0, told to add them exactly, reads
     * it without looking whether it is there, and takes the process down
     * (onnxruntime/core/optimizer/qdq_transformer/avx2_weight_s8_to_u8.cc).
     */
    private static final Map<String, Integer> ZERO_POINTS = Map.of(
            "MatMulInteger",
            3,
            "com.microsoft:MatMulIntegerToFloat",
            5,
            "com.microsoft:DynamicQuantizeMatMul",
            3,
            "com.microsoft:QAttention",
            7);

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    /** Type of a graph input or output; a dimension that is not fixed is -1. */
    public record Value(int elementType, List<Long> shape) {}

    /** Checks the file's structure. Nothing in it is trusted: depth, lengths and counts are bounded by its size. */
    public static OnnxStructure read(byte[] file) {
        refuseOrtFormat(file);
        Model model = new Model();
        try {
            model.read(new ProtobufReader(file));
        } catch (MalformedException e) {
            // The first fields of every ONNX file are small; once they were read, an early end means a cut file.
            boolean cut = e.truncated() && model.hasVersion;
            throw new BmdException(
                    cut ? Code.MODEL_TRUNCATED : Code.MODEL_NOT_ONNX,
                    cut
                            ? "The ONNX file is cut short: " + e.getMessage() + ". Copy it again."
                            : "Expected an ONNX model, received something else (" + e.getMessage() + ").",
                    e);
        }
        if (!model.hasVersion || !model.hasGraph || !model.hasOpset) {
            throw new BmdException(
                    Code.MODEL_NOT_ONNX,
                    "Expected an ONNX model, received a file without "
                            + (!model.hasVersion ? "IR version" : !model.hasGraph ? "graph" : "operator set") + ".");
        }
        model.initializers.forEach(model.inputs::remove);
        return new OnnxStructure(Map.copyOf(model.metadata), model.inputs, model.outputs, model.operators);
    }

    /** ONNX Runtime takes a file with this mark for its own format, whatever else its bytes say: another network would run. */
    private static void refuseOrtFormat(byte[] file) {
        int end = ORT_MARK_OFFSET + ORT_MARK.length;
        if (file.length >= end && Arrays.equals(file, ORT_MARK_OFFSET, end, ORT_MARK, 0, ORT_MARK.length)) {
            throw new BmdException(
                    Code.MODEL_NOT_ONNX,
                    "Expected an ONNX model, received a file with the mark of ONNX Runtime's own format. Export the model"
                            + " again.");
        }
    }

    private static final class Model {

        private final Map<String, String> metadata = new HashMap<>();
        private final Map<String, Value> inputs = new LinkedHashMap<>();
        private final Map<String, Value> outputs = new LinkedHashMap<>();
        private final SortedMap<String, Integer> operators = new TreeMap<>();
        private final Set<String> initializers = new HashSet<>();
        private boolean hasVersion;
        private boolean hasGraph;
        private boolean hasOpset;

        void read(ProtobufReader in) throws MalformedException {
            while (in.next()) {
                if (in.is(1, ProtobufReader.VARINT)) {
                    hasVersion = true;
                } else if (in.is(7, ProtobufReader.BYTES)) {
                    hasGraph = true;
                    graph(in.message(), 0);
                } else if (in.is(8, ProtobufReader.BYTES)) {
                    hasOpset = true;
                    opset(in.message());
                } else if (in.is(14, ProtobufReader.BYTES)) {
                    property(in.message());
                } else if (in.is(25, ProtobufReader.BYTES)) {
                    function(in.message());
                }
            }
        }

        private void opset(ProtobufReader in) throws MalformedException {
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES)) {
                    checkDomain(in.text());
                }
            }
        }

        private void property(ProtobufReader in) throws MalformedException {
            String key = "";
            String value = "";
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES)) {
                    key = in.text();
                } else if (in.is(2, ProtobufReader.BYTES)) {
                    value = in.text();
                }
            }
            metadata.put(key, value);
        }

        private void function(ProtobufReader in) throws MalformedException {
            while (in.next()) {
                if (in.is(7, ProtobufReader.BYTES)) {
                    node(in.message(), 1);
                }
            }
        }

        private void graph(ProtobufReader in, int depth) throws MalformedException {
            if (depth > MAXIMUM_DEPTH) {
                throw notSupported("graphs nested at most " + MAXIMUM_DEPTH + " deep", "deeper ones");
            }
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES)) {
                    node(in.message(), depth);
                } else if (in.is(5, ProtobufReader.BYTES)) {
                    String name = tensor(in.message());
                    if (depth == 0) {
                        initializers.add(name);
                    }
                } else if (in.is(15, ProtobufReader.BYTES)) {
                    sparse(in.message());
                } else if (depth == 0 && in.is(11, ProtobufReader.BYTES)) {
                    value(in.message(), inputs);
                } else if (depth == 0 && in.is(12, ProtobufReader.BYTES)) {
                    value(in.message(), outputs);
                }
            }
        }

        private void node(ProtobufReader in, int depth) throws MalformedException {
            String operator = "";
            String domain = "";
            BitSet given = new BitSet();
            int inputCount = 0;
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES)) {
                    given.set(inputCount++, !in.isEmpty());
                } else if (in.is(5, ProtobufReader.BYTES)) {
                    attribute(in.message(), depth);
                } else if (in.is(4, ProtobufReader.BYTES)) {
                    operator = in.text();
                } else if (in.is(7, ProtobufReader.BYTES)) {
                    domain = in.text();
                    checkDomain(domain);
                }
            }
            boolean own = domain.isEmpty() || domain.equals("ai.onnx");
            String name = own ? operator : domain + ":" + operator;
            operators.merge(name, 1, Integer::sum);
            Integer zeroPoint = ZERO_POINTS.get(name);
            if (zeroPoint != null && !given.get(zeroPoint)) {
                throw notSupported("zero points as inputs of " + name, "a node without them");
            }
        }

        private void attribute(ProtobufReader in, int depth) throws MalformedException {
            while (in.next()) {
                if (in.is(5, ProtobufReader.BYTES) || in.is(10, ProtobufReader.BYTES)) {
                    tensor(in.message());
                } else if (in.is(6, ProtobufReader.BYTES) || in.is(11, ProtobufReader.BYTES)) {
                    graph(in.message(), depth + 1);
                } else if (in.is(22, ProtobufReader.BYTES) || in.is(23, ProtobufReader.BYTES)) {
                    sparse(in.message());
                }
            }
        }

        private void sparse(ProtobufReader in) throws MalformedException {
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES) || in.is(2, ProtobufReader.BYTES)) {
                    tensor(in.message());
                }
            }
        }

        private static String tensor(ProtobufReader in) throws MalformedException {
            String name = "";
            while (in.next()) {
                if (in.is(8, ProtobufReader.BYTES)) {
                    name = in.text();
                } else if (in.is(13, ProtobufReader.BYTES)
                        || in.is(14, ProtobufReader.VARINT) && in.number() == EXTERNAL) {
                    throw new BmdException(
                            Code.MODEL_EXTERNAL_DATA,
                            "Expected all weights inside the ONNX file, received a tensor kept in another file. "
                                    + "Export the model as one file.");
                }
            }
            return name;
        }

        private static void value(ProtobufReader in, Map<String, Value> values) throws MalformedException {
            String name = "";
            Value type = new Value(0, List.of());
            while (in.next()) {
                if (in.is(1, ProtobufReader.BYTES)) {
                    name = in.text();
                } else if (in.is(2, ProtobufReader.BYTES)) {
                    ProtobufReader typed = in.message();
                    while (typed.next()) {
                        if (typed.is(1, ProtobufReader.BYTES)) {
                            type = tensorType(typed.message());
                        }
                    }
                }
            }
            values.put(name, type);
        }

        private static Value tensorType(ProtobufReader in) throws MalformedException {
            int elementType = 0;
            List<Long> shape = new ArrayList<>();
            while (in.next()) {
                if (in.is(1, ProtobufReader.VARINT)) {
                    elementType = (int) in.number();
                } else if (in.is(2, ProtobufReader.BYTES)) {
                    ProtobufReader dimensions = in.message();
                    while (dimensions.next()) {
                        if (dimensions.is(1, ProtobufReader.BYTES)) {
                            shape.add(dimension(dimensions.message()));
                        }
                    }
                }
            }
            return new Value(elementType, List.copyOf(shape));
        }

        private static long dimension(ProtobufReader in) throws MalformedException {
            long size = -1;
            while (in.next()) {
                if (in.is(1, ProtobufReader.VARINT)) {
                    size = in.number();
                }
            }
            return size;
        }

        private static void checkDomain(String domain) {
            if (!DOMAINS.contains(domain)) {
                throw notSupported("operators of the standard domains", "domain \"" + domain + "\"");
            }
        }

        private static BmdException notSupported(String expected, String received) {
            return new BmdException(
                    Code.MODEL_CONTRACT, "Expected " + expected + " in the model, received " + received + ".");
        }
    }
}
