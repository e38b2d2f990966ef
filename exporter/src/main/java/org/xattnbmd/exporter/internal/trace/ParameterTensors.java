package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Value;

/** The parameters' bytes, read once from the engine and shared by all runs. */
final class ParameterTensors {

    private final Map<String, Value> byPath = new HashMap<>();

    Value initializer(String path, NDArray array) {
        return byPath.computeIfAbsent(path, p -> Value.constant(p, EngineTensors.read(array)));
    }
}
