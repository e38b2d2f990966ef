package org.xattnbmd.exporter.pass;

import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.xattnbmd.exporter.Protos;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;

/**
 * Seeded models of vectors of three numbers, with bodies in bodies, constant and other conditions, loops, and functions that
 * call functions with attributes by reference, by default and left out. Sibling bodies and functions use the same names for
 * their own values; some names are those that naming by operator would give.
 */
public final class RandomModels {

    static final long LENGTH = 3;
    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final String[] UNARY = {"Relu", "Neg", "Abs", "Tanh", "Identity", "Sigmoid"};
    private static final String[] BINARY = {"Add", "Sub", "Max", "Min"};

    private final Random random;
    private final int opset;
    private int names;

    private RandomModels(long seed, int opset) {
        this.random = new Random(seed);
        this.opset = opset;
    }

    public static OnnxMl.ModelProto of(long seed, int opset) {
        return new RandomModels(seed, opset).model();
    }

    private OnnxMl.ModelProto model() {
        List<String> visible = new ArrayList<>(List.of("x", "k"));
        OnnxMl.GraphProto.Builder graph = graph().addInput(value("x", FLOAT, LENGTH))
                .addInput(value("b", ElementType.BOOL))
                .addInitializer(floats("k", new long[] {LENGTH}, number(), number(), number()))
                .addInitializer(truth("yes", true))
                .addInitializer(truth("no", false))
                .addInitializer(Protos.longs("trips", 2).toBuilder().clearDims());
        fill(graph, visible, 6 + random.nextInt(5), 0, "");
        for (int i = 0; i < 2; i++) {
            graph.addNode(node("Add", pick(visible) + " " + visible.get(visible.size() - 1 - i), "out" + i));
            graph.addOutput(value("out" + i, FLOAT, LENGTH));
        }
        return Protos.model(opset, graph)
                .setIrVersion(ModelWriter.irVersion(opset))
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .addFunctions(leaky())
                .addFunctions(outer())
                .addFunctions(chooser())
                .build();
    }

    private float number() {
        return random.nextInt(9) / 4f - 1;
    }

    private static OnnxMl.TensorProto truth(String name, boolean value) {
        return OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(ElementType.BOOL.code())
                .addInt32Data(value ? 1 : 0)
                .build();
    }

    private String pick(List<String> visible) {
        return visible.get(random.nextInt(visible.size()));
    }

    /** @param prefix of the names of values, which sibling bodies share */
    private void fill(OnnxMl.GraphProto.Builder graph, List<String> visible, int count, int depth, String prefix) {
        for (int i = 0; i < count; i++) {
            String out = random.nextInt(6) == 0 && depth == 0 ? UNARY[i % 6] + "_output" + names++ : prefix + "v" + i;
            graph.addNode(drawn(visible, out, depth, prefix));
            visible.add(out);
        }
    }

    private OnnxMl.NodeProto.Builder drawn(List<String> visible, String out, int depth, String prefix) {
        int kind = random.nextInt(depth < 2 ? 12 : 8);
        switch (kind) {
            case 0, 1, 2:
                return node(UNARY[random.nextInt(UNARY.length)], pick(visible), out);
            case 3, 4, 5:
                return node(BINARY[random.nextInt(BINARY.length)], pick(visible) + " " + pick(visible), out);
            case 6:
                return node("Constant", "", out, tensor());
            case 7:
                return called(visible, out);
            case 8, 9, 10:
                String condition = new String[] {"b", "yes", "no"}[random.nextInt(3)];
                return node(
                        "If",
                        condition,
                        out,
                        body("then_branch", branch(visible, depth, prefix)),
                        body("else_branch", branch(visible, depth, prefix)));
            default:
                return node("Loop", "trips yes " + pick(visible), out, body("body", round(visible, depth, prefix)));
        }
    }

    private OnnxMl.AttributeProto tensor() {
        return OnnxMl.AttributeProto.newBuilder()
                .setName("value")
                .setType(OnnxMl.AttributeProto.AttributeType.TENSOR)
                .setT(floats("", new long[] {LENGTH}, number(), number(), number()))
                .build();
    }

