package org.xattnbmd.exporter.internal.precision;

import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.Products;

/**
 * The constant weight of a Conv, Gemm or MatMul as a matrix: a row per output channel, in each row the numbers that its
 * inputs are multiplied by, channel by channel and within a channel in the kernel's order.
 *
 * @param tensor the weight as the graph holds it
 * @param axis its axis of output channels, 0 or 1
 * @param rows output channels
 * @param columns products per output
 */
record WeightMatrix(Tensor tensor, int axis, int rows, int columns) {

    static WeightMatrix of(Node layer) {
        Tensor w = layer.input(1).constant();
        int axis = layer.operator().trait(Products.class).channelsFirst(layer) ? 0 : 1;
        int rows = Math.toIntExact(w.dims()[axis]);
        return new WeightMatrix(w, axis, rows, rows == 0 ? 0 : Math.toIntExact(w.size() / rows));
    }

    /** Place of an element in the tensor. */
    int index(int row, int column) {
        return axis == 0 ? row * columns + column : column * rows + row;
    }

    /** The group of channels that a row belongs to. */
    int group(int row, int groups) {
        return row / Math.max(1, rows / groups);
    }

    /** A row of the elements of the tensor, or of one shaped like it. */
    float[] row(float[] elements, int row) {
        float[] out = new float[columns];
        for (int j = 0; j < columns; j++) {
            out[j] = elements[index(row, j)];
        }
        return out;
    }
}
