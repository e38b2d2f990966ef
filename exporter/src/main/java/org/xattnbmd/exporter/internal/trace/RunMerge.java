package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Joins the runs at several sizes of the axes into the graph that holds at all. The runs must consist of the same operations;
 * a number that differs must be a length that {@link LengthFit} finds, and another constant that differs one that {@link
 * SizedConstants} knows. Everything else depends on a size in a way that a graph cannot follow and is refused.
 */
final class RunMerge {

    private final List<Tracer.Run> runs;
    private final TracePoints points;
    private final LengthFit fit;
    private final Trace base;
    private final List<Map<Value, Value>> partners = new ArrayList<>();
    private final List<Node> merged = new ArrayList<>();
    private final Map<Value, List<Dim>> vectors = new IdentityHashMap<>();
    /** The length of each axis in each run. */
    private final Map<Value, List<long[]>> observed = new IdentityHashMap<>();

    private final LengthVectors lengths;
    private final SizedConstants constants;
    private String singleSampleDoubt;
    private boolean constantVaries;

    RunMerge(List<Tracer.Run> runs, TracePoints points) {
        this.runs = runs;
        this.points = points;
        this.fit = new LengthFit(points);
        this.base = runs.get(0).trace();
        this.lengths = new LengthVectors(base.inputs(), merged);
        this.constants = new SizedConstants(fit, lengths);
    }