    private OnnxMl.GraphProto.Builder branch(List<String> visible, int depth, String prefix) {
        String inner = prefix + "i";
        OnnxMl.GraphProto.Builder graph = graph();
        List<String> seen = new ArrayList<>(visible);
        fill(graph, seen, 1 + random.nextInt(4), depth + 1, inner);
        // Of what the branch computes itself.
        return graph.addOutput(
                value(seen.get(visible.size() + random.nextInt(seen.size() - visible.size())), FLOAT, 3));
    }

    private OnnxMl.GraphProto.Builder round(List<String> visible, int depth, String prefix) {
        String inner = prefix + "l";
        OnnxMl.GraphProto.Builder graph = graph().addInput(value(inner + "n", ElementType.INT64))
                .addInput(value(inner + "go", ElementType.BOOL))
                .addInput(value(inner + "carried", FLOAT, LENGTH));
        List<String> seen = new ArrayList<>(visible);
        seen.add(inner + "carried");
        fill(graph, seen, 1 + random.nextInt(4), depth + 1, inner);
        graph.addNode(node("Identity", inner + "go", inner + "on"));
        graph.addNode(node("Tanh", seen.get(seen.size() - 1), inner + "next"));
        return graph.addOutput(value(inner + "on", ElementType.BOOL)).addOutput(value(inner + "next", FLOAT, LENGTH));
    }

    private OnnxMl.NodeProto.Builder called(List<String> visible, String out) {
        OnnxMl.NodeProto.Builder call = switch (random.nextInt(4)) {
            case 0 -> node("Leaky", pick(visible), out);
            case 1 -> node("Leaky", pick(visible), out, slope(number()));
            case 2 -> node("Outer", pick(visible) + " " + pick(visible), out, slope(number()));
            default -> node("Chooser", pick(visible) + " b", out);
        };
        return call.setDomain("own");
    }

    private static OnnxMl.AttributeProto slope(float value) {
        return Protos.real("slope", value);
    }

    private OnnxMl.FunctionProto.Builder function(String name, String inputs, OnnxMl.NodeProto.Builder... nodes) {
        OnnxMl.FunctionProto.Builder f = OnnxMl.FunctionProto.newBuilder()
                .setDomain("own")
                .setName(name)
                .addAllInput(List.of(inputs.split(" ")))
                .addOutput("r")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1));
        for (OnnxMl.NodeProto.Builder n : nodes) {
            f.addNode(n);
        }
        return f;
    }

    private static OnnxMl.AttributeProto reference(String name) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setRefAttrName("slope")
                .build();
    }

    /** With an attribute that has a default. */
    private OnnxMl.FunctionProto leaky() {
        return function("Leaky", "a", node("LeakyRelu", "a", "v0", reference("alpha")), node("Neg", "v0", "r"))
                .addAttributeProto(slope(0.25f))
                .build();
    }

    /** Hands its attribute on to another function, which it calls twice. */
    private OnnxMl.FunctionProto outer() {
        return function(
                        "Outer",
                        "a c",
                        node("Leaky", "a", "v0", reference("slope")).setDomain("own"),
                        node("Leaky", "c", "v1").setDomain("own"),
                        node("Max", "v0 v1", "r"))
                .addAttribute("slope")
                .build();
    }

    /** With a body that captures the function's own values and calls a function. */
    private OnnxMl.FunctionProto chooser() {
        OnnxMl.GraphProto.Builder one =
                graph(node("Leaky", "v0", "v1").setDomain("own")).addOutput(value("v1", FLOAT, LENGTH));
        OnnxMl.GraphProto.Builder other = graph(node("Add", "v0 a", "v1")).addOutput(value("v1", FLOAT, LENGTH));
        return function(
                        "Chooser",
                        "a which",
                        node("Abs", "a", "v0"),
                        node("If", "which", "r", body("then_branch", one), body("else_branch", other)))
                .build();
    }

    /** Inputs for every model: numbers of both signs, and a condition. */
    static java.util.Map<String, Tensor> feeds(boolean condition) {
        return java.util.Map.of(
                "x",
                Tensor.floats(new long[] {LENGTH}, 0.5f, -1.25f, 2),
                "b",
                Tensor.scalar(ElementType.BOOL, condition ? 1 : 0));
    }
}
