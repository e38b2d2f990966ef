package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.PrecisionChoice;
import org.xattnbmd.exporter.PrecisionChoice.Cost;
import org.xattnbmd.exporter.PrecisionChoice.Request;
import org.xattnbmd.exporter.PrecisionChoice.Trial;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the cheapest precision that a file can have within a bound of its error. */
@Command(
        name = "choose",
        mixinStandardHelpOptions = true,
        description = {
            "Tries float16, int8 and weights of 4 bits, and writes the cheapest whose error stays within a bound.",
            "All forms compute the same on every processor. Writes the model as it is where none is cheaper than float32."
        })
final class ChooseCommand extends WritingCommand {

    @Option(
            names = "--calibration",
            required = true,
            description = "folder of samples (.npz, .npy, .bin, or a folder each) that look like the model's inputs")
    private Path calibration;

    @Option(
            names = "--evaluation",
            description = "folder of samples to measure the error on; those of --calibration unless given")
    private Path evaluation;

    @Option(names = "--bound", required = true, description = "largest relative rms error of an output")
    private double bound;

    @Option(
            names = "--cost",
            description = "what is to be least: SIZE of the file, or TIME of a run on this machine (${DEFAULT-VALUE})",
            defaultValue = "SIZE")
    private Cost cost;

    @Option(names = "--threads", description = "threads for measuring time (${DEFAULT-VALUE})", defaultValue = "2")
    private int threads;

    @Override
    public Integer call() {
        Request asked = valid(() -> new Request(bound, cost, threads, null));
        Request request = evaluation == null ? asked : asked.withEvaluation(SampleSet.read(evaluation));
        PrecisionChoice choice = read().cheapestWithin(request, SampleSet.read(calibration));
        save(choice.model());
        ObjectNode facts = object();
        facts.put("chosen", choice.chosen());
        ArrayNode trials = facts.putArray("trials");
        List<String> lines = new ArrayList<>();
        for (Trial t : choice.trials()) {
            ObjectNode trial = trials.addObject().put("name", t.name());
            if (t.refused() != null) {
                trial.put("refused", t.refused());
                lines.add(t.name() + ": " + t.refused());
                continue;
            }
            trial.put("rmsRelative", t.rmsRelative()).put("sizeRatio", t.sizeRatio());
            String speed = "";
            if (!Double.isNaN(t.speedup())) {
                trial.put("speedup", t.speedup());
                speed = format(", %.2f times as fast", t.speedup());
            }
            lines.add(format(
                    "%s: rms %.2g, %.1f %% of the size%s", t.name(), t.rmsRelative(), 100 * t.sizeRatio(), speed));
        }
        lines.add("chosen: " + choice.chosen());
        print(facts, lines);
        return 0;
    }
}
