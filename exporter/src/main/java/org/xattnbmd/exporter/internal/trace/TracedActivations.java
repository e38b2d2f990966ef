package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

/** Activation functions, and arithmetic in which the array is the right-hand operand and is written. */
abstract class TracedActivations extends RefusedOperations {

    TracedActivations(TracedArray array) {
        super(array);
    }

    private NDArrayEx engine() {
        return array.concrete.getNDArrayInternal();
    }

    private NDArray activation(Operator op, NDArray concreteResult, Map<String, Attribute> attributes) {
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> e.node(op, List.of(e.in(array, type)), attributes));
    }

    @Override
    public NDArray getArray() {
        return array;
    }

    @Override
    public NDArray relu() {
        return activation(Operators.RELU, engine().relu(), Map.of());
    }

    @Override
    public NDArray sigmoid() {
        return activation(Operators.SIGMOID, engine().sigmoid(), Map.of());
    }

    @Override
    public NDArray tanh() {
        return activation(Operators.TANH, engine().tanh(), Map.of());
    }

    @Override
    public NDArray softPlus() {
        return activation(Operators.SOFTPLUS, engine().softPlus(), Map.of());
    }

    @Override
    public NDArray softSign() {
        return activation(Operators.SOFTSIGN, engine().softSign(), Map.of());
    }

    @Override
    public NDArray leakyRelu(float alpha) {
        return activation(Operators.LEAKY_RELU, engine().leakyRelu(alpha), Map.of("alpha", Attribute.of(alpha)));
    }

    @Override
    public NDArray elu(float alpha) {
        return activation(Operators.ELU, engine().elu(alpha), Map.of("alpha", Attribute.of(alpha)));
    }

    @Override
    public NDArray selu() {
        return activation(Operators.SELU, engine().selu(), Map.of());
    }

    /** x/2·(1 + erf(x/√2)), in the order of operations that ONNX Runtime's fusion looks for. */
    @Override
    public NDArray gelu() {
        NDArray concreteResult = engine().gelu();
        ElementType type = array.recording().elementType(concreteResult);
        return array.result(concreteResult, List.of(array), e -> {
            Value x = e.in(array, type);
            Value erf = e.node(Operators.ERF, e.node(Operators.DIV, x, e.scalar(type, Math.sqrt(2))));
            Value product = e.node(Operators.MUL, x, e.node(Operators.ADD, erf, e.scalar(type, 1)));
            return e.node(Operators.MUL, product, e.scalar(type, 0.5));
        });
    }

    // ---- in place with the operands swapped: the engine refuses these, the graph has no reason to

    @Override
    public NDArray rdivi(NDArray b) {
        array.become(array.wrap(array.wrap(b).div(array)));
        return array;
    }

    @Override
    public NDArray rmodi(NDArray b) {
        array.become(array.wrap(array.wrap(b).mod(array)));
        return array;
    }

    @Override
    public NDArray rpowi(Number n) {
        array.become(array.wrap(rpow(n)));
        return array;
    }
}
