package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Activation functions, and arithmetic in which the array is the right-hand operand and is written. */
final class ActivationOps {

    private final TracedArray array;

    ActivationOps(TracedArray array) {
        this.array = array;
    }

    private NDArrayEx engine() {
        return array.concrete.getNDArrayInternal();
    }

    private NDArray activation(Operator op, NDArray concreteResult, Map<String, Attribute> attributes) {
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(
                concreteResult, List.of(array), e -> e.in(array, type).apply(op, attributes));
    }

    NDArray relu() {
        return activation(Operators.RELU, engine().relu(), Map.of());
    }

    NDArray sigmoid() {
        return activation(Operators.SIGMOID, engine().sigmoid(), Map.of());
    }

    NDArray tanh() {
        return activation(Operators.TANH, engine().tanh(), Map.of());
    }

    NDArray softPlus() {
        return activation(Operators.SOFTPLUS, engine().softPlus(), Map.of());
    }

    NDArray softSign() {
        return activation(Operators.SOFTSIGN, engine().softSign(), Map.of());
    }

    NDArray leakyRelu(float alpha) {
        return activation(Operators.LEAKY_RELU, engine().leakyRelu(alpha), Map.of("alpha", Attribute.of(alpha)));
    }

    NDArray elu(float alpha) {
        return activation(Operators.ELU, engine().elu(alpha), Map.of("alpha", Attribute.of(alpha)));
    }

    NDArray selu() {
        return activation(Operators.SELU, engine().selu(), Map.of());
    }

    /** x/2·(1 + erf(x/√2)), in the order of operations that ONNX Runtime's fusion looks for. */
    NDArray gelu() {
        NDArray concreteResult = engine().gelu();
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> {
            Term x = e.in(array, type);
            Term erf = x.div(Math.sqrt(2)).apply(Operators.ERF);
            return x.mul(erf.add(1)).mul(0.5);
        });
    }

    /** x where it is not negative, elsewhere x times a slope: one for all, or one for each channel (axis 1). */
    NDArray prelu(NDArray alpha) {
        TracedArray slope = array.wrap(alpha);
        Shape shape = slope.getShape();
        boolean perChannel = shape.dimension() == 1
                && array.rank() > 1
                && shape.get(0) == array.getShape().get(1);
        if (shape.size() != 1 && !perChannel) {
            throw new IllegalArgumentException(
                    "expected one slope or one for each channel of " + array.getShape() + ", received " + shape);
        }
        long[] aligned = new long[Math.max(1, perChannel ? array.rank() - 1 : 1)];
        Arrays.fill(aligned, 1);
        aligned[0] = shape.size();
        TracedArray s = array.wrap(slope.reshape(new Shape(aligned)));
        NDArray concreteResult = array.recording()
                .engineOr(
                        "prelu",
                        () -> engine().prelu(array.concrete, slope.concrete).singletonOrThrow(),
                        () -> array.concrete
                                .mul(s.concrete)
                                .getNDArrayInternal()
                                .where(array.concrete.lt(0), array.concrete));
        return array.result(concreteResult, List.of(array, s), e -> e.node(Operators.PRELU, e.in(array), e.in(s)));
    }

    // ---- in place with the operands swapped: the engine refuses these, the graph has no reason to

    NDArray rdivi(NDArray b) {
        return become(
                "rdivi",
                array.wrap(b).div(array),
                () -> array.concrete.duplicate().getNDArrayInternal().rdivi(array.engine(b)));
    }

    NDArray rmodi(NDArray b) {
        return become(
                "rmodi",
                array.wrap(b).mod(array),
                () -> array.concrete.duplicate().getNDArrayInternal().rmodi(array.engine(b)));
    }

    NDArray rpowi(Number n) {
        return become(
                "rpowi",
                array.getNDArrayInternal().rpow(n),
                () -> array.concrete.duplicate().getNDArrayInternal().rpowi(n));
    }

    private NDArray become(String operation, NDArray result, Supplier<NDArray> engine) {
        array.become(array.recording().compose(operation, engine, result));
        return array;
    }
}
