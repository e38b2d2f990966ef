package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Joins the runs at several batch sizes into the graph that holds at all. The runs must consist of the same operations;
 * where a shape operand differs it must be {@code a + k·N}, and where another constant differs it must be a block that
 * repeats N times. Everything else depends on the batch size in a way that a graph cannot follow and is refused.
 */
final class BatchMerge {

    private final List<Tracer.Run> runs;
    private final int[] batches;
    private final Trace base;
    private final List<Map<Value, Value>> partners = new ArrayList<>();
    private final BatchShapes shapes;
    private String singleSampleDoubt;

    BatchMerge(List<Tracer.Run> runs, int[] batches) {
        this.runs = runs;
        this.batches = batches;
        this.base = runs.get(0).trace();
        this.shapes = new BatchShapes(base.inputs());
    }

    /** Rewrites the first run in place. */
    void merge() {
        if (batches.length == 1) {
            return;
        }
        runs.forEach(r -> partners.add(new IdentityHashMap<>()));
        for (int i = 0; i < base.inputs().size(); i++) {
            pair(i, t -> t.inputs());
        }
        base.inputs().forEach(this::fitDims);
        checkLength();
        List<Node> original = List.copyOf(base.nodes());
        List<Node> merged = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            merge(i, original.get(i), merged);
        }
        for (int i = 0; i < runs.get(0).outputs().size(); i++) {
            checkOutput(i);
        }
        base.nodes().clear();
        base.nodes().addAll(merged);
    }

    /** Why the graph may be wrong for a single sample, or null. */
    String singleSampleDoubt() {
        return singleSampleDoubt;
    }

    private void pair(int i, java.util.function.Function<Trace, List<Value>> list) {
        Value first = list.apply(base).get(i);
        for (int r = 0; r < runs.size(); r++) {
            partners.get(r).put(first, list.apply(runs.get(r).trace()).get(i));
        }
    }

    private void checkLength() {
        int n = base.nodes().size();
        for (Tracer.Run run : runs) {
            List<Node> other = run.trace().nodes();
            for (int i = 0; i < Math.min(n, other.size()); i++) {
                checkSame(base.nodes().get(i), other.get(i));
            }
            if (other.size() != n) {
                Node extra = n > other.size() ? base.nodes().get(other.size()) : other.get(n);
                throw dependent(
                        extra,
                        "occurs at one batch size and not at another, so the block's control flow depends"
                                + " on the batch size (a loop over samples, or an if)");
            }
        }
    }

    private void checkSame(Node a, Node b) {
        if (!a.operator().equals(b.operator())
                || a.inputs().size() != b.inputs().size()) {
            throw dependent(
                    a,
                    "is " + b.operator() + " at another batch size, so the block's control flow depends on"
                            + " the batch size");
        }
        if (!a.attributes().equals(b.attributes())
                || a.outputs().size() != b.outputs().size()) {
            throw dependent(
                    a, "has other attributes at another batch size: " + a.attributes() + " and " + b.attributes());
        }
    }

    private void merge(int i, Node node, List<Node> merged) {
        for (int k = 0; k < node.inputs().size(); k++) {
            Value v = node.input(k);
            if (v == null) {
                continue;
            }
            List<Value> all = new ArrayList<>();
            for (Tracer.Run run : runs) {
                all.add(run.trace().nodes().get(i).input(k));
            }
            if (all.stream().anyMatch(Objects::isNull)
                    || all.stream().anyMatch(o -> o.isConstant() != v.isConstant())) {
                throw dependent(node, "reads something else at another batch size");
            }
            if (!v.isConstant()) {
                for (int r = 0; r < runs.size(); r++) {
                    if (partners.get(r).get(v) != all.get(r)) {
                        throw dependent(node, "reads the result of another operation at another batch size");
                    }
                }
            } else {
                node.setInput(k, constant(node, v, all, merged));
            }
        }
        for (int k = 0; k < node.outputs().size(); k++) {
            for (int r = 0; r < runs.size(); r++) {
                partners.get(r)
                        .put(
                                node.outputs().get(k),
                                runs.get(r).trace().nodes().get(i).outputs().get(k));
            }
            fitDims(node.outputs().get(k));
        }
        SingleSampleDoubt doubt = base.doubts().get(node);
        long batch = doubt == null ? 0 : doubt.batchSize(node.input(0).dims());
        if (batch > 1) {
            throw new Failure(Reason.BATCH_DEPENDENT, doubt.why());
        }
        singleSampleDoubt = batch == 1 && singleSampleDoubt == null ? doubt.why() : singleSampleDoubt;
        merged.add(node);
    }

    private Value constant(Node node, Value v, List<Value> all, List<Node> merged) {
        List<Tensor> tensors = all.stream().map(Value::constant).toList();
        if (tensors.stream().allMatch(t -> t.sameAs(tensors.get(0)))) {
            return v;
        }
        if (base.isShapeOperand(v)) {
            if (tensors.stream().anyMatch(t -> t.size() != tensors.get(0).size())) {
                throw dependent(node, "selects another number of elements at another batch size");
            }
            List<Dim> entries = new ArrayList<>();
            for (int i = 0; i < tensors.get(0).size(); i++) {
                int at = i;
                long[] lengths =
                        tensors.stream().mapToLong(t -> t.toLongs()[at]).toArray();
                Dim d = fit(lengths);
                if (d == null) {
                    throw dependent(
                            node,
                            "uses " + Arrays.toString(lengths) + " at batch sizes " + Arrays.toString(batches)
                                    + ", which is no linear function of the batch size");
                }
                entries.add(d);
            }
            return shapes.vector(entries, node.is(Operators.RESHAPE), node.name(), merged);
        }
        Value repeated = repeatedBlock(v, tensors, node, merged);
        if (repeated == null) {
            throw dependent(
                    node,
                    "uses a constant that changes with the batch size (a division by it, a range over it,"
                            + " or a number computed from it): " + describe(tensors));
        }
        return repeated;
    }

    private static String describe(List<Tensor> tensors) {
        boolean scalars = tensors.stream().allMatch(t -> t.size() == 1);
        return scalars
                ? tensors.stream().map(t -> t.toFloats()[0]).toList().toString()
                : tensors.stream().map(Tensor::toString).toList().toString();
    }

    /** A constant of N equal blocks, such as the zero state of a recurrent layer, becomes one block, tiled. */
    private Value repeatedBlock(Value v, List<Tensor> tensors, Node node, List<Node> merged) {
        int rank = tensors.get(0).rank();
        long[] block = new long[rank];
        List<Dim> repeats = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int a = axis;
            if (tensors.stream().anyMatch(t -> t.rank() != rank)) {
                return null;
            }
            Dim d = fit(tensors.stream().mapToLong(t -> t.dims()[a]).toArray());
            if (d == null || d.perBatch() != 0 && d.offset() != 0) {
                return null;
            }
            block[axis] = d.isFixed() ? d.offset() : d.perBatch();
            repeats.add(d.isFixed() ? Dim.of(1) : Dim.BATCH);
        }
        Tensor unit = Blocks.first(tensors.get(0), block);
        if (!tensors.stream().allMatch(t -> Blocks.isTiling(t, unit))) {
            return null;
        }
        Value repeat = shapes.vector(repeats, false, node.name(), merged);
        Value tiled = new Value(v.name(), v.type(), null);
        merged.add(new Node(
                node.name() + "/Tile",
                Operators.TILE,
                List.of(Value.constant(v.name(), unit), repeat),
                List.of(tiled),
                Map.of()));
        return tiled;
    }

    private void fitDims(Value v) {
        List<Value> all = new ArrayList<>();
        partners.forEach(p -> all.add(p.get(v)));
        if (all.stream().anyMatch(o -> o.dims() == null)) {
            v.setDims(null);
            return;
        }
        int rank = v.rank();
        if (all.stream().anyMatch(o -> o.rank() != rank)) {
            throw new Failure(
                    Reason.BATCH_DEPENDENT,
                    v.name() + ": the number of axes depends on the batch size; use operations that keep it");
        }
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int a = axis;
            // The base run's own entry was replaced last, so its partner is itself and still fixed here.
            Dim d = fit(all.stream().mapToLong(o -> o.dims().get(a).offset()).toArray());
            dims.add(d == null ? Dim.named("dynamic") : d);
        }
        v.setDims(dims);
    }

    private void checkOutput(int i) {
        for (int r = 0; r < runs.size(); r++) {
            Value first = runs.get(0).outputs().get(i);
            if (runs.get(r).outputs().size() <= i
                    || partners.get(r).get(first) != runs.get(r).outputs().get(i)) {
                throw new Failure(
                        Reason.BATCH_DEPENDENT,
                        "output " + i + " is another result at another batch size; the block's control flow depends on"
                                + " the batch size");
            }
        }
    }

    /** The linear function through the points, or null. */
    private Dim fit(long[] lengths) {
        long perBatch = (lengths[1] - lengths[0]) / (batches[1] - batches[0]);
        long offset = lengths[0] - perBatch * batches[0];
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] != offset + perBatch * batches[i]) {
                return null;
            }
        }
        return new Dim(offset, perBatch, null);
    }

    private static Failure dependent(Node node, String why) {
        return new Failure(
                Reason.BATCH_DEPENDENT,
                node.name() + ": the operation " + why
                        + ". One graph serves every batch size; express this by array operations");
    }
}
