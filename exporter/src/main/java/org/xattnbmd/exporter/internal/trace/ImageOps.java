package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Operators;

/** Changing the size of pictures. */
final class ImageOps {

    private static final int NEAREST = 0;
    private static final int BILINEAR = 1;
    private static final int AREA = 2;
    private static final int BICUBIC = 3;

    private final TracedArray x;

    ImageOps(TracedArray array) {
        this.x = array;
    }

    /** The engine ignores {@code alignCorners}, and so does the graph. */
    NDArray interpolation(long[] size, int mode, boolean alignCorners) {
        NDArray result = x.concrete.getNDArrayInternal().interpolation(size, mode, alignCorners);
        if (mode == AREA) {
            return area(size, result);
        }
        long[] target = result.getShape().getShape();
        Map<String, Attribute> attributes = new HashMap<>();
        switch (mode) {
            case NEAREST -> {
                attributes.put("mode", Attribute.of("nearest"));
                attributes.put("nearest_mode", Attribute.of("floor"));
                attributes.put("coordinate_transformation_mode", Attribute.of("asymmetric"));
            }
            case BILINEAR -> {
                attributes.put("mode", Attribute.of("linear"));
                attributes.put("coordinate_transformation_mode", Attribute.of("half_pixel"));
            }
            case BICUBIC -> {
                attributes.put("mode", Attribute.of("cubic"));
                attributes.put("cubic_coeff_a", Attribute.of(-0.75f));
                attributes.put("coordinate_transformation_mode", Attribute.of("half_pixel"));
            }
            default ->
                throw x.recording()
                        .refuse(Code.UNSUPPORTED_OPERATION, "interpolation mode " + mode + " has no exported form");
        }
        return x.result(
                result,
                List.of(x),
                e -> e.node(Operators.RESIZE, Arrays.asList(e.in(x), null, null, e.shapeOperand(target)), attributes));
    }

    /** Averages over equal windows, which is what area interpolation is where the sizes divide. */
    private NDArray area(long[] size, NDArray result) {
        long[] window = new long[size.length];
        for (int i = 0; i < size.length; i++) {
            long length = x.getShape().get(i + 2);
            if (length % size[i] != 0) {
                throw x.recording()
                        .refuse(
                                Code.UNSUPPORTED_OPERATION,
                                "area interpolation from " + length + " to " + size[i]
                                        + " has windows of unequal size, which ONNX has no operator for; choose a size"
                                        + " that divides");
            }
            window[i] = length / size[i];
        }
        NDArray pooled = new PoolOps(x)
                .average(new Shape(window), new Shape(window), new Shape(new long[size.length]), false, false);
        TracedArray traced = x.wrap(pooled);
        return x.result(result, List.of(traced), e -> e.in(traced));
    }

    /** Height × width × channel pictures, one or a batch, in their own element type. */
    NDArray resize(int width, int height, int interpolation) {
        NDArray result = x.toType(DataType.FLOAT32, false);
        boolean single = x.rank() == 3;
        if (single) {
            result = result.expandDims(0);
        }
        result = new ImageOps(x.wrap(result.transpose(0, 3, 1, 2)))
                .interpolation(new long[] {height, width}, interpolation, false)
                .transpose(0, 2, 3, 1);
        if (single) {
            result = result.squeeze(0);
        }
        return result.toType(x.getDataType(), false);
    }
}
