package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard.Target;

/**
 * Writes an estimate as JSON. Keys are snake_case with their unit; they are part of the API. An estimate of another target than
 * femoral-neck BMD is of a schema of its own, whose values are in the target's unit: nobody who reads BMD takes it for one.
 */
public final class EstimateJson {

    private static final int SCHEMA_VERSION = 1;

    private static final int TARGET_SCHEMA_VERSION = 2;

    private final JsonGenerator json;

    private EstimateJson(JsonGenerator json) {
        this.json = json;
    }

    public static String write(BmdEstimate estimate) {
        StringWriter text = new StringWriter();
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .build();
        try (JsonGenerator generator = factory.createGenerator(text)) {
            new EstimateJson(generator).estimate(estimate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void estimate(BmdEstimate e) throws IOException {
        json.writeStartObject();
        boolean ofNeck = e.target().hasReference();
        json.writeNumberField("schema_version", ofNeck ? SCHEMA_VERSION : TARGET_SCHEMA_VERSION);
        json.writeObjectFieldStart("model");
        json.writeStringField("id", e.model().id());
        json.writeStringField("version", e.model().version());
        json.writeStringField("sha256", e.model().sha256());
        json.writeBooleanField("simulated", e.model().simulated());
        json.writeEndObject();
        if (ofNeck) {
            femoralNeck(e);
        } else {
            target(e);
        }
        further(e.furtherTargets());
        json.writeObjectFieldStart("clinical_attention");
        for (Map.Entry<String, Double> entry : e.clinicalAttention().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        imageAttention(e.imageAttention());
        if (e.femoralNeck().isPresent()) {
            area("femoral_neck_px", e.femoralNeck().get());
        }
        if (e.outlierScore().isPresent()) {
            json.writeObjectFieldStart("outlier_score");
            json.writeNumberField("value", e.outlierScore().get().value());
            json.writeNumberField("limit", e.outlierScore().get().limit());
            if (e.outlierScore().get().hardLimit().isPresent()) {
                json.writeNumberField(
                        "hard_limit", e.outlierScore().get().hardLimit().getAsDouble());
            }
            json.writeEndObject();
        }
        trust(e.trust());
        json.writeArrayFieldStart("warnings");
        for (BmdEstimate.Warning warning : e.warnings()) {
            json.writeStartObject();
            json.writeStringField("kind", warning.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("message", warning.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void femoralNeck(BmdEstimate e) throws IOException {
        json.writeNumberField("bmd_g_per_cm2", e.bmd());
        json.writeNumberField("spread_g_per_cm2", e.spread());
        if (e.trust().usable()) {
            json.writeNumberField("t_score", e.tScore());
        }
        json.writeStringField("t_score_rounding", e.scoreRounding().name().toLowerCase(Locale.ROOT));
        json.writeObjectFieldStart("t_score_reference");
        json.writeStringField("name", e.reference().name());
        json.writeStringField("densitometer", e.reference().densitometer());
        json.writeNumberField("mean_g_per_cm2", e.reference().mean());
        json.writeNumberField("sd_g_per_cm2", e.reference().sd());
        json.writeEndObject();
        if (e.trust().usable() && e.zScore().isPresent()) {
            json.writeNumberField("z_score", e.zScore().getAsDouble());
        }
        json.writeStringField("category", e.category().name().toLowerCase(Locale.ROOT));
        json.writeStringField("statement", e.statement());
        intervals(e.intervals(), "lower_g_per_cm2", "upper_g_per_cm2");
        json.writeArrayFieldStart("screening");
        for (BmdEstimate.Decision decision : e.screening()) {
            json.writeStartObject();
            json.writeStringField("name", decision.name());
            json.writeNumberField("threshold_g_per_cm2", decision.thresholdGramsPerCm2());
            json.writeBooleanField("below", decision.below());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void target(BmdEstimate e) throws IOException {
        names(e.target());
        json.writeNumberField("value", e.bmd());
        json.writeNumberField("spread", e.spread());
        json.writeStringField("statement", e.statement());
        intervals(e.intervals(), "lower", "upper");
    }

    private void names(Target target) throws IOException {
        json.writeObjectFieldStart("target");
        json.writeStringField("name", target.name());
        json.writeStringField("label", target.label());
        json.writeStringField("unit", target.unit());
        json.writeEndObject();
    }

    /** Only where there are some: most models have none. */
    private void further(List<FurtherTarget.Estimate> estimates) throws IOException {
        if (estimates.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("further_targets");
        for (FurtherTarget.Estimate each : estimates) {
            json.writeStartObject();
            names(each.target());
            json.writeNumberField("value", each.value());
            json.writeNumberField("spread", each.spread());
            intervals(each.intervals(), "lower", "upper");
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void intervals(List<BmdEstimate.Interval> intervals, String lower, String upper) throws IOException {
        json.writeArrayFieldStart("intervals");
        for (BmdEstimate.Interval interval : intervals) {
            json.writeStartObject();
            json.writeNumberField("coverage", interval.coverage());
            json.writeNumberField(lower, interval.lower());
            json.writeNumberField(upper, interval.upper());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void trust(BmdEstimate.Trust trust) throws IOException {
        json.writeObjectFieldStart("trust");
        json.writeStringField("level", trust.level().name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("reasons");
        for (BmdEstimate.Trust.Reason reason : trust.reasons()) {
            json.writeString(reason.name().toLowerCase(Locale.ROOT));
        }
        json.writeEndArray();
        json.writeNumberField("interval_widening", trust.widening());
        json.writeEndObject();
    }

    private void imageAttention(BmdEstimate.AttentionMap map) throws IOException {
        json.writeObjectFieldStart("image_attention");
        json.writeNumberField("rows", map.rows());
        json.writeNumberField("columns", map.columns());
        area("area_px", map.area());
        json.writeArrayFieldStart("values");
        for (float value : map.values()) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void area(String name, Area area) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("x", area.x());
        json.writeNumberField("y", area.y());
        json.writeNumberField("width", area.width());
        json.writeNumberField("height", area.height());
        json.writeEndObject();
    }
}
