package org.xattnbmd.exporter;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * A declared input: name, element type and axis lengths, -1 where one varies.
 *
 * @param axes names of axes that vary; the first needs none and is then the batch
 */
record InputSpec(String name, DataType type, long[] shape, Map<Integer, String> axes) {

    private static final Set<DataType> TYPES = EnumSet.of(
            DataType.FLOAT32,
            DataType.FLOAT64,
            DataType.INT32,
            DataType.INT64,
            DataType.BOOLEAN,
            DataType.UINT8,
            DataType.INT8);

    InputSpec(String name, DataType type, long... shape) {
        this(name, type, shape, Map.of());
    }

    InputSpec {
        if (name == null || name.isBlank()) {
            throw invalid("expected a name for every input, received \"" + name + "\"");
        }
        if (!TYPES.contains(type)) {
            throw invalid("input " + name + ": expected one of " + TYPES + ", received " + type);
        }
        shape = shape.clone();
        axes = new TreeMap<>(axes);
        for (long length : shape) {
            if (length < 1 && length != -1) {
                throw invalid("input " + name + ": expected positive axis lengths, and -1 where one varies, received "
                        + Arrays.toString(shape));
            }
        }
    }

    private static ExportException invalid(String message) {
        return new ExportException(Code.INVALID_REQUEST, message);
    }

    /** The same with a name for an axis that varies. */
    InputSpec named(int axis, String axisName) {
        if (axis < 0 || axis >= shape.length) {
            throw invalid(
                    "input " + name + ": expected an axis from 0 to " + (shape.length - 1) + ", received " + axis);
        }
        if (shape[axis] != -1) {
            throw invalid("input " + name + ": expected -1 as the length of axis " + axis + ", which \"" + axisName
                    + "\" is to name, received " + Arrays.toString(shape));
        }
        Map<Integer, String> all = new TreeMap<>(axes);
        String before = all.put(axis, DynamicAxis.named(axisName).name());
        if (before != null && !before.equals(axisName)) {
            throw invalid("input " + name + ": expected one name for axis " + axis + ", received \"" + before
                    + "\" and \"" + axisName + "\"");
        }
        return new InputSpec(name, type, shape, all);
    }

    /** Names of the axes that vary, in order. */
    Set<String> axisNames() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1) {
                names.add(axisName(i));
            }
        }
        return names;
    }

    private String axisName(int axis) {
        String given = axes.get(axis);
        if (given == null && axis > 0) {
            throw invalid(
                    "input " + name + ": expected a name for axis " + axis + ", whose length is -1; call dynamicAxis(\""
                            + name + "\", " + axis + ", \"…\"), or give the length");
        }
        return given == null ? Dim.BATCH_NAME : given;
    }

    Shape at(Map<String, Long> sizes) {
        long[] dims = shape.clone();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == -1 ? sizes.get(axisName(i)) : dims[i];
        }
        return new Shape(dims);
    }
}
