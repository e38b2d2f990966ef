package org.xattnbmd.trainer.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.xattnbmd.trainer.report.IntervalFigure;

/** A comparison of runs for programs. Stateless. */
public final class RunJson {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RunJson() {}

    /** One object: the runs in order, and the names of the settings that differ. What is undefined is null. */
    public static String of(RunComparison comparison) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("simulated", comparison.simulated());
        ArrayNode runs = tree.putArray("runs");
        for (int i = 0; i < comparison.entries().size(); i++) {
            RunEntry run = comparison.entries().get(i);
            ObjectNode node = runs.addObject();
            node.put("name", run.name());
            node.put("state", run.state());
            node.put("problem", run.problem().isEmpty() ? null : run.problem());
            node.put("epochs", run.epochs().size());
            run.record().ifPresent(record -> {
                node.put("kept_epoch", record.course().bestEpoch());
                node.put("validation_mae", record.course().best().validationMae());
                node.put("subjects", record.data().subjects());
                node.put("seconds", record.provenance().seconds());
            });
            if (comparison.settings().containsKey(i)) {
                ObjectNode settings = node.putObject("settings");
                comparison.settings().get(i).forEach(settings::put);
            }
            put(node, "calibration_figures", comparison.figures().get(i));
            put(node, "minus_first", comparison.differences().get(i));
        }
        ArrayNode differing = tree.putArray("differing_settings");
        comparison.differing().forEach(differing::add);
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts and numbers can always be written.", e);
        }
    }

    private static void put(ObjectNode run, String name, List<IntervalFigure> figures) {
        if (figures != null) {
            ObjectNode node = run.putObject(name);
            for (int i = 0; i < figures.size(); i++) {
                ObjectNode figure = node.putObject(RunComparison.MEASURES.get(i).label());
                figure.put("value", finite(figures.get(i).value()));
                figure.put("lower", finite(figures.get(i).interval().lower()));
                figure.put("upper", finite(figures.get(i).interval().upper()));
            }
        }
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
