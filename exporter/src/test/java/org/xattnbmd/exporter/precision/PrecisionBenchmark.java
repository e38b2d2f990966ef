package org.xattnbmd.exporter.precision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.xattnbmd.exporter.CalibrationMethod;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

/**
 * Size, error and speed of ResNet-34 at 224², batch 1, 2 threads, in float16 and int8. Not a test: figures of a busy
 * machine mean nothing. The README says how to run it.
 */
public final class PrecisionBenchmark {

    private PrecisionBenchmark() {}

    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = SeededWeights.initialize(ResNets.resnet34(), manager, 5, new Shape(1, 3, 224, 224));
            OnnxModel model = OnnxExporter.of(block)
                    .name("resnet34")
                    .input("image", DataType.FLOAT32, -1, 3, 224, 224)
                    .verificationBatches(1, 4)
                    .export();
            System.out.println(model.report());
            SampleSet samples = SampleSet.of(pictures(manager, 8, 224));
            System.out.println(model.toFloat16().conversion().orElseThrow());
            for (CalibrationMethod method : CalibrationMethod.values()) {
                Int8Options options = Int8Options.DEFAULT.withMethod(method).withAccuracyBudget(0.5);
                System.out.println(method);
                System.out.println(
                        model.quantizeInt8(samples, options).conversion().orElseThrow());
            }
        }
    }

    /** Smooth pictures with edges, since white noise is no picture. */
    static List<NDList> pictures(NDManager manager, int count, int side) {
        Random random = new Random(9);
        List<NDList> all = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] v = new float[3 * side * side];
            double fx = 1 + 5 * random.nextDouble();
            double fy = 1 + 5 * random.nextDouble();
            int edge = random.nextInt(side);
            for (int i = 0; i < v.length; i++) {
                int x = i % side;
                int y = i / side % side;
                double wave = Math.sin(fx * x / side + i / (side * side)) * Math.cos(fy * y / side);
                v[i] = (float) (0.4 + 0.3 * wave + (x > edge ? 0.3 : 0) + 0.02 * random.nextGaussian());
            }
            NDArray picture = manager.create(v, new Shape(1, 3, side, side));
            all.add(new NDList(picture));
        }
        return all;
    }
}
