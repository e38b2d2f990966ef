package org.xattnbmd.trainer.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** {@code cohort.json}: says that the cohort is SIMULATED, from what, what its columns mean, and what its bytes hash to. */
final class CohortDescription {

    private final SimulationConfig config;
    private final String sha256;

    CohortDescription(SimulationConfig config, String sha256) {
        this.config = config;
        this.sha256 = sha256;
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("data", "SIMULATED");
        root.put(
                "notice",
                "Every radiograph, clinical value and BMD here is SIMULATED. No figure on it is clinical accuracy.");
        root.put("generator", "XAttn-BMD cohort simulator");
        root.put("generator_version", CohortSimulator.GENERATOR_VERSION);
        root.put("subjects", config.subjects());
        if (config.poses() > 1) {
            root.put("poses", config.poses());
        }
        root.put("seed", config.seed());
        root.put("image_size_pixels", config.imageSize());
        // With free fields the manifest has each: one for all would be wrong.
        boolean free = config.variety().domains().contains(Domain.FREE);
        if (!free) {
            root.put("field_cm", config.fieldCm());
        }
        if (config.pelvisShare() > 0) {
            root.put("pelvis_share", config.pelvisShare());
            if (!free) {
                root.put("pelvis_field_cm", View.PELVIS_FIELD_CM);
            }
        }
        if (config.variety().named()) {
            ArrayNode domains = root.putArray("domains");
            Domain.labels(config.variety().domains()).forEach(domains::add);
        }
        if (config.variety().implantShare() > 0) {
            root.put("implant_share", config.variety().implantShare());
        }
        root.put("site", config.site().name().toLowerCase(Locale.ROOT));
        root.put("densitometer_scale", "Lunar");
        root.put("polarity", "MONOCHROME2");
        root.put("sha256", sha256);
        root.put("sha256_of", "manifest.csv, then the SHA-256 of each image in the manifest's order");
        ObjectNode columns = root.putObject("columns");
        for (SimulatedColumn column : SimulatedColumn.of(config)) {
            ObjectNode about = columns.putObject(column.name());
            if (!column.unit().isEmpty()) {
                about.put("unit", column.unit());
            }
            about.put("description", column.description());
        }
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try {
            return mapper.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of strings and numbers can always be written.", e);
        }
    }
}
