package org.xattnbmd.exporter.internal.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/** Hands out traced parameters, named by their path. */
final class TracingParameterStore extends ParameterStore {

    private final Trace trace;

    TracingParameterStore(Trace trace) {
        super(trace.manager(), false);
        this.trace = trace;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        if (parameter == null) {
            return null;
        }
        if (training) {
            throw trace.refuse(
                    Reason.TRAINING_MODE,
                    "asks for a parameter in training mode although it is exported for inference");
        }
        if (trace.paths().of(parameter) == null) {
            throw trace.refuse(
                    Reason.FOREIGN_ARRAY,
                    "asks for parameter " + parameter.getName() + ", which belongs to no block of the exported tree;"
                            + " register it with addParameter or its block with addChildBlock");
        }
        trace.paths().visited(parameter);
        return trace.parameter(parameter);
    }
}
