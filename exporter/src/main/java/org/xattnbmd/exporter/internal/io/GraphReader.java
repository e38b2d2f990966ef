package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.FunctionId;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.OlderForms;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Builds a graph from the protobuf of a model's graph or of a body in it. For one graph; not thread-safe. */
public final class GraphReader {

    private final int opset;
    private final Set<FunctionId> functions;
    private final AttributeReader attributes;
    private final boolean body;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> computed = new HashSet<>();

    private GraphReader(int opset, List<OnnxMl.FunctionProto> functions, AttributeReader attributes, boolean body) {
        this.opset = opset;
        this.functions = functions.stream().map(FunctionId::of).collect(Collectors.toSet());
        this.attributes = attributes;
        this.body = body;
    }

    /** A model's own graph, without its types inferred; what is wrong with it is added to the problems. */
    static Graph model(
            OnnxMl.GraphProto graph,
            int opset,
            List<OnnxMl.FunctionProto> functions,
            TensorReader tensors,
            List<String> problems) {
        GraphReader reader = new GraphReader(opset, functions, new AttributeReader(tensors), false);
        Graph read = reader.graph(graph);
        problems.addAll(reader.problems);
        return read;
    }

    /**
     * A body as a graph. Of what it says of its own values only element types are taken over, since runtimes do not hold a
     * body to the shapes that it says; shapes are inferred from what it captures.
     *
     * @param captured what is around the body, by the name that the body has for it
     * @param around the graph that it is in, which it shares opset, operator domains and functions with
     * @throws Failure with reason INVALID_MODEL_FILE if something is wrong with it
     */
    public static Graph body(OnnxMl.GraphProto body, Map<String, Value> captured, Graph around) {
        GraphReader reader = new GraphReader(
                around.opset(), around.functions(), new AttributeReader(TensorReader.WITHIN_THE_FILE), true);
        reader.values.putAll(captured);
        Graph read = reader.graph(body).with(around);
        if (reader.problems.isEmpty()) {
            reader.problems.addAll(Inference.run(read));
        }
        if (!reader.problems.isEmpty()) {
            throw new Failure(Reason.INVALID_MODEL_FILE, reader.problems.get(0));
        }
        return read;
    }

    private Graph graph(OnnxMl.GraphProto graph) {
        if (graph.getSparseInitializerCount() > 0) {
            throw new Failure(Reason.INVALID_MODEL_FILE, "expected dense initializers, received sparse ones");
        }
        Map<String, OnnxMl.ValueInfoProto> declared = new HashMap<>();
        graph.getValueInfoList().forEach(v -> declared.put(v.getName(), v));
        graph.getOutputList().forEach(v -> declared.put(v.getName(), v));
        for (OnnxMl.TensorProto t : graph.getInitializerList()) {
            define(Value.constant(t.getName(), attributes.tensors().read(t)));
        }
        List<Value> inputs = new ArrayList<>();
        for (OnnxMl.ValueInfoProto in : graph.getInputList()) {
            // Older files list initializers among the inputs as well. A body is always given its inputs.
            if (body || !computed.contains(in.getName())) {
                Value input = define(info(in));
                if (!body && input.type() == null && input.otherType() == null) {
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
        boolean standard = n.getOpType().equals("Constant")
                && FunctionId.calledBy(n).domain().isEmpty()
                && !functions.contains(FunctionId.calledBy(n));
        if (!standard || n.getAttributeCount() != 1 || n.getOutputCount() != 1) {
            return false;
        }
        OnnxMl.AttributeProto a = n.getAttribute(0);
        Tensor t = switch (a.getName()) {
            case "value" -> attributes.tensors().read(a.getT());
            case "value_int" ->
                new Tensor(
                        ElementType.INT64, new long[0], Tensor.longs(a.getI()).data());
            case "value_ints" ->
                Tensor.longs(a.getIntsList().stream().mapToLong(Long::longValue).toArray());
            case "value_float" -> Tensor.scalar(ElementType.FLOAT, a.getF());
            case "value_floats" -> floats(a.getFloatsList());
            case "value_string" -> Tensor.texts(new long[0], List.of(a.getS()));
            case "value_strings" -> Tensor.texts(new long[] {a.getStringsCount()}, a.getStringsList());
            default -> null;
        };
        if (t == null) {
            return false;
        }
        define(Value.constant(n.getOutput(0), t));
        return true;
    }

    private static Tensor floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return Tensor.floats(new long[] {floats.length}, floats);
    }

    private Node node(OnnxMl.NodeProto n, Map<String, OnnxMl.ValueInfoProto> declared) {
        String name = n.getName().isEmpty() ? n.getOpType() + " of " + n.getOutputList() : n.getName();
        Map<String, Attribute> given = new TreeMap<>();
        n.getAttributeList().forEach(a -> given.put(a.getName(), attributes.read(a)));
        List<Value> in = new ArrayList<>();
        n.getInputList().forEach(i -> in.add(i.isEmpty() ? null : use(i, name)));
        Map<String, Value> captures = new LinkedHashMap<>();
        Bodies.captured(Bodies.of(given.values())).forEach(c -> captures.put(c, use(c, "a body of " + name)));
        List<Value> out = new ArrayList<>();
        for (String o : n.getOutputList()) {
            out.add(
                    o.isEmpty()
                            ? null
                            : define(declared.containsKey(o) ? info(declared.get(o)) : new Value(o, null, null)));
        }
        FunctionId id = FunctionId.calledBy(n);
        Operator op = functions.contains(id) || !id.overload().isEmpty()
                ? Operator.function(id)
                : Operators.lookup(n.getDomain(), n.getOpType());
        try {
            return new Node(name, op, in, out, given, captures);
        } catch (IllegalArgumentException e) {
            // An older form of the operator, or one that is yet to come, is not a mistake.
            if (Operators.describe(opset)) {
                problems.add(name + ": " + e.getMessage());
            }
            return older(name, n, in, out, given, captures);
        }
    }

    private Node older(
            String name,
            OnnxMl.NodeProto n,
            List<Value> in,
            List<Value> out,
            Map<String, Attribute> given,
            Map<String, Value> captures) {
        Operator form = Operators.describe(opset) ? null : OlderForms.of(n.getDomain(), n.getOpType());
        if (form != null) {
            try {
                return new Node(name, form, in, out, given, captures);
            } catch (IllegalArgumentException e) {
                // Neither is it the form that is known.
            }
        }
        return new Node(name, Operators.opaque(n.getDomain(), n.getOpType()), in, out, given, captures);
    }

    private Value info(OnnxMl.ValueInfoProto v) {
        OnnxMl.TypeProto.Tensor tensor = v.getType().getTensorType();
        List<Dim> dims = null;
        if (tensor.hasShape() && !body) {
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
