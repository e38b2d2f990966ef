package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.precision.QuantizedGraph.fusedOperators;
import static org.xattnbmd.exporter.precision.QuantizedGraph.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

/** Gemm, and MatMul on tokens: one scale per output feature. */
class Int8LinearTest {

    private static final int FEATURES = 16;
    private static final int HIDDEN = 12;
    private static final Int8Options UNTIMED = Int8Options.DEFAULT
            .withMinimumSpeedup(0)
            .onlyOperators("Gemm", "MatMul")
            .withAccuracyBudget(0.9);

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private record Case(OnnxModel model, SampleSet samples) {

        OnnxModel quantized(Int8Options options) {
            return model.quantizeInt8(samples, options);
        }

        double error(Int8Options options) {
            return quantized(options).conversion().orElseThrow().rmsRelative();
        }
    }

    /** Two layers whose features differ a thousandfold in size, which one scale for all cannot serve. */
    private static Case layers(long... rest) {
        Linear first = Linear.builder().setUnits(HIDDEN).build();
        Block block = new SequentialBlock()
                .add(first)
                .addSingleton(x -> x.div(x.abs().max(new int[] {0}, true)))
                .add(Activation::relu)
                .add(Linear.builder().setUnits(4).build());
        long[] shape = new long[rest.length + 2];
        shape[0] = 8;
        System.arraycopy(rest, 0, shape, 1, rest.length);
        shape[shape.length - 1] = FEATURES;
        SeededWeights.initialize(block, manager, 3, new Shape(shape));
        NDArray weight = first.getDirectParameters().get("weight").getArray();
        for (int row = 0; row < HIDDEN; row++) {
            weight.get(row).muli((float) Math.pow(10, -3.0 * row / HIDDEN));
        }
        long[] declared = shape.clone();
        declared[0] = -1;
        OnnxModel model =
                OnnxExporter.of(block).input("x", DataType.FLOAT32, declared).export();
        Random random = new Random(7);
        List<NDList> samples = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            float[] values = new float[(int) new Shape(shape).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            samples.add(new NDList(manager.create(values, new Shape(shape))));
        }
        return new Case(model, SampleSet.of(samples));
    }

    private static void isPerFeature(Case c, String weight, String fused, Path folder) throws Exception {
        OnnxModel quantized = c.quantized(UNTIMED);
        assertThat(initializer(quantized, weight + "/scale").getDimsList()).containsExactly((long) HIDDEN);
        assertThat(initializer(c.quantized(UNTIMED.withPerTensorWeights()), weight + "/scale")
                        .getDimsList())
                .isEmpty();
        ModelGates.referenceCheck(quantized.toBytes());
        ModelGates.roundTrip(quantized.toBytes());
        assertThat(fusedOperators(quantized, folder)).contains(fused).doesNotContain("Gemm", "MatMul");
        assertThat(c.error(UNTIMED)).isLessThan(0.5 * c.error(UNTIMED.withPerTensorWeights()));
    }

    @Test
    void gemm(@TempDir Path folder) throws Exception {
        isPerFeature(layers(), "01Linear/weight", "QGemm", folder);
    }

    @Test
    void matMulOnTokens(@TempDir Path folder) throws Exception {
        isPerFeature(layers(5), "01Linear/weight", "MatMulIntegerToFloat", folder);
    }
}
