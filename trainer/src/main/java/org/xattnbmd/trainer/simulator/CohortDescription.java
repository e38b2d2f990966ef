package org.xattnbmd.trainer.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** {@code cohort.json}: says that the cohort is SIMULATED, from what, what its columns mean, and what its bytes hash to. */
final class CohortDescription {

    private static final Map<String, String[]> COLUMNS = Map.ofEntries(
            column("subject_id", "", "simulated subject, a number only"),
            column(
                    "image",
                    "",
                    "16-bit greyscale PNG (significant bits in sBIT) or DICOM, relative to the manifest, bone bright"),
            column("split", "", "train, calibration or test; by subject, stratified by sex and BMD"),
            column("side", "", "left or right hip"),
            column(Manifest.VIEW, "", "hip, or pelvis with both hips"),
            column("age", "years", "at the radiograph"),
            column("age_at_scan", "years", "at the densitometer scan"),
            column("sex", "", "female or male"),
            column("height_cm", "cm", "standing height"),
            column("weight_kg", "kg", "body weight"),
            column("bmi", "kg/m2", "weight over height squared"),
            column("alcohol_units_per_week", "UK units/week", "usual intake"),
            column("activity_score", "0-100", "Dallosso activity score"),
            column("diet_score", "SD", "prudent-diet principal-component score"),
            column("smoking", "", "never, former or current"),
            column(
                    "femoral_neck_bmd_g_cm2",
                    "g/cm2",
                    "areal BMD of the femoral neck, Lunar scale, simulated densitometer"),
            column("neck_x", "fraction of width", "centre of the true femoral-neck box, from the left"),
            column("neck_y", "fraction of height", "centre of the true femoral-neck box, from the top"),
            column("neck_half_width", "fraction of width", "half width of that box"),
            column("neck_half_height", "fraction of height", "half height of that box"));

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
        root.put("field_cm", config.fieldCm());
        if (config.pelvisShare() > 0) {
            root.put("pelvis_share", config.pelvisShare());
            root.put("pelvis_field_cm", View.PELVIS_FIELD_CM);
        }
        root.put("site", config.site().name().toLowerCase(Locale.ROOT));
        root.put("densitometer_scale", "Lunar");
        root.put("polarity", "MONOCHROME2");
        root.put("sha256", sha256);
        root.put("sha256_of", "manifest.csv, then the SHA-256 of each image in the manifest's order");
        ObjectNode columns = root.putObject("columns");
        for (String name : Manifest.columns(config)) {
            String[] text = COLUMNS.get(name);
            ObjectNode column = columns.putObject(name);
            if (!text[0].isEmpty()) {
                column.put("unit", text[0]);
            }
            column.put("description", text[1]);
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

    private static Map.Entry<String, String[]> column(String name, String unit, String description) {
        return Map.entry(name, new String[] {unit, description});
    }
}
