package org.xattnbmd.sdk.internal.model.graph;

import java.util.Arrays;

/**
 * What is known of a tensor before the graph runs. Immutable by agreement: nobody changes the arrays.
 *
 * @param shape its axes' lengths, none negative
 * @param values its elements in order where they follow from the file and the inputs' shapes and are few, else null
 * @param whole whether the values are whole numbers, whose quotients are whole too
 */
public record Tensor(long[] shape, double[] values, boolean whole) {

    /** Of longer tensors no values are kept: shapes, axes and scales are short. */
    public static final int MOST_VALUES = 64;

    /** A tensor whose values are not known. */
    static Tensor of(long... shape) {
        return new Tensor(shape, null, false);
    }

    /** A vector of axes' lengths. */
    static Tensor vector(long... values) {
        return new Tensor(
                new long[] {values.length},
                values.length > MOST_VALUES
                        ? null
                        : Arrays.stream(values).asDoubleStream().toArray(),
                true);
    }

    /** The same elements in another shape. */
    Tensor withShape(long... newShape) {
        return new Tensor(newShape, values, whole);
    }

    int rank() {
        return shape.length;
    }

    long elements() {
        return Sizes.product(shape);
    }
}
