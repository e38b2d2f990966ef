package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Reads model files that nobody vouches for. The size is limited before parsing, nesting and the number of fields
 * before building, and no other file is ever opened. What can be read but is wrong is listed in
 * {@link OnnxFile#problems()}; what cannot be read is an exception.
 */
public final class ModelReader {

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> computed = new HashSet<>();
    private final Set<String> called = new HashSet<>();
    private int opset;

    private ModelReader() {}

    public static OnnxFile read(Path file) {
        return read(file, ReadLimits.DEFAULT);
    }

    public static OnnxFile read(Path file, ReadLimits limits) {
        try {
            long size = Files.size(file);
            if (size > limits.maxBytes()) {
                throw new Failure(
                        Reason.TOO_LARGE,
                        "expected a file of at most " + limits.maxBytes() + " bytes, received " + size + ": " + file);
            }
            return read(Files.readAllBytes(file), limits);
        } catch (IOException e) {
            throw new Failure(Reason.IO, "could not read " + file + " (" + e + "); check the path", e);
        }
    }

    public static OnnxFile read(byte[] file, ReadLimits limits) {
        if (file.length > limits.maxBytes()) {
            throw new Failure(
                    Reason.TOO_LARGE, "expected at most " + limits.maxBytes() + " bytes, received " + file.length);
        }
        WireScan.check(file, limits);
        try {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setRecursionLimit(limits.maxDepth() + 1);
            return new ModelReader().model(OnnxMl.ModelProto.parseFrom(in), file.length);
        } catch (IOException e) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected an ONNX file, received damaged or other data: " + e.getMessage(),
                    e);
        }
    }

    private OnnxFile model(OnnxMl.ModelProto model, long bytes) {
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE, "expected an ONNX file with a graph and an opset, received one without");
        }
        for (OnnxMl.FunctionProto function : model.getFunctionsList()) {
            AttributeReader.refuseExternalData(function);
            called.add(function.getDomain() + ":" + function.getName());
        }
        Map<String, Integer> domains = new LinkedHashMap<>();
        for (OnnxMl.OperatorSetIdProto set : model.getOpsetImportList()) {
            boolean standard = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            int version = (int) Math.max(0, Math.min(Integer.MAX_VALUE, set.getVersion()));
            if (standard) {
                opset = version;
            } else {
                domains.put(set.getDomain(), version);
            }
        }
        Graph graph = graph(model.getGraph());
        graph.otherDomains().putAll(domains);
        graph.functions().addAll(model.getFunctionsList());
        if (problems.isEmpty()) {
            problems.addAll(Inference.run(graph));
        }
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        return new OnnxFile(
                graph, metadata, model.getIrVersion(), model.getProducerName(), bytes, List.copyOf(problems));
    }

    private Graph graph(OnnxMl.GraphProto graph) {
        if (graph.getSparseInitializerCount() > 0) {
            throw new Failure(Reason.INVALID_MODEL_FILE, "expected dense initializers, received sparse ones");
        }
        Map<String, OnnxMl.ValueInfoProto> declared = new HashMap<>();
        graph.getValueInfoList().forEach(v -> declared.put(v.getName(), v));
        graph.getOutputList().forEach(v -> declared.put(v.getName(), v));
        for (OnnxMl.TensorProto t : graph.getInitializerList()) {
            define(Value.constant(t.getName(), TensorReader.read(t)));
        }
        List<Value> inputs = new ArrayList<>();
        for (OnnxMl.ValueInfoProto in : graph.getInputList()) {
            // Older files list initializers among the inputs as well.
            if (!values.containsKey(in.getName())) {
                Value input = define(info(in));
                if (input.type() == null && input.otherType() == null) {
                    problems.add("expected an element type of input " + in.getName() + ", received none");
                }
                inputs.add(input);
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (OnnxMl.NodeProto n : graph.getNodeList()) {
            if (!constant(n)) {
                nodes.add(node(n, declared));
            }
        }
        List<Value> outputs = new ArrayList<>();
        for (OnnxMl.ValueInfoProto out : graph.getOutputList()) {
            outputs.add(use(out.getName(), "output " + out.getName()));
        }
        if (outputs.isEmpty()) {
            problems.add("expected at least one output, received none");
        }
        return new Graph(graph.getName(), opset, inputs, outputs, nodes);
    }

    private Value define(Value v) {
        if (v.name().isEmpty()) {
            problems.add("expected a name for every value, received an empty one");
        }
        if (!computed.add(v.name())) {
            problems.add("expected one definition of " + v.name() + ", received several");
        }
        values.put(v.name(), v);
        return v;
    }

    private Value use(String name, String reader) {
        Value v = values.get(name);
        if (v == null) {
            problems.add(reader + " reads " + name + ", which nothing before it computes");
            v = new Value(name, null, null);
            values.put(name, v);
        }
        return v;
    }

    /** Constant nodes become initializers. */
    private boolean constant(OnnxMl.NodeProto n) {
        if (!n.getOpType().equals("Constant") || !n.getDomain().isEmpty() || n.getAttributeCount() != 1) {
            return false;
        }
        OnnxMl.AttributeProto a = n.getAttribute(0);
        Tensor t = switch (a.getName()) {
            case "value" -> TensorReader.read(a.getT());
            case "value_int" ->
                new Tensor(
                        ElementType.INT64, new long[0], Tensor.longs(a.getI()).data());
            case "value_ints" ->
                Tensor.longs(a.getIntsList().stream().mapToLong(Long::longValue).toArray());
            case "value_float" -> Tensor.scalar(ElementType.FLOAT, a.getF());
            case "value_string" -> Tensor.texts(new long[0], List.of(a.getS()));
            case "value_strings" -> Tensor.texts(new long[] {a.getStringsCount()}, a.getStringsList());
            default -> null;
        };
        if (t == null || n.getOutputCount() != 1) {
            return false;
        }
        define(Value.constant(n.getOutput(0), t));
        return true;
    }

    private Node node(OnnxMl.NodeProto n, Map<String, OnnxMl.ValueInfoProto> declared) {
        String name = n.getName().isEmpty() ? n.getOpType() + " of " + n.getOutputList() : n.getName();
        Map<String, Attribute> attributes = new TreeMap<>();
        n.getAttributeList().forEach(a -> attributes.put(a.getName(), AttributeReader.read(a)));
        List<Value> in = new ArrayList<>();
        n.getInputList().forEach(i -> in.add(i.isEmpty() ? null : use(i, name)));
        Map<String, Value> captures = new LinkedHashMap<>();
        Bodies.captured(Bodies.of(attributes.values())).forEach(c -> captures.put(c, use(c, "a body of " + name)));
        List<Value> out = new ArrayList<>();
        for (String o : n.getOutputList()) {
            out.add(
                    o.isEmpty()
                            ? null
                            : define(declared.containsKey(o) ? info(declared.get(o)) : new Value(o, null, null)));
        }
        Operator op = called.contains(n.getDomain() + ":" + n.getOpType())
                ? Operator.opaque(n.getDomain(), n.getOpType())
                : Operators.lookup(n.getDomain(), n.getOpType());
        try {
            return new Node(name, op, in, out, attributes, captures);
        } catch (IllegalArgumentException e) {
            // Descriptions hold for opsets 13 to 21; an older form of the operator is not a mistake.
            if (opset >= 13 && opset <= 21) {
                problems.add(name + ": " + e.getMessage());
            }
            return new Node(name, Operators.opaque(n.getDomain(), n.getOpType()), in, out, attributes, captures);
        }
    }

    private static Value info(OnnxMl.ValueInfoProto v) {
        OnnxMl.TypeProto.Tensor tensor = v.getType().getTensorType();
        List<Dim> dims = null;
        if (tensor.hasShape()) {
            dims = new ArrayList<>();
            for (OnnxMl.TensorShapeProto.Dimension d : tensor.getShape().getDimList()) {
                boolean fixed = d.getValueCase() == OnnxMl.TensorShapeProto.Dimension.ValueCase.DIM_VALUE;
                dims.add(fixed && d.getDimValue() >= 0 ? Dim.of(d.getDimValue()) : Dim.named(d.getDimParam()));
            }
        }
        Value value = new Value(v.getName(), ElementType.of(tensor.getElemType()), dims);
        if (value.type() == null && v.getType().getValueCase() != OnnxMl.TypeProto.ValueCase.VALUE_NOT_SET) {
            boolean unknown = v.getType().hasTensorType() && tensor.getElemType() == 0;
            value.setOtherType(unknown ? null : v.getType());
        }
        return value;
    }
}
