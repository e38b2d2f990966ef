package org.xattnbmd.exporter.internal.operator;

import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Trait;

/** The trait of operators that are quantised to int8: how they take part in a quantised region. */
public enum Quantization implements Trait {
    /** A layer, which starts a region where its weight is constant; its first input is the activation. */
    LAYER,
    /** Such a layer whose integer form can write float32 as well. */
    LAYER_TO_FLOAT,
    /** Joins a region where its first input comes from it. */
    JOINS,
    /** Joins a region where all its inputs come from it. */
    JOINS_ALL_INPUTS,
    /** ONNX Runtime folds it into the quantisation of what is before it. */
    ACTIVATION;

    /** The names of the operators that can be chosen for quantisation; an activation goes with what is before it. */
    public static Set<String> operators() {
        return Operators.all().stream()
                .filter(o -> o.trait(Quantization.class) != null && o.trait(Quantization.class) != ACTIVATION)
                .map(Operator::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean isLayer() {
        return this == LAYER || this == LAYER_TO_FLOAT;
    }

    public boolean joins() {
        return this == JOINS || this == JOINS_ALL_INPUTS;
    }
}
