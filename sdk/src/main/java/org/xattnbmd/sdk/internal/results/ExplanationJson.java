package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.Explanation;
import org.xattnbmd.sdk.Explanation.Counterfactual;
import org.xattnbmd.sdk.Explanation.Deletion;

/** Writes an explanation as JSON. Keys are part of the API. */
public final class ExplanationJson {

    private static final int SCHEMA_VERSION = 1;

    private ExplanationJson() {}

    public static String write(Explanation explanation) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(explanation, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Explanation explanation, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("explanation_schema_version", SCHEMA_VERSION);
        json.writeObjectFieldStart("model");
        json.writeStringField("id", explanation.model().id());
        json.writeStringField("version", explanation.model().version());
        json.writeStringField("sha256", explanation.model().sha256());
        json.writeBooleanField("simulated", explanation.model().simulated());
        json.writeEndObject();
        json.writeStringField("limits", Explanation.LIMITS);
        json.writeStringField("target", explanation.model().target().name());
        json.writeStringField("unit", explanation.model().target().plainUnit());
        json.writeNumberField("value", explanation.value());
        occlusion(explanation.occlusion(), json);
        json.writeArrayFieldStart("deletions");
        for (Deletion deletion : explanation.deletions()) {
            json.writeStartObject();
            json.writeStringField("map", deletion.map().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("cells", deletion.cells());
            json.writeNumberField("cells_in_all", deletion.cellsInAll());
            json.writeNumberField("change", deletion.change());
            json.writeNumberField("random_change", deletion.randomChange());
            json.writeBooleanField("holds", deletion.holds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("counterfactuals");
        for (Counterfactual other : explanation.counterfactuals()) {
            json.writeStartObject();
            json.writeStringField("field", other.field());
            if (other.category().isEmpty()) {
                json.writeNumberField("step", other.step());
                json.writeStringField("step_unit", other.unit());
            } else {
                json.writeStringField("category", other.category());
            }
            json.writeNumberField("change", other.change());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void occlusion(Explanation.Occlusion map, JsonGenerator json) throws IOException {
        Area area = map.area();
        json.writeObjectFieldStart("occlusion");
        json.writeNumberField("rows", map.rows());
        json.writeNumberField("columns", map.columns());
        json.writeObjectFieldStart("area_px");
        json.writeNumberField("x", area.x());
        json.writeNumberField("y", area.y());
        json.writeNumberField("width", area.width());
        json.writeNumberField("height", area.height());
        json.writeEndObject();
        json.writeArrayFieldStart("changes");
        for (double change : map.changes()) {
            json.writeNumber(change);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
