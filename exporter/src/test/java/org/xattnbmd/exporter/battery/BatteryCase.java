package org.xattnbmd.exporter.battery;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A block of the battery with the inputs it takes; axis 0 of each input is the batch unless it says otherwise. */
final class BatteryCase {

    /** An input; integers are drawn below {@code limit}. */
    record In(DataType type, int limit, long[] shape) {

        /** Values of its type: in [0, 1), or whole numbers below its limit. */
        NDArray random(NDManager manager, long[] lengths, Random random) {
            Shape s = new Shape(lengths);
            float[] values = new float[(int) s.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = type.isFloating() ? random.nextFloat() : random.nextInt(limit);
            }
            return manager.create(values, s).toType(type, false);
        }
    }

    final String name;
    final Supplier<Block> block;
    final List<In> inputs = new ArrayList<>();
    boolean keepsBatchAxis;

    private BatteryCase(String name, Supplier<Block> block) {
        this.name = name;
        this.block = block;
    }

    static BatteryCase of(String name, Supplier<Block> block) {
        return new BatteryCase(name, block);
    }

    /** A float input; the shape is without the batch axis. */
    BatteryCase floats(long... shape) {
        return in(DataType.FLOAT32, 0, shape);
    }

    BatteryCase ints(int limit, long... shape) {
        return in(DataType.INT64, limit, shape);
    }

    /** For a block that drops the batch axis of a single sample. */
    BatteryCase keepBatchAxis() {
        keepsBatchAxis = true;
        return this;
    }

    private BatteryCase in(DataType type, int limit, long... shape) {
        long[] withBatch = new long[shape.length + 1];
        withBatch[0] = -1;
        System.arraycopy(shape, 0, withBatch, 1, shape.length);
        inputs.add(new In(type, limit, withBatch));
        return this;
    }

    Shape[] shapes(int batch) {
        return inputs.stream()
                .map(in -> {
                    long[] s = in.shape().clone();
                    s[0] = batch;
                    return new Shape(s);
                })
                .toArray(Shape[]::new);
    }

    @Override
    public String toString() {
        return name;
    }
}
