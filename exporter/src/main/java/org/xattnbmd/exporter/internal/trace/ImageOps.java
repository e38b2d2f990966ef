package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Changing the size of pictures. */
final class ImageOps {

    private static final int NEAREST = 0;
    private static final int BILINEAR = 1;

    private final TracedArray x;

    ImageOps(TracedArray array) {
        this.x = array;
    }

    /**
     * Nearest, and bilinear where no side shrinks, are a Resize. The engine smooths when it shrinks and has its own
     * cubic, which no single operator of all opsets does; but each is linear and separable, so two products with the
     * engine's own weights say the same. The engine ignores {@code alignCorners}, and so does the graph.
     */
    NDArray interpolation(long[] size, int mode, boolean alignCorners) {
        NDArray result = x.concrete.getNDArrayInternal().interpolation(size, mode, alignCorners);
        boolean shrinks = IntStream.range(0, size.length)
                .anyMatch(i -> size[i] < x.getShape().get(i + 2));
        if (mode == NEAREST || mode == BILINEAR && !shrinks) {
            return resized(result, mode);
        }
        if (size.length != 2) {
            throw x.recording()
                    .refuse(
                            Reason.UNSUPPORTED_OPERATION,
                            "interpolation mode " + mode + " is exported for pictures with two axes only, received "
                                    + x.getShape());
        }
        TracedArray rows = x.recording().constant(weights(x.getShape().get(2), size[0], mode));
        TracedArray columns = x.recording()
                .constant(weights(x.getShape().get(3), size[1], mode).transpose());
        return x.result(result, List.of(x), e -> e.in(rows).matMul(e.in(x)).matMul(e.in(columns)));
    }

    private NDArray resized(NDArray result, int mode) {
        long[] target = result.getShape().getShape();
        Map<String, Attribute> attributes = mode == NEAREST
                ? Map.of(
                        "mode", Attribute.of("nearest"),
                        "nearest_mode", Attribute.of("floor"),
                        "coordinate_transformation_mode", Attribute.of("asymmetric"))
                : Map.of(
                        "mode", Attribute.of("linear"),
                        "coordinate_transformation_mode", Attribute.of("half_pixel"));
        return x.result(
                result,
                List.of(x),
                e -> e.node(Operators.RESIZE, attributes, e.in(x), null, null, e.shapeOperand(target)));
    }

    /**
     * The matrix [to, from] of an interpolation along one axis: what the engine makes of the unit vectors, lying down,
     * since PyTorch 2.7 smooths columns one element wide with the first one's weights.
     */
    private NDArray weights(long from, long to, int mode) {
        NDArray unit = x.recording().engine().eye((int) from).reshape(1, from, 1, from);
        return unit.getNDArrayInternal()
                .interpolation(new long[] {1, to}, mode, false)
                .reshape(from, to)
                .transpose();
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
