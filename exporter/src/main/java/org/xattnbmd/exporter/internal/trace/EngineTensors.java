package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** Copies engine arrays out of the engine. */
public final class EngineTensors {

    private EngineTensors() {}

    public static Tensor read(NDArray array) {
        return ParameterTensors.read(array);
    }
}
