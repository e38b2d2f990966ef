package org.xattnbmd.exporter.internal.operator;

import static org.xattnbmd.exporter.internal.graph.Signature.MANY;
import static org.xattnbmd.exporter.internal.graph.Signature.since;

import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.ShapeRule;
import org.xattnbmd.exporter.internal.graph.Signature;

/** Forms that many operators of the catalogue share. */
final class OperatorForms {

    private OperatorForms() {}

    static Operator elementwise(String name, Signature signature) {
        return Operator.standard(name, signature, TypeRules.FIRST, ElementwiseRules::same);
    }

    static Operator unary(String name) {
        return elementwise(name, since(1));
    }

    static Operator arithmetic(String name) {
        return Operator.standard(name, since(1).inputs(2), TypeRules.common(0, 1), ElementwiseRules::broadcast);
    }

    static Operator variadic(String name) {
        return Operator.standard(name, since(13).inputs(1, MANY), TypeRules.ALL, ElementwiseRules::variadic);
    }

    static Operator comparison(String name, int opset) {
        return Operator.standard(name, since(opset).inputs(2), TypeRules.COMPARISON, ElementwiseRules::broadcast);
    }

    static Operator logic(String name) {
        return Operator.standard(name, since(7).inputs(2), TypeRules.common(0, 1), ElementwiseRules::broadcast);
    }

    static Operator test(String name, Signature signature) {
        return Operator.standard(name, signature, TypeRules.always(ElementType.BOOL), ElementwiseRules::same);
    }

    static Operator reduction(String name, int axesAreInputSince) {
        return Operator.standard(
                        name,
                        since(11).inputs(1, 2).attributes("axes:ints keepdims:int noop_with_empty_axes:int"),
                        TypeRules.FIRST,
                        ElementwiseRules::reduce)
                .with(AxesInput.class, new AxesInput(axesAreInputSince));
    }

    static Operator position(String name) {
        return Operator.standard(
                name,
                since(13).attributes("axis:int keepdims:int select_last_index:int"),
                TypeRules.always(ElementType.INT64),
                ElementwiseRules::arg);
    }

    /** An operator with its own shape rule whose result has its first input's type. */
    static Operator moving(String name, Signature signature, ShapeRule shapes) {
        return Operator.standard(name, signature, TypeRules.FIRST, shapes);
    }

    static Operator recurrent(String name, Signature signature) {
        return Operator.standard(
                        name,
                        signature.attributes("activation_alpha:floats activation_beta:floats activations:strings"
                                + " clip:float direction:string hidden_size:int layout:int"),
                        TypeRules.EACH_AS_FIRST,
                        NeuralRules::recurrent)
                .with(Cost.class, Costs::recurrent);
    }
}
