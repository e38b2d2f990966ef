package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.xattnbmd.exporter.Failing;
import org.xattnbmd.exporter.ModelReduction;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cuts a failing model down to what fails. */
@Command(
        name = "reduce",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts a failing model down to the fewest nodes that fail in the same way, and writes them with inputs and"
                    + " outputs in the layout of ONNX's backend suite (model.onnx, test_data_set_0).",
            "Each part is tried in a JVM of its own; says on standard error how far it is."
        })
final class ReduceCommand extends ToolCommand {

    private static final int MOST_TRIES = 1000;

    @Parameters(index = "0", paramLabel = "MODEL", description = "ONNX file")
    private Path model;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "new or empty folder to write")
    private Path out;

    @Option(
            names = "--fails",
            required = true,
            description = "how it fails: ${COMPLETION-CANDIDATES}: run (ONNX Runtime refuses it, crashes, never comes"
                    + " back), runtime_optimization (ONNX Runtime's optimised graph says something else), optimize or"
                    + " float16 (what those commands make of it does)")
    private Failing failing;

    @Option(
            names = "--samples",
            description = "folder of samples (.npz, .npy, .bin, or a folder each) of which one fails; random inputs"
                    + " unless given")
    private Path samples;

    @Option(
            names = "--tolerance",
            description =
                    "largest difference relative to the largest value that is no failure (1e-4; 1e-2 for float16)")
    private Double tolerance;

    @Option(
            names = "--tries",
            defaultValue = "" + MOST_TRIES,
            description = "parts to try at most (${DEFAULT-VALUE}); then the smallest failing one so far is written")
    private int tries;

    @Override
    public Integer call() {
        if (tries < 1) {
            throw wrongUsage("--tries: expected at least 1, received " + tries);
        }
        if (tolerance != null && !(tolerance >= 0)) {
            throw wrongUsage("--tolerance: expected a number of 0 or more, received " + tolerance);
        }
        OnnxModel whole = OnnxModel.read(model);
        ModelReduction reduction = ModelReduction.of(
                whole,
                failing,
                samples == null ? null : SampleSet.read(samples),
                tolerance == null ? failing.usualTolerance() : tolerance,
                tries,
                (tried, nodes) -> say(format("try %d, smallest failing part: %d nodes", tried, nodes)));
        reduction.save(out);
        ObjectNode facts = object();
        facts.put("nodesBefore", whole.report().nodes());
        facts.put("nodesAfter", reduction.model().report().nodes());
        facts.put("symptom", reduction.symptom());
        facts.put("tries", reduction.tries());
        facts.put("complete", reduction.complete());
        print(
                facts,
                List.of(
                        format(
                                "%d nodes before, %d after %d tries%s",
                                whole.report().nodes(),
                                reduction.model().report().nodes(),
                                reduction.tries(),
                                reduction.complete() ? "" : ", which were not enough to find the fewest"),
                        "fails: " + reduction.symptom()));
        return 0;
    }
}
