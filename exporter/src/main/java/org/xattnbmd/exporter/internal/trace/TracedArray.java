package org.xattnbmd.exporter.internal.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * The array that a block gets instead of the engine's while it is traced: the engine's array, the symbolic value (none for
 * a constant) and the memory it shares with its views. What an operation adds to the graph is said by the class of its
 * family, such as {@link ShapeOps}; this one holds the state and passes calls on, since DJL's interface is one. What it
 * does not override is refused by {@link NDArrayAdapter}; so is reading element values, unless they depend on no input.
 * Used by one thread, owned by its trace.
 */
class TracedArray extends NDArrayAdapter {

    private final Trace trace;
    private Storage storage;
    private int seen;
    NDArray concrete;
    Value value;
    /** Block path of the parameter that a constant comes from, or null. */
    String origin;
    /** Whether this is a parameter itself and not a view of one. */
    boolean isParameter;

    private Value constantValue;
    private NDArray constantOf;

    private final ArithmeticOps arithmetic = new ArithmeticOps(this);
    private final FunctionOps functions = new FunctionOps(this);
    private final ReductionOps reductions = new ReductionOps(this);
    private final ShapeOps shapes = new ShapeOps(this);
    private final SelectionOps selection = new SelectionOps(this);
    private final FourierOps fourier = new FourierOps(this);

