package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Compares a converted model with the float32 outputs on the same samples. */
final class OutputErrors {

    private OutputErrors() {}

    static List<Map<String, Tensor>> run(byte[] model, List<Map<String, Tensor>> samples) {
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        ModelRunner.APART.run(model, Optimization.ALL, 0, samples, outputs::add);
        return outputs;
    }

    /** Errors over all samples together. */
    static List<OutputError> between(List<Map<String, Tensor>> actual, List<Map<String, Tensor>> expected) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int s = 0; s < expected.size(); s++) {
            Map<String, Tensor> a = actual.get(s);
            expected.get(s).forEach((name, tensor) -> {
                double[] sum = sums.computeIfAbsent(name, k -> new double[4]);
                add(sum, a.get(name), tensor);
            });
        }
        List<OutputError> errors = new ArrayList<>();
        sums.forEach((name, sum) ->
                errors.add(new OutputError(name, ratio(sum[0], sum[1]), ratio(Math.sqrt(sum[2]), Math.sqrt(sum[3])))));
        return errors;
    }

    /** Whether every number is finite where the expected one is. */
    static boolean finite(List<Map<String, Tensor>> actual, List<Map<String, Tensor>> expected) {
        return between(actual, expected).stream().allMatch(e -> Double.isFinite(e.maxRelative()));
    }

    /** sum: largest difference, largest reference, squared differences, squared references. */
    private static void add(double[] sum, Tensor actual, Tensor expected) {
        boolean numbers = expected.type().isFloating() || expected.type().isInteger();
        if (actual == null || !Arrays.equals(actual.dims(), expected.dims()) || !numbers) {
            double d = actual != null && expected.sameAs(actual) ? 0 : Double.POSITIVE_INFINITY;
            sum[0] = Math.max(sum[0], d);
            sum[2] += d;
            return;
        }
        add(sum, actual.toFloats(), expected.toFloats());
    }

    private static void add(double[] sum, float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            boolean bothSame = Float.compare(actual[i], expected[i]) == 0;
            double d = bothSame ? 0 : Math.abs((double) actual[i] - expected[i]);
            d = Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
            double reference = Float.isFinite(expected[i]) ? expected[i] : 0;
            sum[0] = Math.max(sum[0], d);
            sum[1] = Math.max(sum[1], Math.abs(reference));
            sum[2] += d * d;
            sum[3] += reference * reference;
        }
    }

    private static double ratio(double difference, double reference) {
        return difference == 0 ? 0 : difference / Math.max(reference, 1e-30);
    }
}
