package org.xattnbmd.exporter.internal.precision;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** What a model gives on samples, against which its conversions are measured. All run in a JVM of their own. */
final class Baseline {

    private final byte[] model;
    private final List<Map<String, Tensor>> samples;
    private final List<Map<String, Tensor>> expected;

    Baseline(Graph original, List<Map<String, Tensor>> samples) {
        this.model = ModelWriter.write(original, Map.of());
        this.samples = samples;
        this.expected = OutputErrors.run(model, samples);
    }

    /** The file. */
    byte[] model() {
        return model;
    }

    Map<String, Tensor> firstSample() {
        return samples.get(0);
    }

    /** What a conversion gives on all samples, output by output. */
    List<OutputError> errors(Graph converted) {
        return errors(converted, samples.size());
    }

    private List<OutputError> errors(Graph converted, int count) {
        int n = Math.min(count, samples.size());
        List<Map<String, Tensor>> actual =
                OutputErrors.run(ModelWriter.write(converted, Map.of()), samples.subList(0, n));
        return OutputErrors.between(actual, expected.subList(0, n));
    }

    /** Relative root mean square error of the worst output over all samples. */
    double error(Graph converted) {
        return worst(errors(converted));
    }

    /** The same over the first samples. */
    double error(Graph converted, int count) {
        return worst(errors(converted, count));
    }

    static double worst(List<OutputError> errors) {
        return errors.stream().mapToDouble(OutputError::rmsRelative).max().orElse(0);
    }
}
