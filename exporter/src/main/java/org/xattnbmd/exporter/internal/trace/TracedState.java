package org.xattnbmd.exporter.internal.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * What a traced array is: the engine's array, the symbolic value (none for a constant) and the memory it shares with
 * its views. The operations are in the subclasses, one file per family; what none of them overrides is refused by
 * {@link NDArrayAdapter}. Reading element values is refused here, unless they depend on no input.
 */
abstract class TracedState extends NDArrayAdapter {

    private final Trace trace;
    private Storage storage;
    private int seen;
    NDArray concrete;
    Value value;
    /** Block path of the parameter that a constant comes from, or null. */
    String origin;

    TracedState(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace.manager(), null, concrete.getShape(), concrete.getDataType(), NDManager.nextUid());
        this.trace = trace;
        this.concrete = concrete;
        this.value = value;
        this.storage = storage;
        this.seen = storage.version();
    }

    final Trace recording() {
        return trace;
    }

    final Storage storage() {
        return storage;
    }

    final boolean isSymbolic() {
        return value != null;
    }

    final TracedArray self() {
        return (TracedArray) this;
    }

    final TracedArray wrap(NDArray array) {
        return trace.wrap(array);
    }

    final NDArray engine(NDArray array) {
        return array == null ? null : trace.wrap(array).concrete;
    }

    final int rank() {
        return getShape().dimension();
    }

    final int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    final int[] axes(int[] given) {
        return java.util.Arrays.stream(given).map(this::axis).toArray();
    }

    final void checkReadable() {
        if (seen != storage.version()) {
            throw trace.refuse(
                    Code.IN_PLACE_ON_VIEW,
                    "this array shares memory with one that was written in place since, which a graph cannot express;"
                            + " use the operation that returns a new array (add instead of addi), or read the array that"
                            + " was written");
        }
    }

    // ---- building results

    final NDArray result(NDArray concreteResult, List<TracedArray> operands, Function<Emitter, Value> symbolic) {
        return trace.apply(concreteResult, operands, symbolic);
    }

    /** One-operand operation whose operand has the element type of the result. */
    final NDArray unary(Operator op, NDArray concreteResult) {
        ElementType type = trace.elementType(concreteResult);
        return result(concreteResult, List.of(self()), e -> e.node(op, e.in(self(), type)));
    }

    /** A view: the result shares this array's memory. */
    final NDArray view(NDArray concreteResult, Function<Emitter, Value> symbolic) {
        TracedArray result = trace.apply(concreteResult, List.of(self()), symbolic);
        return alias(result);
    }

    final NDArray alias(TracedArray result) {
        TracedState state = result;
        state.storage = storage;
        state.seen = seen;
        state.origin = origin;
        return result;
    }

    /**
     * An in-place operation: this array takes on the result. The engine's array stays untouched, since it may be a
     * parameter of the block.
     */
    final NDArray inPlace(UnaryOperator<NDArray> engineOperation, NDArray outOfPlace) {
        NDArray concreteResult = engineOperation.apply(concrete.duplicate());
        TracedArray result = wrap(outOfPlace);
        if (result.concrete.getDataType() != concreteResult.getDataType()) {
            result = wrap(result.toType(concreteResult.getDataType(), false));
        }
        become(result);
        return this;
    }

    /** Takes on another array's content; views of this array become stale. */
    final void become(TracedArray other) {
        checkReadable();
        if (storage.isParameter()) {
            throw trace.refuse(
                    Code.IN_PLACE_ON_VIEW, "writes into parameter " + origin + "; a graph's parameters are constants");
        }
        if (!other.getShape().equals(getShape())) {
            throw new IllegalArgumentException(
                    "in-place result " + other.getShape() + " does not fit into " + getShape());
        }
        concrete = other.concrete;
        value = other.value;
        dataType = other.getDataType();
        origin = other.value == null ? other.origin : null;
        seen = storage.write();
    }

    // ---- values, which only constants give away

    private void requireConstant() {
        checkReadable();
        if (isSymbolic()) {
            throw trace.refuse(
                    Code.VALUE_DEPENDENT,
                    "reads values that depend on the model's input, so the code after it may depend on them too; express"
                            + " the decision with array operations such as where or clip");
        }
    }

    @Override
    public final ByteBuffer toByteBuffer(boolean tryDirect) {
        requireConstant();
        return concrete.toByteBuffer(false);
    }

    @Override
    public final String[] toStringArray(Charset charset) {
        throw trace.refuse(Code.UNSUPPORTED_OPERATION, "strings have no place in an exported graph");
    }

    @Override
    public final void set(Buffer data) {
        become(trace.constant(trace.engine().create(data, getShape(), getDataType())));
    }

    @Override
    public final void intern(NDArray replaced) {
        TracedArray other = wrap(replaced);
        shape = other.getShape();
        become(other);
    }

    @Override
    public final boolean contentEquals(Number number) {
        requireConstant();
        return concrete.contentEquals(number);
    }

    @Override
    public final boolean contentEquals(NDArray other) {
        requireConstant();
        TracedState o = wrap(other);
        o.requireConstant();
        return concrete.contentEquals(o.concrete);
    }

    // ---- life cycle: the trace owns everything

    @Override
    public final void attach(NDManager newManager) {}

    @Override
    public final void tempAttach(NDManager newManager) {}

    @Override
    public final void returnResource(NDManager newManager) {}

    @Override
    public final void detach() {}

    @Override
    public final void close() {}

    @Override
    public final boolean isReleased() {
        return false;
    }

    @Override
    public final Device getDevice() {
        return concrete.getDevice();
    }

    @Override
    public final SparseFormat getSparseFormat() {
        return SparseFormat.DENSE;
    }

    @Override
    public final NDArray toDevice(Device device, boolean copy) {
        return copy ? duplicate() : this;
    }

    @Override
    public final NDArray duplicate() {
        checkReadable();
        TracedArray copy = new TracedArray(trace, concrete, value, new Storage(false));
        ((TracedState) copy).origin = origin;
        return copy;
    }

    @Override
    public final NDArray toType(DataType type, boolean copy) {
        if (type == getDataType()) {
            return copy ? duplicate() : this;
        }
        ElementType target = trace.elementType(type);
        return result(concrete.toType(type, true), List.of(self()), e -> e.in(self(), target));
    }

    // ---- gradients, of which inference has none

    @Override
    public final void setRequiresGradient(boolean requiresGrad) {}

    @Override
    public final boolean hasGradient() {
        return false;
    }

    @Override
    public final NDArray stopGradient() {
        return view(concrete, e -> e.in(self()));
    }

    @Override
    public final NDArray scaleGradient(double scale) {
        return stopGradient();
    }

    // ---- identity, not content: comparing content would read values

    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public final String toString() {
        return "traced " + getDataType() + getShape();
    }

    @Override
    public final String toDebugString(boolean withContent) {
        return toString();
    }

    @Override
    public final String toDebugString(int maxSize, int maxDepth, int maxRows, int maxColumns, boolean withContent) {
        return toString();
    }
}
