package org.xattnbmd.sdk.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.internal.model.OnnxStructure.Value;
import org.xattnbmd.sdk.internal.model.ProtobufReader.MalformedException;
import org.xattnbmd.sdk.internal.model.graph.Attribute;
import org.xattnbmd.sdk.internal.model.graph.Graph;
import org.xattnbmd.sdk.internal.model.graph.Node;
import org.xattnbmd.sdk.internal.model.graph.Operators;
import org.xattnbmd.sdk.internal.model.graph.Tensor;

/**
 * Reads the messages of one ONNX file, also those that a model may not have, so that external data is found wherever a
 * tensor can be. Graphs inside of operators and functions are then refused: both hide how long a model runs.
 */
final class StructureReader {

    private static final int MAXIMUM_DEPTH = 16;

    /** A deep network for this contract has some hundred. */
    private static final int MAXIMUM_NODES = 20_000;

    private static final int MAXIMUM_NAMES = 100_000;

    /**
     * Place of the weight's zero point in products of 8-bit integers. ONNX Runtime 1.28.0, told to add them exactly, reads
     * it without looking whether it is there, and takes the process down
     * (onnxruntime/core/optimizer/qdq_transformer/avx2_weight_s8_to_u8.cc).
     */
    private static final Map<String, Integer> ZERO_POINTS = Map.of("MatMulInteger", 3);

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final SortedMap<String, Integer> operators = new TreeMap<>();
    private final Map<String, Tensor> initializers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final TensorReader tensors;
    private boolean hasVersion;
    private boolean hasGraph;
    private boolean hasOpset;
    private boolean hasInnerGraph;
    private boolean hasFunction;
    private boolean hasSparse;

    /** @param fileBytes no file holds more elements than its bytes can */
    StructureReader(long fileBytes) {
        tensors = new TensorReader(fileBytes);
    }

    boolean hasVersion() {
        return hasVersion;
    }

