package org.xattnbmd.exporter.internal.pass;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.FunctionId;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.operator.OperatorVersions;

/** The functions that a model brings along, and whether and at what cost their bodies can stand in the model's own graph. */
final class FunctionTable {

    /**
     * What a call comes to when it and all calls in it are inlined.
     *
     * @param nodes number of nodes
     * @param bytes bytes of their protobuf, constants included
     * @param depth how deep bodies are nested
     */
    record Size(long nodes, long bytes, int depth) {

        private Size plus(Size other) {
            return new Size(nodes + other.nodes, bytes + other.bytes, Math.max(depth, other.depth));
        }
    }

    /** For a function that calls itself. */
    private static final Size ENDLESS = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE / 2);

    private final Map<FunctionId, OnnxMl.FunctionProto> functions = new HashMap<>();
    private final Map<FunctionId, Size> sizes = new HashMap<>();

    FunctionTable(List<OnnxMl.FunctionProto> functions) {
        functions.forEach(f -> this.functions.put(FunctionId.of(f), f));
    }

    /** The function of that name, or null. */
    OnnxMl.FunctionProto get(FunctionId id) {
        return functions.get(id);
    }

    /** What inlining a call comes to; more than any limit where a function calls itself. */
    Size size(FunctionId id) {
        Size known = sizes.get(id);
        if (known == null) {
            sizes.put(id, ENDLESS);
            known = size(functions.get(id).getNodeList());
            sizes.put(id, known);
        }
        return known;
    }

    private Size size(List<OnnxMl.NodeProto> nodes) {
        Size sum = new Size(0, 0, 0);
        for (OnnxMl.NodeProto n : nodes) {
            Size size = functions.containsKey(FunctionId.calledBy(n))
                    ? size(FunctionId.calledBy(n))
                    : new Size(1, n.getSerializedSize(), 0);
            for (OnnxMl.GraphProto body : Bodies.in(n)) {
                Size inner = size(body.getNodeList());
                size = size.plus(new Size(inner.nodes, inner.bytes, inner.depth + 1));
            }
            sum = sum.plus(size);
            if (sum.nodes >= ENDLESS.nodes || sum.bytes >= ENDLESS.bytes) {
                return ENDLESS;
            }
        }
        return sum;
    }

    /**
     * Why a function's nodes would mean something else among the model's own, or null.
     *
     * @param model the model's graph, whose operator domains gain those that the function alone imports
     */
    String obstacle(FunctionId id, Graph model) {
        if (id.domain().isEmpty()
                || id.domain().startsWith("ai.onnx.")
                || id.domain().startsWith("com.microsoft")) {
            return "a function in a domain in which ONNX Runtime has operators of its own may hide one";
        }
        OnnxMl.FunctionProto function = functions.get(id);
        Map<String, Integer> versions = new TreeMap<>();
        function.getOpsetImportList()
                .forEach(i -> versions.put(standard(i.getDomain()), (int) Math.min(i.getVersion(), Integer.MAX_VALUE)));
        Map<String, Integer> more = new TreeMap<>();
        for (FunctionId op : operators(function)) {
            Integer version = versions.get(op.domain());
            if (version == null) {
                return "the function does not say of which version its operators are";
            }
            Integer own = op.domain().isEmpty()
                    ? Integer.valueOf(model.opset())
                    : model.otherDomains().get(op.domain());
            if (own == null) {
                more.put(op.domain(), version);
            }
            boolean same = own == null
                    || own.equals(version)
                    || op.domain().isEmpty() && OperatorVersions.isSame(op.name(), version, own);
            if (!same) {
                return "its " + op + " is of version " + version + ", the model's of " + own;
            }
        }
        model.otherDomains().putAll(more);
        return null;
    }

    private static String standard(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    /** What a function's nodes are, functions apart. */
    private Set<FunctionId> operators(OnnxMl.FunctionProto function) {
        Set<FunctionId> found = new LinkedHashSet<>();
        collect(function.getNodeList(), found);
        found.removeAll(functions.keySet());
        return found;
    }

    private static void collect(List<OnnxMl.NodeProto> nodes, Set<FunctionId> found) {
        for (OnnxMl.NodeProto n : nodes) {
            found.add(FunctionId.calledBy(n));
            Bodies.in(n).forEach(b -> collect(b.getNodeList(), found));
        }
    }

    /** The functions that a graph's nodes still call, themselves, in bodies or by way of functions. */
    Set<FunctionId> calledBy(Graph graph) {
        Set<FunctionId> seen = new HashSet<>();
        graph.nodes().forEach(n -> {
            seen.add(FunctionId.of(n.operator()));
            Bodies.of(n.attributes().values()).forEach(b -> collect(b.getNodeList(), seen));
        });
        Deque<FunctionId> pending = new ArrayDeque<>(seen);
        while (!pending.isEmpty()) {
            OnnxMl.FunctionProto function = functions.get(pending.pop());
            if (function != null) {
                Set<FunctionId> inner = new LinkedHashSet<>();
                collect(function.getNodeList(), inner);
                inner.stream().filter(seen::add).forEach(pending::push);
            }
        }
        seen.retainAll(functions.keySet());
        return seen;
    }
}
