package org.xattnbmd.exporter;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.xattnbmd.exporter.ExportException.Code;

/** A declared input: name, element type and axis lengths, -1 being the batch. */
record InputSpec(String name, DataType type, long[] shape) {

    private static final Set<DataType> TYPES = EnumSet.of(
            DataType.FLOAT32,
            DataType.FLOAT64,
            DataType.INT32,
            DataType.INT64,
            DataType.BOOLEAN,
            DataType.UINT8,
            DataType.INT8);

    InputSpec {
        if (name == null || name.isBlank()) {
            throw invalid("expected a name for every input, received \"" + name + "\"");
        }
        if (!TYPES.contains(type)) {
            throw invalid("input " + name + ": expected one of " + TYPES + ", received " + type);
        }
        shape = shape.clone();
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 1 && !(i == 0 && shape[i] == -1)) {
                throw invalid("input " + name + ": expected positive axis lengths, and -1 on axis 0 alone, received "
                        + Arrays.toString(shape));
            }
        }
    }

    private static ExportException invalid(String message) {
        return new ExportException(Code.INVALID_REQUEST, message);
    }

    boolean isDynamic() {
        return shape.length > 0 && shape[0] == -1;
    }

    Shape at(int batch) {
        long[] dims = shape.clone();
        if (isDynamic()) {
            dims[0] = batch;
        }
        return new Shape(dims);
    }
}
