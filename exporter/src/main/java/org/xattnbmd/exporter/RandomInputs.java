package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Random;

/** Seeded inputs: floats uniform in [0, 1), integers and booleans 0 or 1. */
final class RandomInputs implements VerificationInputs.OfSizes {

    private final ExportRequest request;

    RandomInputs(ExportRequest request) {
        this.request = request;
    }

    @Override
    public NDList create(NDManager manager, Map<String, Long> sizes, long seed) {
        Random random = new Random(seed);
        NDList list = new NDList();
        for (InputSpec spec : request.inputs()) {
            Shape shape = spec.at(sizes);
            int n = Math.toIntExact(shape.size());
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = spec.type().isFloating() ? random.nextFloat() : random.nextInt(2);
            }
            NDArray floats = manager.create(values, shape);
            list.add(floats.toType(spec.type(), false));
        }
        return list;
    }
}
