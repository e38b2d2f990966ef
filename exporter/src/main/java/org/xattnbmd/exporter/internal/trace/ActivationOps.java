package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.util.List;
import java.util.Map;
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

    // ---- in place with the operands swapped: the engine refuses these, the graph has no reason to

    NDArray rdivi(NDArray b) {
        array.become(array.wrap(array.wrap(b).div(array)));
        return array;
    }

    NDArray rmodi(NDArray b) {
        array.become(array.wrap(array.wrap(b).mod(array)));
        return array;
    }

    NDArray rpowi(Number n) {
        array.become(array.wrap(array.getNDArrayInternal().rpow(n)));
        return array;
    }
}