    /** Rewrites the first run in place. */
    void merge() {
        if (runs.size() == 1) {
            return;
        }
        runs.forEach(r -> partners.add(new IdentityHashMap<>()));
        for (int i = 0; i < base.inputs().size(); i++) {
            pair(i, t -> t.inputs());
        }
        base.inputs().forEach(this::fitDims);
        checkLength();
        List<Node> original = List.copyOf(base.nodes());
        for (int i = 0; i < original.size(); i++) {
            merge(i, original.get(i));
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

    /** Whether joining failed since a constant follows a size; it may be computed from what does not. */
    boolean constantVaries() {
        return constantVaries;
    }

    private void pair(int i, Function<Trace, List<Value>> list) {
        Value first = list.apply(base).get(i);
        for (int r = 0; r < runs.size(); r++) {
            partners.get(r).put(first, list.apply(runs.get(r).trace()).get(i));
        }
    }

    private void checkLength() {
        int n = base.nodes().size();
        for (int r = 1; r < runs.size(); r++) {
            Trace trace = runs.get(r).trace();
            List<Node> other = trace.nodes();
            for (int i = 0; i < Math.min(n, other.size()); i++) {
                checkSame(base.nodes().get(i), other.get(i), r);
            }
            if (other.size() != n) {
                boolean more = n > other.size();
                Node extra = more ? base.nodes().get(other.size()) : other.get(n);
                String axis = points.differing(r).name();
                throw dependent(
                        more ? base : trace,
                        extra,
                        axis,
                        "occurs at " + at(axis, more ? 0 : r) + " and not at " + at(axis, more ? r : 0)
                                + ", so the block's control flow depends on it (a loop over it, or an if)");
            }
        }
    }

    private String at(String axis, int run) {
        return axis + " " + points.sizes(run).get(axis);
    }

    private void checkSame(Node a, Node b, int run) {
        String axis = points.differing(run).name();
        if (!a.operator().equals(b.operator())
                || a.inputs().size() != b.inputs().size()) {
            throw dependent(
                    base,
                    a,
                    axis,
                    "is " + b.operator() + " at " + at(axis, run) + ", so the block's control flow depends on it");
        }
        if (!a.attributes().equals(b.attributes())
                || a.outputs().size() != b.outputs().size()) {
            throw dependent(
                    base,
                    a,
                    axis,
                    "has other attributes at " + at(axis, run) + ": " + a.attributes() + " and " + b.attributes());
        }
    }

    private void merge(int i, Node node) {
        for (int k = 0; k < node.inputs().size(); k++) {
            Value v = node.input(k);
            if (v == null) {
                continue;
            }
            List<Value> all = new ArrayList<>();
            for (Tracer.Run run : runs) {
                all.add(run.trace().nodes().get(i).input(k));
            }
            if (!v.isConstant()) {
                checkReads(node, v, all);
            } else {
                node.setInput(k, constant(node, v, all));
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
        infer(node);
        SingleSampleDoubt doubt = base.doubts().get(node);
        if (doubt != null) {
            SingleSampleDoubt.Extent extent = doubt.extent(node.input(0).dims(), points.axes());
            if (extent == SingleSampleDoubt.Extent.BEYOND) {
                throw new Failure(Reason.BATCH_DEPENDENT, doubt.why());
            }
            if (extent == SingleSampleDoubt.Extent.AT_THE_SMALLEST && singleSampleDoubt == null) {
                singleSampleDoubt = doubt.why();
            }
        }
        merged.add(node);
    }

    private void checkReads(Node node, Value v, List<Value> all) {
        for (int r = 0; r < runs.size(); r++) {
            if (partners.get(r).get(v) != all.get(r)) {
                String axis = points.differing(r).name();
                throw dependent(base, node, axis, "reads the result of another operation at " + at(axis, r));
            }
        }
    }

    /** Lengths that are not seen at once the operator's rule may tell; those that occur help to find others. */
    private void infer(Node node) {
        Inference.infer(node, vectors);
        for (Value v : node.outputs()) {
            if (v == null || v.dims() == null) {
                continue;
            }
            if (observed.containsKey(v) && v.dims().stream().anyMatch(Dim::isUnknown)) {
                List<Dim> dims = new ArrayList<>(v.dims());
                for (int axis = 0; axis < dims.size(); axis++) {
                    long[] numbers = observed.get(v).get(axis);
                    Dim found = dims.get(axis).isUnknown() ? fit.fit(numbers) : null;
                    dims.set(axis, found == null ? dims.get(axis) : found);
                }
                v.setDims(dims);
            }
            v.dims().forEach(fit::know);
        }
    }

    private Value constant(Node node, Value v, List<Value> all) {
        for (int r = 0; r < runs.size(); r++) {
            if (all.get(r) == null || !all.get(r).isConstant()) {
                String axis = points.differing(r).name();
                throw dependent(base, node, axis, "reads something else at " + at(axis, r));
            }
        }
        List<Tensor> tensors = all.stream().map(Value::constant).toList();
        if (tensors.stream().allMatch(t -> t.sameAs(tensors.get(0)))) {
            return v;
        }
        if (base.isShapeOperand(v)) {
            return shapeOperand(node, tensors);
        }
        Value followed = constants.following(v, tensors, node.name());
        if (followed == null) {
            constantVaries = true;
            TracedAxis axis = points.differing(firstOther(tensors));
            throw dependent(
                    base,
                    node,
                    axis.name(),
                    "uses a constant that changes with the " + size(axis.name())
                            + " in a way that a graph cannot follow: "
                            + points.along(
                                    List.of(points.axes().indexOf(axis)), run -> describe(tensors.get((int) run))));
        }
        return followed;
    }

    private static int firstOther(List<Tensor> tensors) {
        int r = 1;
        while (tensors.get(r).sameAs(tensors.get(0))) {
            r++;
        }
        return r;
    }

    /** A shape, starts, ends or repeats. */
    private Value shapeOperand(Node node, List<Tensor> tensors) {
        for (int r = 1; r < runs.size(); r++) {
            if (tensors.get(r).size() != tensors.get(0).size()) {
                String axis = points.differing(r).name();
                throw dependent(base, node, axis, "selects another number of elements at " + at(axis, r));
            }
        }
        boolean reshapes = node.is(Operators.RESHAPE);
        boolean anyZero = Arrays.stream(tensors.get(0).toLongs()).anyMatch(n -> n == 0);
        List<Dim> entries = new ArrayList<>();
        for (int i = 0; i < tensors.get(0).size(); i++) {
            int at = i;
            long[] numbers = tensors.stream().mapToLong(t -> t.toLongs()[at]).toArray();
            Dim d = fit.fit(numbers);
            boolean leftOpen = d == null && reshapes && !anyZero && !entries.contains(null);
            if (d == null && !leftOpen) {
                List<Integer> axes = points.followed(numbers);
                throw dependent(
                        base,
                        node,
                        axes.isEmpty()
                                ? points.axes().get(0).name()
                                : points.axes().get(axes.get(0)).name(),
                        "uses " + points.along(axes, run -> numbers[(int) run])
                                + ", in which no sum, product or quotient of lengths is seen");
            }
            entries.add(d);
        }
        return reshapes
                ? lengths.target(entries, node.input(0).dims(), node.name())
                : lengths.vector(entries, node.name());
    }

    private static String describe(Tensor t) {
        return t.size() == 1 ? Float.toString(t.toFloats()[0]) : t.toString();
    }

    private void fitDims(Value v) {
        List<Value> all = new ArrayList<>();
        partners.forEach(p -> all.add(p.get(v)));
        if (all.stream().anyMatch(o -> o.dims() == null)) {
            v.setDims(null);
            return;
        }
        int rank = v.rank();
        for (int r = 1; r < all.size(); r++) {
            if (all.get(r).rank() != rank) {
                String axis = points.differing(r).name();
                throw new Failure(
                        reason(axis),
                        v.name() + ": the number of axes depends on the " + size(axis)
                                + "; use operations that keep it");
            }
        }
        List<long[]> numbers = new ArrayList<>();
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int a = axis;
            // The base run's own entry was replaced last, so its partner is itself and still fixed here.
            numbers.add(all.stream().mapToLong(o -> o.dims().get(a).offset()).toArray());
            Dim d = fit.simple(numbers.get(axis));
            dims.add(d == null ? Dim.unknown("dynamic") : d);
        }
        observed.put(v, numbers);
        v.setDims(dims);
    }

    private void checkOutput(int i) {
        for (int r = 1; r < runs.size(); r++) {
            Value first = runs.get(0).outputs().get(i);
            if (runs.get(r).outputs().size() <= i
                    || partners.get(r).get(first) != runs.get(r).outputs().get(i)) {
                String axis = points.differing(r).name();
                throw new Failure(
                        reason(axis),
                        "output " + i + " is another result at " + at(axis, r)
                                + "; the block's control flow depends on the " + size(axis));
            }
        }
    }

    private static boolean isBatch(String axis) {
        return Dim.BATCH_NAME.equals(axis);
    }

    private static String size(String axis) {
        return isBatch(axis) ? "batch size" : "size of axis " + axis;
    }

    private static Reason reason(String axis) {
        return isBatch(axis) ? Reason.BATCH_DEPENDENT : Reason.SIZE_DEPENDENT;
    }

    private static Failure dependent(Trace trace, Node node, String axis, String why) {
        String place = trace.place(node);
        return new Failure(
                reason(axis),
                node.name() + ": the operation " + why + ". One graph serves every " + size(axis)
                        + "; express this by array operations" + (place == null ? "" : " (" + place + ")"));
    }
}
