package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ConversionReport.IntegerSums;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** The default computes the same with products added in 16 and in 32 bits; the full ranges do not. */
class Int8ExactTest {

    private static final int SIDE = 32;
    private static final Int8Options UNTIMED =
            Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(0.5);

    private static NDManager manager;
    private static OnnxModel model;
    private static OnnxModel exact;
    private static OnnxModel fullRange;
    private static List<NDList> pictures;

    @BeforeAll
    static void quantize() {
        manager = NDManager.newBaseManager();
        Block block = SeededWeights.initialize(ResNets.small(), manager, 5, new Shape(1, 3, SIDE, SIDE));
        model = OnnxExporter.of(block)
                .input("image", DataType.FLOAT32, -1, 3, SIDE, SIDE)
                .export();
        pictures = PrecisionBenchmark.pictures(manager, 6, SIDE);
        exact = quantized(UNTIMED);
        fullRange = quantized(UNTIMED.withScheme(Int8Scheme.FULL_RANGE));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static OnnxModel quantized(Int8Options options) {
        return model.quantizeInt8(SampleSet.of(pictures), options);
    }

    private static IntegerSums sums(OnnxModel quantized) {
        return quantized.conversion().orElseThrow().integerSums();
    }

    private static Map<String, Tensor> feed(NDList picture) {
        return Map.of(
                "image",
                Tensor.floats(new long[] {1, 3, SIDE, SIDE}, picture.get(0).toFloatArray()));
    }

    /** The largest input, on every pixel: activations then leave their calibrated ranges. */
    private static Map<String, Tensor> glare() {
        float[] values = new float[3 * SIDE * SIDE];
        Arrays.fill(values, 20);
        return Map.of("image", Tensor.floats(new long[] {1, 3, SIDE, SIDE}, values));
    }

    private static float[] only(Map<String, float[]> outputs) {
        return outputs.values().iterator().next();
    }

    private static double rms(float[] a, float[] b) {
        double difference = 0;
        double energy = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            energy += b[i] * b[i];
        }
        return Math.sqrt(difference / energy);
    }

    @Test
    void theDefaultComputesTheSameWhereverPairsSaturateAtSixteenBits() {
        assertThat(sums(exact).exact()).isTrue();
        assertThat(sums(exact).largestPair()).isBetween(1L, 32_767L);
        assertThat(sums(exact).layers()).isEqualTo(7);
        List<Map<String, Tensor>> feeds = new ArrayList<>(List.of(glare()));
        pictures.forEach(picture -> feeds.add(feed(picture)));
        for (Map<String, Tensor> feed : feeds) {
            assertThat(only(QuantizedReference.saturating(exact.toBytes(), feed)))
                    .isEqualTo(only(QuantizedReference.exact(exact.toBytes(), feed)));
        }
    }

    @Test
    void fullRangesComputeSomethingElseWherePairsSaturate() {
        assertThat(sums(fullRange).exact()).isFalse();
        assertThat(sums(fullRange).largestPair()).isGreaterThan(32_767L);
        assertThat(sums(fullRange).saturating()).contains("01Conv2d/Conv");
        double largest = 0;
        for (NDList picture : pictures) {
            float[] right = only(QuantizedReference.exact(fullRange.toBytes(), feed(picture)));
            largest = Math.max(
                    largest, rms(only(QuantizedReference.saturating(fullRange.toBytes(), feed(picture))), right));
        }
        assertThat(largest).isGreaterThan(0.01);
    }

    @Test
    void sessionsComputeWhatTheReferenceDoes() {
        for (OnnxModel quantized : List.of(exact, fullRange)) {
            try (OnnxSession session = OnnxSession.open(quantized.toBytes())) {
                for (NDList picture : pictures) {
                    float[] computed = session.run(feed(picture))
                            .values()
                            .iterator()
                            .next()
                            .toFloats();
                    assertThat(rms(computed, only(QuantizedReference.exact(quantized.toBytes(), feed(picture)))))
                            .isLessThan(0.005);
                }
            }
        }
    }

    @Test
    void theDefaultIsAtMostATenthLessAccurateThanFullRanges() {
        assertThat(exact.conversion().orElseThrow().rmsRelative())
                .isLessThanOrEqualTo(1.1 * fullRange.conversion().orElseThrow().rmsRelative());
    }
}
