package org.xattnbmd.exporter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a conversion to lower precision did. Immutable.
 *
 * @param precision "float16" or "int8"
 * @param outputs each output of the converted model against the float32 model, worst over all samples
 * @param bytesBefore size of the float32 file
 * @param bytesAfter size of the converted file
 * @param converted number of nodes in lower precision
 * @param kept nodes that stayed in float32, with the reason
 * @param sensitivity for int8, the error that each layer causes when quantised alone, largest first
 * @param speedup for int8, time of the float32 model divided by that of this one, in the same run; NaN for float16
 * @param notes what else happened
 */
public record ConversionReport(
        String precision,
        List<OutputError> outputs,
        long bytesBefore,
        long bytesAfter,
        int converted,
        Map<String, String> kept,
        Map<String, Double> sensitivity,
        double speedup,
        List<String> notes) {

    public ConversionReport {
        outputs = List.copyOf(outputs);
        kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
        sensitivity = Collections.unmodifiableMap(new LinkedHashMap<>(sensitivity));
        notes = List.copyOf(notes);
    }

    /**
     * Difference of one output.
     *
     * @param name the output
     * @param maxRelative largest difference of an element, divided by the largest absolute value of the float32 output
     * @param rmsRelative root mean square difference, divided by the root mean square of the float32 output
     */
    public record OutputError(String name, double maxRelative, double rmsRelative) {}

    /** Size of the file relative to float32. */
    public double sizeRatio() {
        return (double) bytesAfter / bytesBefore;
    }

    /** Largest root mean square error of any output. */
    public double rmsRelative() {
        return outputs.stream().mapToDouble(OutputError::rmsRelative).max().orElse(0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %d nodes, %d kept in float32, %.1f %% of the size%s%n",
                precision,
                converted,
                kept.size(),
                100 * sizeRatio(),
                Double.isNaN(speedup) ? "" : String.format(Locale.ROOT, ", %.2f times as fast", speedup)));
        outputs.forEach(o -> text.append(String.format(
                Locale.ROOT, "output %s: max %.2g, rms %.2g%n", o.name(), o.maxRelative(), o.rmsRelative())));
        notes.forEach(n -> text.append("note: ").append(n).append(System.lineSeparator()));
        return text.toString();
    }
}