    TracedArray(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace.manager(), null, concrete.getShape(), concrete.getDataType(), NDManager.nextUid());
        this.trace = trace;
        this.concrete = concrete;
        this.value = value;
        this.storage = storage;
        this.seen = storage.version();
    }

    /** The run that this array belongs to. */
    Trace recording() {
        return trace;
    }

    /** Whether it depends on an input. */
    boolean isSymbolic() {
        return value != null;
    }

    TracedArray wrap(NDArray array) {
        return trace.wrap(array);
    }

    /** The engine's array of an operand. */
    NDArray engine(NDArray array) {
        return array == null ? null : trace.wrap(array).concrete;
    }

    int rank() {
        return getShape().dimension();
    }

    /** An axis counted from the front. */
    int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    int[] axes(int[] given) {
        return Arrays.stream(given).map(this::axis).toArray();
    }

    /** Refuses an array whose memory was written through another view. */
    void checkReadable() {
        if (seen != storage.version()) {
            throw trace.refuse(
                    Reason.IN_PLACE_ON_VIEW,
                    "this array shares memory with one that was written in place since, which a graph cannot express;"
                            + " use the operation that returns a new array (add instead of addi), or read the array that"
                            + " was written");
        }
    }

    // ---- building results

    /**
     * The result of an operation: what the engine computed, and the term that says the same where an operand is symbolic.
     */
    NDArray result(NDArray concreteResult, List<TracedArray> operands, Function<Emitter, Term> symbolic) {
        return trace.apply(concreteResult, operands, symbolic);
    }

    /** One-operand operation whose operand has the element type of the result. */
    NDArray unary(Operator op, NDArray concreteResult) {
        ElementType type = trace.elementType(concreteResult);
        return result(concreteResult, List.of(this), e -> e.in(this, type).apply(op));
    }

    /** A view: the result shares this array's memory. */
    NDArray view(NDArray concreteResult, Function<Emitter, Term> symbolic) {
        TracedArray result = trace.apply(concreteResult, List.of(this), symbolic);
        return alias(result);
    }

    /** Makes an array share this one's memory. */
    NDArray alias(TracedArray result) {
        result.storage = storage;
        result.seen = seen;
        result.origin = origin;
        return result;
    }

    /**
     * An in-place operation: this array takes on the result. The engine's array stays untouched, since it may be a
     * parameter of the block.
     */
    NDArray inPlace(UnaryOperator<NDArray> engineOperation, NDArray outOfPlace) {
        NDArray concreteResult = engineOperation.apply(concrete.duplicate());
        TracedArray result = wrap(outOfPlace);
        if (result.concrete.getDataType() != concreteResult.getDataType()) {
            result = wrap(result.toType(concreteResult.getDataType(), false));
        }
        become(result);
        return this;
    }

    /** Takes on another array's content; views of this array become stale. */
    void become(TracedArray other) {
        checkReadable();
        if (storage.isParameter()) {
            throw trace.refuse(
                    Reason.IN_PLACE_ON_VIEW,
                    "writes into parameter " + origin + "; a graph's parameters are constants");
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

    /** The initializer of a constant, made once per content. */
    Value constantValue() {
        if (constantOf != concrete) {
            constantOf = concrete;
            constantValue =
                    Value.constant(origin != null ? origin : "constant", EngineTensors.read(Trace.inGraph(concrete)));
        }
        return constantValue;
    }

    // ---- values, which only constants give away

    private void requireConstant() {
        checkReadable();
        if (isSymbolic()) {
            if (CallSite.isOnEngineArray()) {
                throw trace.refuse(
                        Reason.FOREIGN_ARRAY,
                        "is called on an array of the engine, which the trace does not see, with one that depends on the"
                                + " model's input; take a parameter from the ParameterStore instead of by getArray(), or"
                                + " call the method on the array that depends on the input");
            }
            throw trace.refuse(
                    Reason.VALUE_DEPENDENT,
                    "reads values that depend on the model's input, so the code after it may depend on them too; express"
                            + " the decision with array operations such as where or clip");
        }
    }

    @Override
    public ByteBuffer toByteBuffer(boolean tryDirect) {
        requireConstant();
        return concrete.toByteBuffer(false);
    }

    @Override
    public String[] toStringArray(Charset charset) {
        throw trace.refuse(Reason.UNSUPPORTED_OPERATION, "strings have no place in an exported graph");
    }

    @Override
    public void set(Buffer data) {
        become(trace.constant(trace.engine().create(data, getShape(), getDataType())));
    }

    @Override
    public void intern(NDArray replaced) {
        TracedArray other = wrap(replaced);
        shape = other.getShape();
        become(other);
    }

    @Override
    public boolean contentEquals(Number number) {
        requireConstant();
        return concrete.contentEquals(number);
    }

    @Override
    public boolean contentEquals(NDArray other) {
        requireConstant();
        TracedArray o = wrap(other);
        o.requireConstant();
        return concrete.contentEquals(o.concrete);
    }

    // ---- life cycle: the trace owns everything

    @Override
    public void attach(NDManager newManager) {}

    @Override
    public void tempAttach(NDManager newManager) {}

    @Override
    public void returnResource(NDManager newManager) {}

    @Override
    public void detach() {}

    @Override
    public void close() {}

    @Override
    public boolean isReleased() {
        return false;
    }

    @Override
    public Device getDevice() {
        return concrete.getDevice();
    }

    @Override
    public SparseFormat getSparseFormat() {
        return SparseFormat.DENSE;
    }

    @Override
    public NDArray toDevice(Device device, boolean copy) {
        return copy ? duplicate() : this;
    }

    @Override
    public NDArray duplicate() {
        checkReadable();
        TracedArray copy = trace.array(concrete, value, new Storage(false));
        copy.origin = origin;
        return copy;
    }

    @Override
    public NDArray toType(DataType type, boolean copy) {
        if (type == getDataType()) {
            return copy ? duplicate() : this;
        }
        if (type == DataType.COMPLEX64) {
            return toComplex();
        }
        ElementType target = trace.elementType(type);
        return result(concrete.toType(type, true), List.of(this), e -> e.in(this, target));
    }

    // ---- gradients, of which inference has none

    @Override
    public void setRequiresGradient(boolean requiresGrad) {}

    @Override
    public boolean hasGradient() {
        return false;
    }

    @Override
    public NDArray stopGradient() {
        return view(concrete, e -> e.in(this));
    }

    @Override
    public NDArray scaleGradient(double scale) {
        return stopGradient();
    }

    @Override
    public NDArrayEx getNDArrayInternal() {
        return new TracedArrayEx(this);
    }

    // ---- a plain number, which becomes a constant of the type that the engine gives it

    private TracedArray number(Number n) {
        return recording().constant(recording().engine().create(n));
    }

    @Override
    public NDArray add(Number n) {
        return add(number(n));
    }

    @Override
    public NDArray sub(Number n) {
        return sub(number(n));
    }

    @Override
    public NDArray mul(Number n) {
        return mul(number(n));
    }

    @Override
    public NDArray div(Number n) {
        return div(number(n));
    }

    @Override
    public NDArray pow(Number n) {
        return pow(number(n));
    }

    @Override
    public NDArray maximum(Number n) {
        return maximum(number(n));
    }

    @Override
    public NDArray minimum(Number n) {
        return minimum(number(n));
    }

    @Override
    public NDArray mod(Number n) {
        return mod(number(n));
    }

    @Override
    public NDArray addi(Number n) {
        return addi(number(n));
    }

    @Override
    public NDArray subi(Number n) {
        return subi(number(n));
    }

    @Override
    public NDArray muli(Number n) {
        return muli(number(n));
    }

    @Override
    public NDArray divi(Number n) {
        return divi(number(n));
    }

    @Override
    public NDArray modi(Number n) {
        return modi(number(n));
    }

    @Override
    public NDArray powi(Number n) {
        return powi(number(n));
    }

    @Override
    public NDArray eq(Number n) {
        return eq(number(n));
    }

    @Override
    public NDArray neq(Number n) {
        return neq(number(n));
    }

    @Override
    public NDArray gt(Number n) {
        return gt(number(n));
    }

    @Override
    public NDArray gte(Number n) {
        return gte(number(n));
    }

    @Override
    public NDArray lt(Number n) {
        return lt(number(n));
    }

    @Override
    public NDArray lte(Number n) {
        return lte(number(n));
    }

    // ---- arithmetic, comparisons and logic

    @Override
    public NDArray add(NDArray other) {
        return wrap(other) instanceof ComplexArray c ? toComplex().add(c) : arithmetic.add(other);
    }

    @Override
    public NDArray sub(NDArray other) {
        return wrap(other) instanceof ComplexArray c ? toComplex().sub(c) : arithmetic.sub(other);
    }

    @Override
    public NDArray mul(NDArray other) {
        return wrap(other) instanceof ComplexArray c ? toComplex().mul(c) : arithmetic.mul(other);
    }

    @Override
    public NDArray div(NDArray other) {
        return wrap(other) instanceof ComplexArray c ? toComplex().div(c) : arithmetic.div(other);
    }

    @Override
    public NDArray pow(NDArray other) {
        return arithmetic.pow(other);
    }

    @Override
    public NDArray maximum(NDArray other) {
        return arithmetic.maximum(other);
    }

    @Override
    public NDArray minimum(NDArray other) {
        return arithmetic.minimum(other);
    }

    @Override
    public NDArray mod(NDArray other) {
        return arithmetic.mod(other);
    }

    @Override
    public NDArray xlogy(NDArray other) {
        return arithmetic.xlogy(other);
    }

    @Override
    public NDArray addi(NDArray other) {
        return arithmetic.addi(other);
    }

    @Override
    public NDArray subi(NDArray other) {
        return arithmetic.subi(other);
    }

    @Override
    public NDArray muli(NDArray other) {
        return arithmetic.muli(other);
    }

    @Override
    public NDArray divi(NDArray other) {
        return arithmetic.divi(other);
    }

    @Override
    public NDArray modi(NDArray other) {
        return arithmetic.modi(other);
    }

    @Override
    public NDArray powi(NDArray other) {
        return arithmetic.powi(other);
    }

    @Override
    public NDArray eq(NDArray other) {
        return arithmetic.eq(other);
    }

    @Override
    public NDArray neq(NDArray other) {
        return arithmetic.neq(other);
    }

    @Override
    public NDArray gt(NDArray other) {
        return arithmetic.gt(other);
    }

    @Override
    public NDArray gte(NDArray other) {
        return arithmetic.gte(other);
    }

    @Override
    public NDArray lt(NDArray other) {
        return arithmetic.lt(other);
    }

    @Override
    public NDArray lte(NDArray other) {
        return arithmetic.lte(other);
    }

    @Override
    public NDArray logicalAnd(NDArray other) {
        return arithmetic.logicalAnd(other);
    }

    @Override
    public NDArray logicalOr(NDArray other) {
        return arithmetic.logicalOr(other);
    }

    @Override
    public NDArray logicalXor(NDArray other) {
        return arithmetic.logicalXor(other);
    }

    @Override
    public NDArray logicalNot() {
        return arithmetic.logicalNot();
    }

    @Override
    public NDArray matMul(NDArray other) {
        return arithmetic.matMul(other);
    }

    @Override
    public NDArray batchMatMul(NDArray other) {
        return arithmetic.batchMatMul(other);
    }

    @Override
    public NDArray dot(NDArray other) {
        return arithmetic.dot(other);
    }

    @Override
    public NDArray batchDot(NDArray other) {
        return arithmetic.batchDot(other);
    }

    // ---- functions of each element

    @Override
    public NDArray neg() {
        return functions.neg();
    }

    @Override
    public NDArray negi() {
        return functions.negi();
    }

    @Override
    public NDArray abs() {
        return functions.abs();
    }

    @Override
    public NDArray sign() {
        return functions.sign();
    }

    @Override
    public NDArray signi() {
        return functions.signi();
    }

    @Override
    public NDArray square() {
        return functions.square();
    }

    @Override
    public NDArray sqrt() {
        return functions.sqrt();
    }

    @Override
    public NDArray cbrt() {
        return functions.cbrt();
    }

    @Override
    public NDArray floor() {
        return functions.floor();
    }

    @Override
    public NDArray ceil() {
        return functions.ceil();
    }

    @Override
    public NDArray round() {
        return functions.round();
    }

    @Override
    public NDArray trunc() {
        return functions.trunc();
    }

    @Override
    public NDArray exp() {
        return functions.exp();
    }

    @Override
    public NDArray log() {
        return functions.log();
    }

    @Override
    public NDArray log10() {
        return functions.log10();
    }

    @Override
    public NDArray log2() {
        return functions.log2();
    }

    @Override
    public NDArray sin() {
        return functions.sin();
    }

    @Override
    public NDArray cos() {
        return functions.cos();
    }

    @Override
    public NDArray tan() {
        return functions.tan();
    }

    @Override
    public NDArray asin() {
        return functions.asin();
    }

    @Override
    public NDArray acos() {
        return functions.acos();
    }

    @Override
    public NDArray atan() {
        return functions.atan();
    }

    @Override
    public NDArray sinh() {
        return functions.sinh();
    }

    @Override
    public NDArray cosh() {
        return functions.cosh();
    }

    @Override
    public NDArray tanh() {
        return functions.tanh();
    }

    @Override
    public NDArray asinh() {
        return functions.asinh();
    }

    @Override
    public NDArray acosh() {
        return functions.acosh();
    }

    @Override
    public NDArray atanh() {
        return functions.atanh();
    }

    @Override
    public NDArray atan2(NDArray other) {
        return functions.atan2(other);
    }

    @Override
    public NDArray toDegrees() {
        return functions.toDegrees();
    }

    @Override
    public NDArray toRadians() {
        return functions.toRadians();
    }

    @Override
    public NDArray erf() {
        return functions.erf();
    }

    @Override
    public NDArray clip(Number min, Number max) {
        return functions.clip(min, max);
    }

    @Override
    public NDArray erfinv() {
        return functions.erfinv();
    }

    @Override
    public NDArray gammaln() {
        return functions.gammaln();
    }

    @Override
    public NDArray toDense() {
        return functions.toDense();
    }

    @Override
    public NDArray isNaN() {
        return functions.isNaN();
    }

    @Override
    public NDArray isInfinite() {
        return functions.isInfinite();
    }

    // ---- complex numbers and Fourier transforms

    @Override
    public NDArray complex() {
        return view(concrete.complex(), e -> e.in(this));
    }

    /** Real numbers as complex ones. */
    TracedArray toComplex() {
        return ComplexArray.ofReal(this);
    }

    /** Of real numbers the same numbers. */
    @Override
    public NDArray conj() {
        return view(concrete, e -> e.in(this));
    }

    @Override
    public NDArray fft(long length, long axis) {
        return fourier.fft(length, axis);
    }

    @Override
    public NDArray ifft(long length, long axis) {
        return fourier.ifft(length, axis);
    }

    @Override
    public NDArray rfft(long length, long axis) {
        return fourier.rfft(length, axis);
    }

    @Override
    public NDArray irfft(long length, long axis) {
        return fourier.irfft(length, axis);
    }

    @Override
    public NDArray fft2(long[] sizes, long[] axes) {
        return fourier.fft2(sizes, axes);
    }

    @Override
    public NDArray ifft2(long[] sizes, long[] axes) {
        return fourier.ifft2(sizes, axes);
    }

    @Override
    public NDArray stft(
            long nFft, long hopLength, boolean center, NDArray window, boolean normalize, boolean returnComplex) {
        return fourier.stft(nFft, hopLength, center, window, normalize, returnComplex);
    }

    // ---- reductions

    @Override
    public NDArray sum() {
        return reductions.sum();
    }

    @Override
    public NDArray sum(int[] axes, boolean keepDims) {
        return reductions.sum(axes, keepDims);
    }

    @Override
    public NDArray mean() {
        return reductions.mean();
    }

    @Override
    public NDArray mean(int[] axes, boolean keepDims) {
        return reductions.mean(axes, keepDims);
    }

    @Override
    public NDArray max() {
        return reductions.max();
    }

    @Override
    public NDArray max(int[] axes, boolean keepDims) {
        return reductions.max(axes, keepDims);
    }

    @Override
    public NDArray min() {
        return reductions.min();
    }

    @Override
    public NDArray min(int[] axes, boolean keepDims) {
        return reductions.min(axes, keepDims);
    }

    @Override
    public NDArray prod() {
        return reductions.prod();
    }

    @Override
    public NDArray prod(int[] axes, boolean keepDims) {
        return reductions.prod(axes, keepDims);
    }

    @Override
    public NDArray all() {
        return reductions.all();
    }

    @Override
    public NDArray any() {
        return reductions.any();
    }

    @Override
    public NDArray none() {
        return reductions.none();
    }

    @Override
    public NDArray argMax() {
        return reductions.argMax();
    }

    @Override
    public NDArray argMax(int axis) {
        return reductions.argMax(axis);
    }

    @Override
    public NDArray argMin() {
        return reductions.argMin();
    }

    @Override
    public NDArray argMin(int axis) {
        return reductions.argMin(axis);
    }

    @Override
    public NDArray norm(boolean keepDims) {
        return reductions.norm(keepDims);
    }

    @Override
    public NDArray norm(int order, int[] axes, boolean keepDims) {
        return reductions.norm(order, axes, keepDims);
    }

    @Override
    public NDArray normalize(double exponent, long dim, double eps) {
        return reductions.normalize(exponent, dim, eps);
    }

    @Override
    public NDArray cumSum() {
        return reductions.cumSum();
    }

    @Override
    public NDArray cumSum(int axis) {
        return reductions.cumSum(axis);
    }

    @Override
    public NDArray cumProd(int axis) {
        return reductions.cumProd(axis);
    }

    @Override
    public NDArray cumProd(int axis, DataType dataType) {
        return reductions.cumProd(axis, dataType);
    }

    @Override
    public NDArray diff(int n, int dim) {
        return reductions.diff(n, dim);
    }

    // ---- moving elements

    @Override
    public NDArray reshape(Shape shape) {
        return shapes.reshape(shape);
    }

    @Override
    public NDArray flatten() {
        return shapes.flatten();
    }

    @Override
    public NDArray flatten(int startDim, int endDim) {
        return shapes.flatten(startDim, endDim);
    }

    @Override
    public NDArray expandDims(int axis) {
        return shapes.expandDims(axis);
    }

    @Override
    public NDArray squeeze() {
        return shapes.squeeze();
    }

    @Override
    public NDArray squeeze(int axis) {
        return shapes.squeeze(axis);
    }

    @Override
    public NDArray squeeze(int[] axes) {
        return shapes.squeeze(axes);
    }

    @Override
    public NDArray transpose() {
        return shapes.transpose();
    }

    @Override
    public NDArray transpose(int... axes) {
        return shapes.transpose(axes);
    }

    @Override
    public NDArray swapAxes(int axis1, int axis2) {
        return shapes.swapAxes(axis1, axis2);
    }

    @Override
    public NDArray broadcast(Shape shape) {
        return shapes.broadcast(shape);
    }

    @Override
    public NDArray flip(int... axes) {
        return shapes.flip(axes);
    }

    @Override
    public NDArray rotate90(int times, int[] axes) {
        return shapes.rotate90(times, axes);
    }

    @Override
    public NDArray tile(long repeats) {
        return shapes.tile(repeats);
    }

    @Override
    public NDArray tile(long[] repeats) {
        return shapes.tile(repeats);
    }

    @Override
    public NDArray tile(int axis, long repeats) {
        return shapes.tile(axis, repeats);
    }

    @Override
    public NDArray tile(Shape desired) {
        return shapes.tile(desired);
    }

    @Override
    public NDArray repeat(long repeats) {
        return shapes.repeat(repeats);
    }

    @Override
    public NDArray repeat(int axis, long repeats) {
        return shapes.repeat(axis, repeats);
    }

    @Override
    public NDArray repeat(long[] repeats) {
        return shapes.repeat(repeats);
    }

    @Override
    public NDArray repeat(Shape desired) {
        return shapes.repeat(desired);
    }

    @Override
    public NDList split(long sections, int axis) {
        return shapes.split(sections, axis);
    }

    @Override
    public NDList split(long[] indices, int axis) {
        return shapes.split(indices, axis);
    }

    @Override
    public NDArray pad(Shape padding, double value) {
        return shapes.pad(padding, value);
    }

    @Override
    public NDArray diagonal() {
        return shapes.diagonal();
    }

    @Override
    public NDArray diagonal(int offset) {
        return shapes.diagonal(offset);
    }

    @Override
    public NDArray diagonal(int offset, int axis1, int axis2) {
        return shapes.diagonal(offset, axis1, axis2);
    }

    @Override
    public NDArray trace(int offset, int axis1, int axis2) {
        return shapes.trace(offset, axis1, axis2);
    }

    // ---- picking, ordering and replacing

    @Override
    public NDArray get(NDIndex index) {
        return selection.get(index);
    }

    @Override
    public NDArray get(NDManager manager, NDIndex index) {
        return selection.get(manager, index);
    }

    @Override
    public NDArray get(NDManager manager, long... indices) {
        return selection.get(manager, indices);
    }

    @Override
    public void set(NDIndex index, NDArray replacement) {
        selection.set(index, replacement);
    }

    @Override
    public void set(NDIndex index, Number replacement) {
        selection.set(index, replacement);
    }

    @Override
    public void set(NDIndex index, Function<NDArray, NDArray> function) {
        selection.set(index, function);
    }

    @Override
    public void set(NDArray index, Number replacement) {
        selection.set(index, replacement);
    }

    @Override
    public void setScalar(NDIndex index, Number replacement) {
        selection.setScalar(index, replacement);
    }

    @Override
    public NDArray booleanMask(NDArray index, int axis) {
        return selection.booleanMask(index, axis);
    }

    @Override
    public NDArray gather(NDArray index, int axis) {
        return selection.gather(index, axis);
    }

    @Override
    public NDArray gatherNd(NDArray index) {
        return selection.gatherNd(index);
    }

    @Override
    public NDArray sequenceMask(NDArray lengths, float value) {
        return selection.sequenceMask(lengths, value);
    }

    @Override
    public NDArray take(NDManager manager, NDArray index) {
        return selection.take(manager, index);
    }

    @Override
    public NDArray put(NDArray index, NDArray data) {
        return selection.put(index, data);
    }

    @Override
    public NDArray scatter(NDArray index, NDArray data, int axis) {
        return selection.scatter(index, data, axis);
    }

    @Override
    public NDArray sort() {
        return selection.sort();
    }

    @Override
    public NDArray sort(int axis) {
        return selection.sort(axis);
    }

    @Override
    public NDArray argSort(int axis, boolean ascending) {
        return selection.argSort(axis, ascending);
    }

    @Override
    public NDList topK(int k, int axis, boolean largest, boolean sorted) {
        return selection.topK(k, axis, largest, sorted);
    }

    @Override
    public NDArray median() {
        return selection.median();
    }

    @Override
    public NDArray median(int[] axes) {
        return selection.median(axes);
    }

    @Override
    public NDArray percentile(Number percentile) {
        return selection.percentile(percentile);
    }

    @Override
    public NDArray percentile(Number percentile, int[] axes) {
        return selection.percentile(percentile, axes);
    }

    @Override
    public NDArray softmax(int axis) {
        return selection.softmax(axis);
    }

    @Override
    public NDArray logSoftmax(int axis) {
        return selection.logSoftmax(axis);
    }

    @Override
    public NDArray oneHot(int depth) {
        return selection.oneHot(depth);
    }

    @Override
    public NDArray oneHot(int depth, DataType type) {
        return selection.oneHot(depth, type);
    }

    @Override
    public NDArray oneHot(int depth, float on, float off, DataType type) {
        return selection.oneHot(depth, on, off, type);
    }

    // ---- identity, not content: comparing content would read values

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "traced " + getDataType() + getShape();
    }

    @Override
    public String toDebugString(boolean withContent) {
        return toString();
    }

    @Override
    public String toDebugString(int maxSize, int maxDepth, int maxRows, int maxColumns, boolean withContent) {
        return toString();
    }
}
