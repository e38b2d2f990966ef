package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.precision.Speed;

/** Speed as a condition of int8, with times that no machine has any say in. */
class Int8SpeedTest {

    private static Int8Runs.Quantized quantize(double float32Millis, double int8Millis, double minimum) {
        Value x = new Value("x", ElementType.FLOAT, Value.fixed(1, 2));
        Value y = new Value("y", ElementType.FLOAT, Value.fixed(1, 2));
        Value w = Value.constant("w", Tensor.floats(new long[] {2, 2}, 1, 0.5f, -0.25f, 1));
        Node gemm = new Node("gemm", Operators.GEMM, List.of(x, w), List.of(y), Map.of());
        Graph graph = new Graph("one", 17, List.of(x), List.of(y), List.of(gemm));
        List<Map<String, Tensor>> samples = List.of(Map.of("x", Tensor.floats(new long[] {1, 2}, 1, -1)));
        return Int8Runs.quantize(
                graph,
                Int8Options.DEFAULT.withMinimumSpeedup(minimum).withThreads(3),
                samples,
                (first, second, sample, threads) -> {
                    assertThat(threads).isEqualTo(3);
                    assertThat(first).isNotEqualTo(second);
                    return new Speed.Medians(float32Millis, int8Millis);
                });
    }

    @Test
    void theReportGivesBothTimesAndTheirRatio() {
        var report = quantize(6, 2, 2.9).report();
        assertThat(report.speedup()).isCloseTo(3, within(1e-12));
        assertThat(report.notes()).contains("median of one run with 3 threads: 6.00 ms in float32, 2.00 ms in int8");
        assertThat(report.rmsRelative()).isPositive().isLessThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1", "2, 3, 0.5", "2, 1.1, 2"})
    void whatIsNotFasterOrNotFastEnoughIsRefused(double float32Millis, double int8Millis, double minimum) {
        assertThatThrownBy(() -> quantize(float32Millis, int8Millis, minimum))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.QUANTIZATION_REFUSED))
                .hasMessageContaining("times the speed of float32");
    }

    @Test
    void nothingIsMeasuredWhereSpeedIsNoCondition() {
        assertThat(quantize(1, 9, 0).report().speedup()).isNaN();
    }
}
