package org.xattnbmd.exporter.internal.pass;

import ai.onnx.proto.OnnxMl;
import java.util.Set;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.FunctionId;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.io.GraphReader;

/**
 * Puts the nodes of the model's own functions in the place of the nodes that call them, in bodies too, so that passes and
 * conversions see them: {@code f(x) = body[x]}. Functions that nothing calls any more are taken out.
 *
 * <p>Left alone: functions of another version of an operator than the model's, in domains where the runtime has operators of
 * its own, and what would make the model too large or its bodies too deep, as calls that double with every function do.
 */
public final class FunctionInlining implements Pass {

    private static final long MAX_NODES = 200_000;
    private static final long MAX_BYTES = 256L << 20;

    /** Bodies in bodies; what is nested deeper would not be read again. */
    private static final int MAX_DEPTH = 6;

    @Override
    public String name() {
        return "function inlining";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        if (!graph.functions().isEmpty()) {
            new Inlining(graph, log).apply();
        }
    }

    /** The graph with its functions inlined where that is possible; the graph itself where it has none. */
    public static Graph inlined(Graph graph) {
        if (graph.functions().isEmpty()) {
            return graph;
        }
        Graph copy = GraphCopy.of(graph);
        new FunctionInlining().apply(copy, new PassLog());
        Naming.makeUnique(copy);
        return Inference.run(copy).isEmpty() ? copy : graph;
    }

    private static final class Inlining {

        private final Graph model;
        private final PassLog log;
        private final FunctionTable functions;
        private long nodes;
        private long bytes;

        private Inlining(Graph model, PassLog log) {
            this.model = model;
            this.log = log;
            this.functions = new FunctionTable(model.functions());
        }

        private void apply() {
            inline(model, 0);
            Set<FunctionId> called = functions.calledBy(model);
            model.functions().removeIf(f -> !called.contains(FunctionId.of(f)));
        }

        private boolean inline(Graph graph, int depth) {
            int before = log.fired();
            for (int i = 0; i < graph.nodes().size(); ) {
                Node node = graph.nodes().get(i);
                // What was put in its place may be calls itself, and stands where it stood.
                if (!inlined(graph, node, depth)) {
                    graph.nodes().set(i++, withBodies(graph, node, depth));
                }
            }
            return log.fired() > before;
        }

        private Node withBodies(Graph graph, Node node, int depth) {
            try {
                return BodyGraphs.edited(node, graph, body -> inline(body, depth + 1));
            } catch (Failure e) {
                log.skip(e.getMessage());
                return node;
            }
        }

        private boolean inlined(Graph graph, Node call, int depth) {
            FunctionId id = FunctionId.of(call.operator());
            OnnxMl.FunctionProto function = functions.get(id);
            if (function == null) {
                return false;
            }
            String obstacle = tooLarge(functions.size(id), depth);
            obstacle = obstacle == null ? functions.obstacle(id, model) : obstacle;
            if (obstacle != null) {
                log.skip(id + ": " + obstacle);
                return false;
            }
            try {
                FunctionBody body = new FunctionBody(function, call);
                Splice.apply(graph, call, GraphReader.body(body.graph(), body.arguments(), graph));
            } catch (Failure e) {
                log.skip(id + ": " + e.getMessage());
                return false;
            }
            nodes += function.getNodeCount();
            bytes += function.getSerializedSize();
            log.fire();
            return true;
        }

        private String tooLarge(FunctionTable.Size size, int depth) {
            boolean fits = nodes + size.nodes() <= MAX_NODES
                    && bytes + size.bytes() <= MAX_BYTES
                    && depth + size.depth() <= MAX_DEPTH;
            return fits ? null : "the model would become too large, or its bodies too deep";
        }
    }
}
