package org.xattnbmd.trainer.plausibility;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.plausibility.PlausibilityFigures.Found;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.study.TableFiles;

/**
 * Writes a study's figures. A row of the list is named by its line only: neither a picture nor a path is written.
 */
public final class PlausibilityReport {

    /** What every reader must know. */
    public static final String NOTE = "No BMD is known of these radiographs: nothing here says anything of accuracy.";

    private static final CSVFormat CSV =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    private final PlausibilityResult result;
    private final PlausibilityFigures figures;

    public PlausibilityReport(PlausibilityResult result, Bootstrap bootstrap) {
        this.result = result;
        figures = PlausibilityFigures.of(result, bootstrap);
    }

    /** Writes {@code tables.md}, {@code tables/*.csv} and {@code *.tex}, {@code figures.json} and {@code readings.csv}. */
    public void write(Path folder) {
        TableFiles files = new TableFiles("Plausibility of " + model() + "\n\n" + NOTE, false);
        for (Map.Entry<String, EvidenceTable> table :
                PlausibilityTables.of(result, figures).entrySet()) {
            files.add(table.getKey(), table.getValue());
        }
        files.write(folder);
        SafeFiles.writeAtomically(folder.resolve("figures.json"), json());
        SafeFiles.writeAtomically(folder.resolve("readings.csv"), readings());
    }

    /** The figures that a console shows, in a few lines. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>(List.of(model(), NOTE));
        for (Found found : figures.found()) {
            if (found.n() > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "neck found  %-28s %d of %d (%.0f %%)",
                        found.look(),
                        found.found(),
                        found.n(),
                        100 * found.share()));
            }
        }
        figures.agreement().forEach(f -> lines.add(String.format(Locale.ROOT, "%s: %.3f", f.name(), f.value())));
        figures.warned()
                .forEach(w -> lines.add(String.format(
                        Locale.ROOT,
                        "%s: %d silent, %d refused of %d radiographs",
                        w.group(),
                        w.silent(),
                        w.refused(),
                        w.n())));
        return lines;
    }

    private String model() {
        return (result.card().simulated() ? "the SIMULATED model " : "the model ")
                + result.card().modelId() + " " + result.card().modelVersion();
    }

    private String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("note", NOTE);
        all.put(
                "model",
                Map.of(
                        "id", result.card().modelId(),
                        "version", result.card().modelVersion(),
                        "sha256", result.modelHash(),
                        "simulated", result.card().simulated()));
        all.put("crop_mm", result.settings().cropMillimetres());
        all.put("found_mm", result.settings().foundMillimetres());
        all.put("figures", figures);
        ObjectMapper mapper = new ObjectMapper()
                .registerModule(new SimpleModule()
                        .addSerializer(new Undefined(Double.class))
                        .addSerializer(new Undefined(double.class)));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Figures are numbers and texts.", e);
        }
    }

    /** JSON has no NaN: what cannot be told is null. */
    private static final class Undefined extends StdSerializer<Double> {

        private static final long serialVersionUID = 1L;

        Undefined(Class<Double> type) {
            super(type);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.isNaN()) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
    }

    private String readings() {
        StringBuilder csv = new StringBuilder(CSV.format(
                        "line",
                        "side",
                        "group",
                        "look",
                        "bmd_g_per_cm2",
                        "score_over_limit",
                        "miss_mm",
                        "warnings",
                        "error_code"))
                .append('\n');
        for (PlausibilityResult.Row row : result.rows()) {
            row.readings()
                    .forEach((look, reading) -> csv.append(CSV.format(
                                    row.radiograph().line(),
                                    row.radiograph().side().name().toLowerCase(Locale.ROOT),
                                    ExamList.spreadsheetText(row.radiograph().group()),
                                    look.title(),
                                    number(reading.bmd()),
                                    number(reading.unlikeness()),
                                    number(reading.missMillimetres()),
                                    String.join(";", reading.warnings()).toLowerCase(Locale.ROOT),
                                    reading.refused()))
                            .append('\n'));
        }
        return csv.toString();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
    }
}
