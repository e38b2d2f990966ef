package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * The array that a block gets instead of the engine's while it is traced. Each superclass adds one family of
 * operations. Used by one thread, owned by its trace.
 */
final class TracedArray extends TracedSelection {

    /** Whether this is a parameter itself and not a view of one. */
    boolean isParameter;

    private Value constantValue;
    private NDArray constantOf;

    TracedArray(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    /** The initializer of a constant, made once per content. */
    Value constantValue() {
        if (constantOf != concrete) {
            constantOf = concrete;
            constantValue = Value.constant(origin != null ? origin : "constant", ParameterTensors.read(concrete));
        }
        return constantValue;
    }

    @Override
    public NDArrayEx getNDArrayInternal() {
        return new TracedArrayEx(this);
    }
}
