package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * One run of a block at one size of each axis, recorded. Every traced array carries the engine's own array beside its symbolic
 * value: shapes and types are therefore the engine's, what depends on no input folds into a constant by itself, and a
 * later disagreement with ONNX Runtime can be pinned to one operation.
 */
final class Trace {

    private final NDManager engine;
    private final int opset;
    private final BlockPaths paths;
    private final ParameterTensors parameters;
    private final TracingManager manager;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, NDArray> results = new IdentityHashMap<>();
    private final Map<Parameter, TracedArray> wrapped = new IdentityHashMap<>();
    private final Map<Value, Boolean> shapeOperands = new IdentityHashMap<>();
    private final Map<Node, SingleSampleDoubt> doubts = new IdentityHashMap<>();
    private final Set<String> composed = new LinkedHashSet<>();
    private final boolean anySize;
    private final Set<Integer> sized;
    private final Map<Integer, NDArray> constants = new HashMap<>();
    private final Map<Node, String> places = new IdentityHashMap<>();
    private int made;
    private Failure refusal;

    /**
     * @param anySize whether more than the batch varies, so that formulas must not depend on a size
     * @param sized which of the arrays that depend on no input follow the size of an axis, counted in the order in which they
     *     are made, and are to be computed in the graph
     */
    Trace(
            NDManager engine,
            int opset,
            BlockPaths paths,
            ParameterTensors parameters,
            boolean anySize,
            Set<Integer> sized) {
        this.anySize = anySize;
        this.sized = sized;
        this.engine = engine;
        this.opset = opset;
        this.paths = paths;
        this.parameters = parameters;
        this.manager = new TracingManager(this, engine);
    }

    NDManager engine() {
        return engine;
    }

    int opset() {
        return opset;
    }

    /** Whether more than the batch varies, so that formulas must not depend on a size. */
    boolean anySize() {
        return anySize;
    }

    BlockPaths paths() {
        return paths;
    }

    TracingManager manager() {
        return manager;
    }

