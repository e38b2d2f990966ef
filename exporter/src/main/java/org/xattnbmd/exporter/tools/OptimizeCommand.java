package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.ExportReport.PassResult;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Applies the passes of an export to a file. */
@Command(
        name = "optimize",
        mixinStandardHelpOptions = true,
        description = {
            "Folds, fuses and removes what can be, and proves that the outputs stay.",
            "A model that does not run on random inputs is left alone, with the reason; give --samples then.",
            "Models run in a JVM of their own: loading, and each sample, may take 60 seconds"
                    + " (java -Dorg.xattnbmd.exporter.seconds=N)."
        })
final class OptimizeCommand extends WritingCommand {

    @Option(
            names = "--samples",
            description = "folder of samples (.npz, .npy, .bin, or a folder each) to compare on; random inputs unless"
                    + " given")
    private Path samples;

    @Option(
            names = "--fix",
            split = ",",
            paramLabel = "NAME=SIZE",
            description =
                    "one length for an axis that varies, by the name that inspect shows (batch=1,sequence=128), or"
                            + " INPUT:AXIS where it has none; what that makes constant is folded")
    private Map<String, Long> fix = new LinkedHashMap<>();

    @Override
    public Integer call() {
        OnnxModel before = read();
        SampleSet inputs = samples == null ? null : SampleSet.read(samples);
        OnnxModel after = fix.isEmpty() ? before.optimized(inputs) : before.withFixedAxes(fix, inputs);
        save(after);
        ObjectNode facts = object();
        List<String> lines = new ArrayList<>();
        if (!fix.isEmpty()) {
            ObjectNode fixed = facts.putObject("fixed");
            fix.forEach(fixed::put);
            lines.add("fixed " + fix);
        }
        facts.put("nodesBefore", before.report().nodes());
        facts.put("nodesAfter", after.report().nodes());
        lines.add(format(
                "%d nodes before, %d after",
                before.report().nodes(), after.report().nodes()));
        ArrayNode passes = facts.putArray("passes");
        for (PassResult p : after.report().passes()) {
            ObjectNode pass = passes.addObject().put("name", p.name()).put("fired", p.fired());
            ObjectNode left = pass.putObject("left");
            p.skipped().forEach(left::put);
            lines.add(format("%s: %d%s", p.name(), p.fired(), p.skipped().isEmpty() ? "" : ", left " + p.skipped()));
        }
        print(facts, lines);
        return 0;
    }
}
