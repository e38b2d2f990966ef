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
    /** Joins a region where its first input comes from it, some of whose numbers are its result, in the same scale. */
    COPIES,
    /** Joins a region where all its inputs come from it, whose numbers are its result; all have one scale. */
    COPIES_ALL_INPUTS,
    /** Joins a region where its first input comes from it; its result lies between 0 and 1, whatever samples show. */
    JOINS_AS_SHARES,
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
        return switch (this) {
            case JOINS, JOINS_ALL_INPUTS, COPIES, COPIES_ALL_INPUTS, JOINS_AS_SHARES -> true;
            case LAYER, LAYER_TO_FLOAT, ACTIVATION -> false;
        };
    }

    /** Whether the result has the scale of what is read. */
    public boolean copies() {
        return this == COPIES || this == COPIES_ALL_INPUTS;
    }

    /** Whether all inputs are activations, not the first alone. */
    public boolean readsAll() {
        return this == JOINS_ALL_INPUTS || this == COPIES_ALL_INPUTS;
    }
}
