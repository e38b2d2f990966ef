package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.CalibrationMethod;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

/** With one far outlier among many values, the methods that cut it off resolve the rest better. */
class CalibrationTest {

    @Test
    void methodsThatCutOutliersOffServeTheOthers() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear =
                    SeededWeights.initialize(Linear.builder().setUnits(4).build(), manager, 1, new Shape(1, 2000));
            OnnxModel model = OnnxExporter.of(linear)
                    .input("x", DataType.FLOAT32, -1, 2000)
                    .export();
            float[] calm = new float[2000];
            for (int i = 0; i < calm.length; i++) {
                calm[i] = (float) Math.abs(Math.sin(i * 0.7));
            }
            float[] wild = calm.clone();
            wild[77] = 300;
            SampleSet calibration = SampleSet.of(List.of(new NDList(manager.create(wild, new Shape(1, 2000)))));
            SampleSet evaluation = SampleSet.of(List.of(new NDList(manager.create(calm, new Shape(1, 2000)))));
            Int8Options options = Int8Options.DEFAULT
                    .withMinimumSpeedup(0)
                    .withAccuracyBudget(10)
                    .withEvaluation(evaluation);
            OnnxModel quantized = model.quantizeInt8(calibration, options);
            assertThat(quantized.conversion().orElseThrow().sizeRatio()).isLessThan(0.32);
            double minMax = error(model, calibration, options.withMethod(CalibrationMethod.MIN_MAX));
            assertThat(error(model, calibration, options.withPercentile(99.9))).isLessThan(minMax / 5);
            assertThat(error(model, calibration, options.withMethod(CalibrationMethod.ENTROPY)))
                    .isLessThan(minMax / 2);
        }
    }

    private static double error(OnnxModel model, SampleSet calibration, Int8Options options) {
        return model.quantizeInt8(calibration, options)
                .conversion()
                .orElseThrow()
                .rmsRelative();
    }
}
