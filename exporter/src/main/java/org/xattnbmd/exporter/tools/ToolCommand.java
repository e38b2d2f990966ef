package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.ConversionReport.IntegerSums;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.precision.IntegerProductSums;
import org.xattnbmd.exporter.internal.precision.PairSums;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: text or JSON, and the same facts in both. */
abstract class ToolCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    final ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    final ArrayNode array(Collection<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** Prints the facts as JSON, or the lines. */
    final void print(ObjectNode facts, List<String> lines) {
        if (!json) {
            lines.forEach(spec.commandLine().getOut()::println);
            return;
        }
        try {
            spec.commandLine().getOut().println(JSON.writeValueAsString(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says how far a long work is, on standard error. */
    final void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    /** What ends the command with its usage and exit code 2. */
    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Options made from the command line, whose own checks become wrong usage. */
    final <T> T valid(Supplier<T> options) {
        try {
            return options.get();
        } catch (ExportException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    static String format(String pattern, Object... args) {
        return String.format(Locale.ROOT, pattern, args);
    }

    /** The facts of a conversion. */
    final ObjectNode facts(ConversionReport report) {
        ObjectNode facts = object();
        facts.put("precision", report.precision());
        facts.put("bytesBefore", report.bytesBefore());
        facts.put("bytesAfter", report.bytesAfter());
        facts.put("sizeRatio", report.sizeRatio());
        facts.put("nodesConverted", report.converted());
        if (!Double.isNaN(report.speedup())) {
            facts.put("speedup", report.speedup());
        }
        ArrayNode outputs = facts.putArray("outputs");
        report.outputs()
                .forEach(o -> outputs.addObject()
                        .put("name", o.name())
                        .put("maxRelative", o.maxRelative())
                        .put("rmsRelative", o.rmsRelative()));
        ObjectNode kept = facts.putObject("keptInFloat32");
        report.kept().forEach(kept::put);
        ObjectNode sensitivity = facts.putObject("sensitivity");
        for (Map.Entry<String, Double> e : report.sensitivity().entrySet()) {
            sensitivity.put(e.getKey(), e.getValue());
        }
        facts.set("integerSums", facts(report.integerSums()));
        facts.set("notes", array(report.notes()));
        return facts;
    }

    static IntegerSums integerSums(Graph graph) {
        PairSums sums = IntegerProductSums.of(graph);
        return new IntegerSums(sums.layers(), sums.largest(), sums.saturating());
    }

    /** What processors without VNNI make of 8-bit products. */
    final ObjectNode facts(IntegerSums sums) {
        ObjectNode facts = object();
        facts.put("layers", sums.layers());
        facts.put("exactWithoutVnni", sums.exact());
        facts.put("largestPair", sums.largestPair());
        facts.set("saturating", array(sums.saturating()));
        return facts;
    }
}