    /** What was read, or a refusal. */
    OnnxStructure structure() {
        if (!hasVersion || !hasGraph || !hasOpset) {
            throw new BmdException(
                    Code.MODEL_NOT_ONNX,
                    "Expected an ONNX model, received a file without "
                            + (!hasVersion ? "IR version" : !hasGraph ? "graph" : "operator set") + ".");
        }
        if (hasInnerGraph) {
            throw notSupported("operators without graphs of their own", "control flow");
        }
        if (hasFunction) {
            throw notSupported("operators that ONNX Runtime knows", "functions of the file's own");
        }
        if (hasSparse) {
            throw notSupported("tensors that hold all their elements", "a sparse one");
        }
        for (String operator : operators.keySet()) {
            if (!Operators.allowed(operator)) {
                throw notSupported("operators that networks for radiographs are made of", Texts.quoted(operator));
            }
        }
        initializers.keySet().forEach(inputs::remove);
        return new OnnxStructure(Map.copyOf(metadata), inputs, outputs, operators, new Graph(nodes, initializers));
    }

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
                hasFunction = true;
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
        if (metadata.put(key, value) != null && key.equals(ModelCard.METADATA_KEY)) {
            throw new BmdException(
                    Code.MODEL_CARD_INVALID,
                    "Expected one model card in the file, received two. Export the model again.");
        }
        refuseAbove(MAXIMUM_NAMES, metadata.size(), "properties");
    }

    /** Its nodes, and the defaults of its attributes, which hold tensors as any attribute does. */
    private void function(ProtobufReader in) throws MalformedException {
        while (in.next()) {
            if (in.is(7, ProtobufReader.BYTES)) {
                node(in.message(), 1);
            } else if (in.is(11, ProtobufReader.BYTES)) {
                attribute(in.message(), 1, new HashMap<>());
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
                initializer(in.message(), depth);
            } else if (in.is(15, ProtobufReader.BYTES)) {
                sparse(in.message());
            } else if (depth == 0 && in.is(11, ProtobufReader.BYTES)) {
                value(in.message(), inputs);
            } else if (depth == 0 && in.is(12, ProtobufReader.BYTES)) {
                value(in.message(), outputs);
            }
        }
    }

    private void initializer(ProtobufReader in, int depth) throws MalformedException {
        TensorReader.Named initializer = tensors.read(in);
        if (depth == 0) {
            Tensor before = initializers.put(initializer.name(), initializer.tensor());
            if (before != null && !initializer.name().isEmpty()) {
                throw notSupported("each initializer once", "one twice");
            }
            refuseAbove(MAXIMUM_NAMES, initializers.size(), "initializers");
        }
    }

    private void node(ProtobufReader in, int depth) throws MalformedException {
        String operator = "";
        String domain = "";
        List<String> given = new ArrayList<>();
        List<String> made = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>();
        while (in.next()) {
            if (in.is(1, ProtobufReader.BYTES)) {
                given.add(in.text());
            } else if (in.is(2, ProtobufReader.BYTES)) {
                made.add(in.text());
            } else if (in.is(5, ProtobufReader.BYTES)) {
                attribute(in.message(), depth, attributes);
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
        refuseAbove(MAXIMUM_NAMES, given.size() + (long) made.size(), "inputs and outputs of an operator");
        Integer zeroPoint = ZERO_POINTS.get(name);
        if (zeroPoint != null
                && (given.size() <= zeroPoint || given.get(zeroPoint).isEmpty())) {
            throw notSupported("zero points as inputs of " + name, "a node without them");
        }
        nodes.add(new Node(name, given, made, attributes));
        refuseAbove(MAXIMUM_NODES, nodes.size(), "operators");
    }

    private void attribute(ProtobufReader in, int depth, Map<String, Attribute> attributes) throws MalformedException {
        String name = "";
        long integer = 0;
        NumberList integers = new NumberList();
        String text = "";
        Tensor tensor = null;
        while (in.next()) {
            if (in.is(1, ProtobufReader.BYTES)) {
                name = in.text();
            } else if (in.is(3, ProtobufReader.VARINT)) {
                integer = in.number();
            } else if (in.is(4, ProtobufReader.BYTES)) {
                text = in.text();
            } else if (in.is(8, ProtobufReader.VARINT) || in.is(8, ProtobufReader.BYTES)) {
                in.numbers(integers);
            } else if (in.is(5, ProtobufReader.BYTES) || in.is(10, ProtobufReader.BYTES)) {
                tensor = tensors.read(in.message()).tensor();
            } else if (in.is(6, ProtobufReader.BYTES) || in.is(11, ProtobufReader.BYTES)) {
                hasInnerGraph = true;
                graph(in.message(), depth + 1);
            } else if (in.is(22, ProtobufReader.BYTES) || in.is(23, ProtobufReader.BYTES)) {
                sparse(in.message());
            }
        }
        if (attributes.put(name, new Attribute(integer, integers.toArray(), text, tensor)) != null) {
            throw notSupported("each attribute once", "one twice");
        }
    }

    private void sparse(ProtobufReader in) throws MalformedException {
        hasSparse = true;
        while (in.next()) {
            if (in.is(1, ProtobufReader.BYTES) || in.is(2, ProtobufReader.BYTES)) {
                tensors.read(in.message());
            }
        }
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
        refuseAbove(MAXIMUM_NAMES, values.size(), "inputs or outputs");
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
            throw notSupported("operators of the standard domains", "domain " + Texts.quoted(domain));
        }
    }

    private static void refuseAbove(long most, long received, String what) {
        if (received > most) {
            throw notSupported("at most " + most + " " + what, "more");
        }
    }

    static BmdException notSupported(String expected, String received) {
        return new BmdException(
                Code.MODEL_CONTRACT, "Expected " + expected + " in the model, received " + received + ".");
    }
}
