package org.xattnbmd.exporter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.exporter.internal.precision.Conversion;

/**
 * What a conversion to lower precision did. Immutable.
 *
 * @param precision "float16", "int8", or "int4" for weights of 4 bits
 * @param outputs each output of the converted model against the float32 model, worst over all samples
 * @param size of both files
 * @param nodes which were converted
 * @param speedup for int8, time of the float32 model divided by that of this one, in the same run; NaN where it was not measured
 * @param integerSums whether sums of 8-bit products fit into 16 bits, from the finished graph alone
 * @param notes what else happened
 */
public record ConversionReport(
        String precision,
        List<OutputError> outputs,
        Size size,
        Nodes nodes,
        double speedup,
        IntegerSums integerSums,
        List<String> notes) {

    public ConversionReport {
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }

    static ConversionReport of(String precision, Conversion c) {
        return new ConversionReport(
                precision,
                c.outputs().stream()
                        .map(o -> new OutputError(o.name(), o.maxRelative(), o.rmsRelative()))
                        .toList(),
                new Size(c.size().before(), c.size().after()),
                new Nodes(c.nodes().converted(), c.nodes().kept(), c.nodes().sensitivity()),
                c.speedup(),
                new IntegerSums(c.sums().layers(), c.sums().largest(), c.sums().saturating()),
                c.notes());
    }

    /**
     * Sizes of the files.
     *
     * @param before bytes of the float32 file
     * @param after bytes of the converted file
     */
    public record Size(long before, long after) {}

    /**
     * What became of the nodes.
     *
     * @param converted number of nodes in lower precision
     * @param kept nodes that stayed in float32, with the reason
     * @param sensitivity for int8 and int4, the error that each layer causes when quantised alone, largest first
     */
    public record Nodes(int converted, Map<String, String> kept, Map<String, Double> sensitivity) {
        public Nodes {
            kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
            sensitivity = Collections.unmodifiableMap(new LinkedHashMap<>(sensitivity));
        }
    }

    /**
     * Difference of one output.
     *
     * @param name the output
     * @param maxRelative largest difference of an element, divided by the largest absolute value of the float32 output
     * @param rmsRelative root mean square difference, divided by the root mean square of the float32 output
     */
    public record OutputError(String name, double maxRelative, double rmsRelative) {}

    /**
     * What x86-64 processors without VNNI make of a model's 8-bit products, which they add in pairs in 16 bits.
     *
     * @param layers layers that multiply 8-bit numbers
     * @param largestPair upper bound of a sum of two products, its sign left out; over 32,767 it saturates. Layers with uint8
     *     weights, whose products are added in 32 bits, are left out; 0 where there are no others
     * @param saturating names of the layers whose bound is over 32,767
     */
    public record IntegerSums(int layers, long largestPair, List<String> saturating) {

        public IntegerSums {
            saturating = List.copyOf(saturating);
        }

        /** Whether the model computes the same with and without VNNI. */
        public boolean exact() {
            return saturating.isEmpty();
        }

        @Override
        public String toString() {
            return exact()
                    ? String.format(
                            Locale.ROOT,
                            "8-bit products of %d layers add up exactly on every processor (largest pair %,d, limit 32,767)",
                            layers,
                            largestPair)
                    : String.format(
                            Locale.ROOT,
                            "8-bit products of %d of %d layers can saturate on x86-64 without VNNI (largest pair %,d, limit"
                                    + " 32,767), first %s; the model then computes something else there, unless the session"
                                    + " sets session.x64quantprecision",
                            saturating.size(),
                            layers,
                            largestPair,
                            saturating.get(0));
        }
    }

    /** Size of the float32 file. */
    public long bytesBefore() {
        return size.before();
    }

    /** Size of the converted file. */
    public long bytesAfter() {
        return size.after();
    }

    /** Number of nodes in lower precision. */
    public int converted() {
        return nodes.converted();
    }

    /** Nodes that stayed in float32, with the reason. */
    public Map<String, String> kept() {
        return nodes.kept();
    }

    /** For int8 and int4, the error that each layer causes when quantised alone, largest first. */
    public Map<String, Double> sensitivity() {
        return nodes.sensitivity();
    }

    /** Size of the file relative to float32. */
    public double sizeRatio() {
        return (double) size.after() / size.before();
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
                converted(),
                kept().size(),
                100 * sizeRatio(),
                Double.isNaN(speedup) ? "" : String.format(Locale.ROOT, ", %.2f times as fast", speedup)));
        outputs.forEach(o -> text.append(String.format(
                Locale.ROOT, "output %s: max %.2g, rms %.2g%n", o.name(), o.maxRelative(), o.rmsRelative())));
        if (integerSums.layers() > 0) {
            text.append(integerSums).append(System.lineSeparator());
        }
        notes.forEach(n -> text.append("note: ").append(n).append(System.lineSeparator()));
        return text.toString();
    }
}
