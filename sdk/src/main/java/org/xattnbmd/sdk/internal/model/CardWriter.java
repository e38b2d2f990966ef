package org.xattnbmd.sdk.internal.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.Preprocessing;

/** Writes a card. The fast double writer prints the shortest digits on every JDK; the JDK's own changed in 19. */
public final class CardWriter {

    private final JsonGenerator json;

    private CardWriter(JsonGenerator json) {
        this.json = json;
    }

    public static String write(ModelCard card) {
        return written(writer -> writer.card(card));
    }

    /** As a neck finder's metadata has it. */
    public static String search(Preprocessing.Search search) {
        return written(writer -> {
            writer.json.writeStartObject();
            writer.parts(search);
            writer.json.writeEndObject();
        });
    }

    @FunctionalInterface
    private interface Content {
        void write(CardWriter writer) throws IOException;
    }

    private static String written(Content content) {
        StringWriter text = new StringWriter();
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .build();
        try (JsonGenerator generator = factory.createGenerator(text)) {
            content.write(new CardWriter(generator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void card(ModelCard card) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema_version", card.schemaVersion());
        json.writeStringField("model_id", card.modelId());
        json.writeStringField("model_version", card.modelVersion());
        json.writeStringField("created", card.created());
        json.writeBooleanField("simulated", card.simulated());
        json.writeStringField("intended_use", card.intendedUse());
        preprocessing(card.preprocessing());
        json.writeArrayFieldStart("clinical_fields");
        for (ClinicalField field : card.clinicalFields()) {
            field(field);
        }
        json.writeEndArray();
        json.writeStringField("densitometer", card.densitometer());
        if (!card.target().equals(ModelCard.Target.FEMORAL_NECK)) {
            target(card.target());
        }
        if (card.reference() != null) {
            reference(card.reference());
        }
        json.writeArrayFieldStart("thresholds");
        for (ModelCard.Threshold threshold : card.thresholds()) {
            json.writeStartObject();
            json.writeStringField("name", threshold.name());
            json.writeNumberField("bmd_g_per_cm2", threshold.bmdGramsPerCm2());
            json.writeEndObject();
        }
        json.writeEndArray();
        numbers("conformal_quantiles", card.conformalQuantiles());
        json.writeNumberField("least_significant_change", card.leastSignificantChange());
        json.writeNumberField("outlier_threshold", card.outlierThreshold());
        training(card.training());
        numbers("evaluation", card.evaluation());
        json.writeArrayFieldStart("golden_vectors");
        for (GoldenVector vector : card.goldenVectors()) {
            golden(vector);
        }
        json.writeEndArray();
        if (card.goldenTolerance()
                != ModelCard.USUAL_GOLDEN_TOLERANCE * card.target().scale()) {
            json.writeNumberField("golden_tolerance_g_per_cm2", card.goldenTolerance());
        }
        if (card.trust().isPresent()) {
            trust(card.trust().get());
        }
        if (!card.furtherTargets().isEmpty()) {
            further(card.furtherTargets());
        }
        json.writeEndObject();
    }

    private void target(ModelCard.Target target) throws IOException {
        json.writeObjectFieldStart("target");
        parts(target);
        json.writeEndObject();
    }

    private void parts(ModelCard.Target target) throws IOException {
        json.writeStringField("name", target.name());
        json.writeStringField("label", target.label());
        json.writeStringField("unit", target.unit());
        json.writeNumberField("minimum", target.minimum());
        json.writeNumberField("maximum", target.maximum());
    }

    private void further(List<FurtherTarget> targets) throws IOException {
        json.writeArrayFieldStart("further_targets");
        for (FurtherTarget each : targets) {
            json.writeStartObject();
            parts(each.target());
            json.writeStringField("densitometer", each.densitometer());
            numbers("conformal_quantiles", each.conformalQuantiles());
            json.writeNumberField("unusual_widening", each.unusualWidening());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void reference(ModelCard.ReferencePopulation reference) throws IOException {
        json.writeObjectFieldStart("reference");
        json.writeStringField("name", reference.name());
        json.writeStringField("densitometer", reference.densitometer());
        json.writeNumberField("mean", reference.mean());
        json.writeNumberField("sd", reference.sd());
        json.writeStringField("source", reference.source());
        json.writeEndObject();
    }

    private void preprocessing(Preprocessing p) throws IOException {
        json.writeObjectFieldStart("preprocessing");
        json.writeStringField("name", p.name());
        json.writeNumberField("version", p.version());
        json.writeNumberField("width", p.width());
        json.writeNumberField("height", p.height());
        json.writeNumberField("analysis_side", p.analysisSide());
        json.writeBooleanField("crop_to_field", p.cropToField());
        json.writeNumberField("shutter_fraction", p.shutterFraction());
        json.writeNumberField("saturation_tolerance", p.saturationTolerance());
        json.writeNumberField("lower_percentile", p.lowerPercentile());
        json.writeNumberField("upper_percentile", p.upperPercentile());
        json.writeNumberField("field_of_view_mm", p.fieldOfViewMillimetres());
        json.writeNumberField("padding", p.padding());
        if (p.search() != null) {
            json.writeObjectFieldStart("search");
            parts(p.search());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void parts(Preprocessing.Search search) throws IOException {
        json.writeNumberField("side", search.side());
        json.writeNumberField("looks", search.looks());
        json.writeNumberField("region_boxes", search.regionBoxes());
        json.writeNumberField("least_confidence", search.leastConfidence());
        json.writeNumberField("usual_confidence", search.usualConfidence());
        json.writeNumberField("usual_implant", search.usualImplant());
        json.writeNumberField("most_implant", search.mostImplant());
    }

    private void field(ClinicalField field) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", field.name());
        json.writeStringField("label", field.label());
        json.writeStringField("unit", field.unit());
        json.writeNumberField("minimum", field.minimum());
        json.writeNumberField("maximum", field.maximum());
        json.writeArrayFieldStart("categories");
        for (String category : field.categories()) {
            json.writeString(category);
        }
        json.writeEndArray();
        json.writeNumberField("mean", field.mean());
        json.writeNumberField("sd", field.sd());
        json.writeEndObject();
    }

    private void trust(ModelCard.TrustLimits limits) throws IOException {
        json.writeObjectFieldStart("trust");
        json.writeNumberField("outlier_hard_limit", limits.outlierHardLimit());
        json.writeNumberField("unusual_widening", limits.unusualWidening());
        json.writeStringField("basis", limits.basis());
        json.writeEndObject();
    }

    private void training(ModelCard.Training training) throws IOException {
        json.writeObjectFieldStart("training");
        json.writeStringField("data_hash", training.dataHash());
        json.writeNumberField("seed", training.seed());
        json.writeNumberField("subjects", training.subjects());
        texts("configuration", training.configuration());
        json.writeStringField("git_revision", training.gitRevision());
        texts("libraries", training.libraries());
        json.writeEndObject();
    }

    private void golden(GoldenVector vector) throws IOException {
        json.writeStartObject();
        json.writeStringField("radiograph", vector.radiograph());
        values("clinical", vector.clinical());
        json.writeNumberField("bmd", vector.bmd());
        json.writeNumberField("spread", vector.spread());
        json.writeNumberField("outlier_score", vector.outlierScore());
        values("clinical_attention", vector.clinicalAttention());
        if (!vector.further().isEmpty()) {
            values("further", vector.further());
            values("further_spread", vector.furtherSpread());
        }
        json.writeEndObject();
    }

    private void values(String name, List<Double> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Double value : values) {
            if (value == null) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
        json.writeEndArray();
    }

    private void numbers(String name, Map<String, Double> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private void texts(String name, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }
}