    List<Value> inputs() {
        return inputs;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** What the engine computed for each value. */
    Map<Value, NDArray> results() {
        return results;
    }

    /** Initializers that are shapes, starts or repeats, whose entries may follow sizes. */
    boolean isShapeOperand(Value v) {
        return shapeOperands.containsKey(v);
    }

    void markShapeOperand(Value v) {
        shapeOperands.put(v, true);
    }

    /** What tracing cannot tell about some nodes. */
    Map<Node, SingleSampleDoubt> doubts() {
        return doubts;
    }

    /** Operations that the engine lacks and whose results others of its operations gave, in order of first use. */
    Set<String> composed() {
        return composed;
    }

    /** What the engine computes, or where it lacks the operation, what others of its operations give. */
    NDArray engineOr(String operation, Supplier<NDArray> engine, Supplier<NDArray> composition) {
        try {
            return engine.get();
        } catch (UnsupportedOperationException e) {
            composed.add(operation);
            return composition.get();
        }
    }

    /** An operation that is written with others, in the graph too; the result is the engine's own where it has it. */
    TracedArray compose(String operation, Supplier<NDArray> engine, NDArray composition) {
        TracedArray traced = wrap(composition);
        NDArray concrete = engineOr(operation, engine, () -> traced.concrete);
        return apply(concrete, List.of(traced), e -> e.in(traced));
    }

    /** A graph input that holds this array in this run. */
    TracedArray input(String name, NDArray array) {
        Value v =
                new Value(name, elementType(array), Value.fixed(array.getShape().getShape()));
        inputs.add(v);
        results.put(v, array);
        return array(array, v, new Storage(false));
    }

    /** An array that depends on no input, made of nothing that the trace sees. */
    TracedArray constant(NDArray array) {
        return constant(array, e -> e.constant(EngineTensors.read(inGraph(array))));
    }

    /** The same, with the formula of what follows the size of an axis: its constants may follow it too. */
    TracedArray constant(NDArray array, Function<Emitter, Term> formula) {
        int place = made++;
        if (sized.contains(place)) {
            return array(keep(array), formula.apply(new Emitter(this)).value(), new Storage(false));
        }
        constants.put(place, array);
        return derived(array);
    }

    /** An array that depends on no input, made of others that do not. */
    TracedArray derived(NDArray array) {
        return array(keep(array), null, new Storage(false));
    }

    /** The arrays that depend on no input, by the order in which they were made. */
    Map<Integer, NDArray> constants() {
        return constants;
    }

    /** The array of a parameter, always the same object within a trace. */
    TracedArray parameter(Parameter parameter) {
        return wrapped.computeIfAbsent(parameter, p -> {
            TracedArray array = array(p.getArray(), null, new Storage(true));
            array.origin = paths.of(p);
            array.isParameter = true;
            return array;
        });
    }

    /** Any array that the user's code passes in, as a traced one. */
    TracedArray wrap(NDArray array) {
        if (array == null) {
            return null;
        }
        if (array instanceof TracedArray traced) {
            if (traced.recording() != this) {
                throw refuse(
                        Reason.FOREIGN_ARRAY,
                        "an array of an earlier run was kept and used again; a block must not keep arrays between runs");
            }
            return traced;
        }
        Parameter owner = paths.owner(array.getUid());
        if (owner != null) {
            return parameter(owner);
        }
        throw refuse(
                Reason.FOREIGN_ARRAY,
                "the operand " + array.getShape() + " was not made in this run and is no parameter of the block, so its"
                        + " values would be frozen into the graph without a name; make it a Parameter of the block, or"
                        + " create it in forward with the manager of an input; if it was computed from a parameter's"
                        + " getArray(), take the parameter from the ParameterStore, so that the trace sees how");
    }

    /** The value of an operand, made an initializer where it depends on no input. */
    Value operand(TracedArray array) {
        array.checkReadable();
        if (array.value != null) {
            return array.value;
        }
        return array.isParameter ? parameters.initializer(array.origin, array.concrete) : array.constantValue();
    }

    /**
     * The result of an operation: a constant where all operands are, otherwise a value that {@code symbolic} computes by
     * adding nodes.
     *
     * @param concrete what the engine computed
     */
    TracedArray apply(NDArray concrete, List<TracedArray> operands, Function<Emitter, Term> symbolic) {
        operands.forEach(TracedArray::checkReadable);
        int place = made++;
        if (operands.stream().noneMatch(TracedArray::isSymbolic) && !sized.contains(place)) {
            constants.put(place, concrete);
            return derived(concrete);
        }
        return computed(symbolic.apply(new Emitter(this)), concrete);
    }

    /** A traced array for a term that nodes compute. */
    TracedArray computed(Term term, NDArray concrete) {
        return computed(term.value(), concrete);
    }

    /** A traced array for a value that nodes compute. */
    TracedArray computed(Value v, NDArray concrete) {
        NDArray held = keep(inGraph(keep(concrete)));
        results.put(v, held);
        v.setDims(Value.fixed(held.getShape().getShape()));
        return array(concrete, v, new Storage(false));
    }

    TracedArray array(NDArray concrete, Value v, Storage storage) {
        return isComplex(concrete)
                ? new ComplexArray(this, concrete, v, storage)
                : new TracedArray(this, concrete, v, storage);
    }

    static boolean isComplex(NDArray array) {
        return array.getDataType() == DataType.COMPLEX64;
    }

    /** An array of the engine as the graph holds it: complex numbers as pairs along one more axis. */
    static NDArray inGraph(NDArray array) {
        return isComplex(array) ? array.real() : array;
    }

    void add(Node node) {
        nodes.add(node);
        CallSite site = CallSite.find();
        places.put(node, site.operation() + " at " + site.position());
    }

    /** The array method and the line of the block that a node comes from; null where it is not known. */
    String place(Node node) {
        return places.get(node);
    }

    /** Keeps an engine array open until the trace ends, even where the block opened a scope around it. */
    private static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    ElementType elementType(NDArray array) {
        return elementType(array.getDataType());
    }

    ElementType elementType(DataType type) {
        ElementType e = ElementType.of(type);
        if (type == DataType.COMPLEX64) {
            throw refuse(Reason.UNSUPPORTED_OPERATION, ComplexArray.NO_FORM);
        }
        if (e == null || e == ElementType.STRING) {
            throw refuse(Reason.UNSUPPORTED_OPERATION, "arrays of type " + type + " have no ONNX form here");
        }
        return e;
    }

    /** An exception that names the array method and the position in the user's block, remembered even if swallowed. */
    Failure refuse(Reason reason, String why) {
        Failure e = new Failure(reason, located(why));
        if (refusal == null) {
            refusal = e;
        }
        return e;
    }

    /** A reason with the array method that is running and the position in the user's block. */
    String located(String why) {
        CallSite site = CallSite.find();
        String block = paths.current();
        return site.operation() + ": " + why + " (at " + site.position()
                + (block.isEmpty() ? "" : ", in block " + block) + ")";
    }

    /** The first refusal of this run, or null. */
    Failure refusal() {
        return refusal;
    }
}
