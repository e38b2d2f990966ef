package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.ModelComparison;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what two files compute. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Runs two models on the same inputs: differences of each output and of each value that has the same name in"
                    + " both, and the first that differs.",
            "Exit code 1 if an output differs by more than the tolerance."
        })
final class CompareCommand extends ToolCommand {

    @Parameters(index = "0", paramLabel = "A", description = "ONNX file")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "ONNX file to compare it with")
    private Path second;

    @Option(
            names = "--samples",
            description = "folder of samples (.npz, .npy, .bin, or a folder each); random inputs unless given")
    private Path samples;

    @Option(
            names = "--tolerance",
            defaultValue = "1e-4",
            description = "largest difference relative to the largest value (${DEFAULT-VALUE})")
    private double tolerance;

    @Override
    public Integer call() {
        if (!(tolerance >= 0)) {
            throw wrongUsage("--tolerance: expected a number of 0 or more, received " + tolerance);
        }
        ModelComparison comparison = ModelComparison.of(
                OnnxModel.read(first),
                OnnxModel.read(second),
                samples == null ? null : SampleSet.read(samples),
                tolerance);
        ObjectNode facts = object();
        List<String> lines = new ArrayList<>();
        facts.put("agree", comparison.agree());
        add("outputs", comparison.outputs(), facts, lines);
        add("nodes", comparison.intermediates(), facts, lines);
        facts.put("firstDivergence", comparison.firstDivergence().orElse(null));
        lines.add(comparison.agree() ? "the outputs agree" : "the outputs differ");
        comparison.firstDivergence().ifPresent(d -> lines.add("first divergence at " + d));
        print(facts, lines);
        return comparison.agree() ? 0 : 1;
    }

    private static void add(
            String label, List<ModelComparison.ValueDifference> differences, ObjectNode facts, List<String> lines) {
        ArrayNode array = facts.putArray(label);
        for (ModelComparison.ValueDifference d : differences) {
            array.addObject()
                    .put("name", d.name())
                    .put("maxAbsolute", d.maxAbsolute())
                    .put("maxRelative", d.maxRelative());
            lines.add(format("%-8s %-9.2g %s", label.substring(0, label.length() - 1), d.maxRelative(), d.name()));
        }
    }
}
