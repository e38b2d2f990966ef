package org.xattnbmd.exporter.internal.runtime;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/**
 * How far two tensors are apart.
 *
 * @param maxAbsolute largest |a - b|; infinite where shapes or types differ or only one of the two is NaN or infinite
 * @param maxReference largest finite |b|
 * @param problem what differs besides numbers, or null
 */
public record Difference(double maxAbsolute, double maxReference, String problem) {

    /** Below this nothing is told apart: it is what rounding leaves where the whole output is about zero. */
    private static final double FLOOR = 1e-7;

    /** Largest difference relative to the largest value of the reference. */
    public double relative() {
        return maxAbsolute == 0 ? 0 : maxAbsolute / Math.max(maxReference, Double.MIN_NORMAL);
    }

    public boolean within(double tolerance) {
        return problem == null && maxAbsolute <= tolerance * maxReference + FLOOR;
    }

    /** @param actual null where there is none, as where a sequence is shorter */
    public static Difference between(Tensor actual, Tensor reference) {
        if (actual == null || actual.type() != reference.type() || !Arrays.equals(actual.dims(), reference.dims())) {
            return new Difference(Double.POSITIVE_INFINITY, 0, "expected " + reference + ", received " + actual);
        }
        if (!actual.type().isFloating() && !actual.type().isInteger()) {
            // Texts, complex numbers and what is packed.
            boolean same = actual.sameAs(reference);
            return new Difference(same ? 0 : Double.POSITIVE_INFINITY, 0, same ? null : "its elements are others");
        }
        ByteBuffer a = actual.buffer();
        ByteBuffer b = reference.buffer();
        double worst = 0;
        double largest = 0;
        String problem = null;
        for (long i = 0, n = actual.size(); i < n; i++) {
            double x = next(a, actual.type());
            double y = next(b, actual.type());
            if (Double.isFinite(y)) {
                largest = Math.max(largest, Math.abs(y));
            }
            if (Double.compare(x, y) == 0 || x == y) {
                continue;
            }
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                problem = "element " + i + " is " + x + " instead of " + y;
                worst = Double.POSITIVE_INFINITY;
            } else {
                worst = Math.max(worst, Math.abs(x - y));
            }
        }
        return new Difference(worst, largest, problem);
    }

    private static double next(ByteBuffer b, ElementType type) {
        return switch (type) {
            case FLOAT -> b.getFloat();
            case DOUBLE -> b.getDouble();
            case FLOAT16 -> org.xattnbmd.exporter.internal.graph.Half.toFloat(b.getShort());
            case INT64, UINT64 -> b.getLong();
            case INT32, UINT32 -> b.getInt();
            case INT16, UINT16 -> b.getShort();
            case BFLOAT16 -> Float.intBitsToFloat(b.getShort() << 16);
            default -> b.get();
        };
    }
}
