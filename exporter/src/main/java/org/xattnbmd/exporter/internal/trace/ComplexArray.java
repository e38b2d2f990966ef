package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * A traced array of complex numbers. ONNX Runtime has no such tensors: in the graph they are pairs of real numbers along one
 * more, last axis, as {@link #real()} shows them, and what is done to them is said by operations on the pairs. What this
 * class and {@link FourierOps} do not say is refused by name.
 */
final class ComplexArray extends TracedArray {

    /** Why all the rest is refused. */
    static final String NO_FORM = "has no exported form for complex numbers, which are exported through sums, products,"
            + " abs(), conj(), Fourier transforms and changes of shape; take abs() or real() first";

    ComplexArray(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    // ---- between complex numbers and pairs

    @Override
    public NDArray real() {
        return view(concrete.real(), e -> e.pairs(this));
    }

    /** The complex numbers that pairs along the last axis are. */
    private static ComplexArray of(NDArray pairs) {
        TracedArray p = (TracedArray) pairs;
        // The engine takes pairs whose two numbers lie side by side, which flattening makes sure of.
        NDArray adjacent = p.concrete.flatten().reshape(p.getShape());
        return (ComplexArray) p.recording().apply(adjacent.complex(), List.of(p), e -> e.in(p));
    }

    private ComplexArray view(NDArray pairs) {
        return (ComplexArray) alias(of(pairs));
    }

    /** What an index of the pairs picks. */
    NDArray picked(UnaryOperator<NDArray> index) {
        return view(index.apply(real()));
    }

    /** What an operation that joins arrays makes of this one's pairs and those of others. */
    NDArray join(NDList others, Function<NDList, NDArray> operation) {
        NDList all = new NDList(real());
        others.forEach(o -> all.add(pairsOf(wrap(o))));
        return of(operation.apply(all));
    }

    /** Real numbers as complex ones. */
    static ComplexArray ofReal(TracedArray numbers) {
        return of(pairsOf(numbers));
    }

    private static NDArray pairsOf(TracedArray a) {
        if (a instanceof ComplexArray c) {
            return c.real();
        }
        NDArray real = a.toType(DataType.FLOAT32, false).expandDims(-1);
        return real.concat(real.zerosLike(), -1);
    }

    // ---- arithmetic

    @Override
    public NDArray add(NDArray other) {
        return of(real().add(pairsOf(wrap(other))));
    }

    @Override
    public NDArray sub(NDArray other) {
        return of(real().sub(pairsOf(wrap(other))));
    }

    @Override
    public NDArray mul(NDArray other) {
        TracedArray o = wrap(other);
        return o instanceof ComplexArray c ? product(c) : of(real().mul(o.expandDims(-1)));
    }

    /** (a + bi)(c + di) = ac − bd + (ad + bc)i. */
    private NDArray product(ComplexArray other) {
        NDArray left = real();
        NDArray right = other.real();
        NDArray a = left.get("..., 0");
        NDArray b = left.get("..., 1");
        NDArray c = right.get("..., 0");
        NDArray d = right.get("..., 1");
        return of(NDArrays.stack(new NDList(a.mul(c).sub(b.mul(d)), a.mul(d).add(b.mul(c))), -1));
    }

    @Override
    public NDArray div(NDArray other) {
        TracedArray o = wrap(other);
        if (o instanceof ComplexArray c) {
            return mul(c.conj()).div(c.abs().square());
        }
        return of(real().div(o.expandDims(-1)));
    }

    @Override
    public NDArray neg() {
        return of(real().neg());
    }

    @Override
    public NDArray square() {
        return product(this);
    }

    @Override
    public NDArray conj() {
        return of(real().mul(getManager().create(new float[] {1, -1})));
    }

    /** √(a² + b²), a real number. */
    @Override
    public NDArray abs() {
        return result(
                concrete.abs(),
                List.of(this),
                e -> e.pairs(this).reduce(Operators.REDUCE_L2, new long[] {rank()}, false));
    }

    @Override
    public NDArray sum() {
        return of(real().sum(everyAxis()));
    }

    @Override
    public NDArray sum(int[] axes, boolean keepDims) {
        return of(real().sum(axes(axes), keepDims));
    }

    @Override
    public NDArray mean() {
        return of(real().mean(everyAxis()));
    }

    @Override
    public NDArray mean(int[] axes, boolean keepDims) {
        return of(real().mean(axes(axes), keepDims));
    }

    private int[] everyAxis() {
        return IntStream.range(0, rank()).toArray();
    }

    // ---- moving numbers

    @Override
    public NDArray reshape(Shape shape) {
        return view(real().reshape(shape.add(2)));
    }

    @Override
    public NDArray flatten() {
        return reshape(new Shape(-1));
    }

    @Override
    public NDArray flatten(int startDim, int endDim) {
        return view(real().flatten(axis(startDim), axis(endDim)));
    }

    @Override
    public NDArray expandDims(int axis) {
        return view(real().expandDims(axis < 0 ? axis + rank() + 1 : axis));
    }

    @Override
    public NDArray squeeze() {
        return squeeze(everyAxis());
    }

    @Override
    public NDArray squeeze(int axis) {
        return squeeze(new int[] {axis});
    }

    @Override
    public NDArray squeeze(int[] axes) {
        return view(real().squeeze(axes(axes)));
    }

    @Override
    public NDArray transpose() {
        return transpose(IntStream.range(0, rank()).map(i -> rank() - 1 - i).toArray());
    }

    @Override
    public NDArray transpose(int... axes) {
        int[] withPairs = Arrays.copyOf(axes(axes), rank() + 1);
        withPairs[rank()] = rank();
        return view(real().transpose(withPairs));
    }

    @Override
    public NDArray swapAxes(int axis1, int axis2) {
        return view(real().swapAxes(axis(axis1), axis(axis2)));
    }

    @Override
    public NDArray broadcast(Shape shape) {
        return view(real().broadcast(shape.add(2)));
    }

    @Override
    public NDArray flip(int... axes) {
        return of(real().flip(axes(axes)));
    }

    @Override
    public NDList split(long sections, int axis) {
        return parts(real().split(sections, axis(axis)));
    }

    @Override
    public NDList split(long[] indices, int axis) {
        return parts(real().split(indices, axis(axis)));
    }

    private NDList parts(NDList pairs) {
        NDList parts = new NDList();
        pairs.forEach(p -> parts.add(view(p)));
        return parts;
    }
}
