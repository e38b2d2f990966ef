package org.xattnbmd.exporter;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.precision.Conversion;
import org.xattnbmd.exporter.internal.precision.Int4;
import org.xattnbmd.exporter.internal.precision.Int8;
import org.xattnbmd.exporter.internal.precision.Speed;

/** Quantises graphs that come from no file, as {@link OnnxModel} does. */
public final class Int8Runs {

    /** The quantised graph, and the report as users see it. */
    public record Quantized(Graph graph, ConversionReport report) {}

    private Int8Runs() {}

    public static Quantized quantize(Graph graph, Int8Options options, List<Map<String, Tensor>> samples) {
        return quantize(graph, options, samples, Speed::compare);
    }

    /** With other samples to calibrate on than to measure on. */
    public static Quantized quantize(
            Graph graph,
            Int8Options options,
            List<Map<String, Tensor>> calibration,
            List<Map<String, Tensor>> evaluation) {
        Conversion c =
                ExportException.translating(() -> Int8.quantize(graph, options.settings(), calibration, evaluation));
        return new Quantized(c.graph(), ConversionReport.of("int8", c));
    }

    /** With a clock of the test's. */
    public static Quantized quantize(
            Graph graph, Int8Options options, List<Map<String, Tensor>> samples, Speed.Measurement clock) {
        Conversion c =
                ExportException.translating(() -> Int8.quantize(graph, options.settings(), samples, samples, clock));
        return new Quantized(c.graph(), ConversionReport.of("int8", c));
    }

    /** As {@link OnnxModel#quantizeWeights(Int4Options)} does. */
    public static Quantized quantizeWeights(Graph graph, Int4Options options, List<Map<String, Tensor>> samples) {
        Conversion c = ExportException.translating(() -> Int4.quantize(graph, options.settings(), samples));
        return new Quantized(c.graph(), ConversionReport.of("int4", c));
    }
}
