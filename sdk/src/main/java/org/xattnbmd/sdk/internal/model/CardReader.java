package org.xattnbmd.sdk.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.Preprocessing;

/** Reads a card; every refusal names the place in the document. */
public final class CardReader {

    private CardReader() {}

    public static ModelCard read(String json) {
        JsonNode tree;
        try {
            tree = CardTree.read(json);
        } catch (IOException e) {
            throw new BmdException(Code.MODEL_CARD_INVALID, "The model card is not valid JSON: " + message(e), e);
        }
        CardNode card = new CardNode("card", tree);
        int schema = card.integer("schema_version");
        if (schema > ModelCard.SCHEMA_VERSION) {
            throw new BmdException(
                    Code.MODEL_CARD_NEWER,
                    "Expected a model card of schema " + ModelCard.SCHEMA_VERSION + " or older, received schema "
                            + schema + ". Update the SDK.");
        }
        try {
            return card(card, schema);
        } catch (BmdException e) {
            // Parts check their own arguments; inside a card a wrong argument is a wrong card.
            throw e.code() == Code.INVALID_ARGUMENT
                    ? new BmdException(Code.MODEL_CARD_INVALID, "Model card: " + e.getMessage(), e)
                    : e;
        }
    }

    private static String message(IOException e) {
        return Texts.printable(e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage());
    }

    private static ModelCard card(CardNode card, int schema) {
        return ModelCard.builder()
                .schemaVersion(schema)
                .modelId(card.text("model_id"))
                .modelVersion(card.text("model_version"))
                .created(card.textOrNull("created"))
                .simulated(card.flag("simulated"))
                .intendedUse(card.text("intended_use"))
                .preprocessing(preprocessing(card.object("preprocessing")))
                .clinicalFields(card.list("clinical_fields").stream()
                        .map(CardReader::field)
                        .toList())
                .densitometer(card.text("densitometer"))
                .reference(reference(card.object("reference")))
                .thresholds(card.list("thresholds").stream()
                        .map(t -> new ModelCard.Threshold(t.text("name"), t.number("bmd_g_per_cm2")))
                        .toList())
                .conformalQuantiles(card.object("conformal_quantiles").numbers())
                .leastSignificantChange(card.number("least_significant_change"))
                .outlierThreshold(card.number("outlier_threshold"))
                .training(training(card.object("training")))
                .evaluation(card.object("evaluation").numbers())
                .goldenVectors(card.list("golden_vectors").stream()
                        .map(CardReader::golden)
                        .toList())
                .goldenTolerance(card.numberOr("golden_tolerance_g_per_cm2", ModelCard.USUAL_GOLDEN_TOLERANCE))
                .build();
    }

    private static Preprocessing preprocessing(CardNode node) {
        return new Preprocessing(
                node.text("name"),
                node.integer("version"),
                node.integer("width"),
                node.integer("height"),
                node.integer("analysis_side"),
                node.flag("crop_to_field"),
                node.number("shutter_fraction"),
                node.number("saturation_tolerance"),
                node.number("lower_percentile"),
                node.number("upper_percentile"),
                node.number("field_of_view_mm"),
                node.number("padding"));
    }

    private static ClinicalField field(CardNode node) {
        List<String> categories = new ArrayList<>();
        for (CardNode category : node.list("categories")) {
            categories.add(category.asText());
        }
        return new ClinicalField(
                node.text("name"),
                node.text("label"),
                node.text("unit"),
                node.number("minimum"),
                node.number("maximum"),
                categories,
                node.number("mean"),
                node.number("sd"));
    }

    private static ModelCard.ReferencePopulation reference(CardNode node) {
        return new ModelCard.ReferencePopulation(
                node.text("name"),
                node.text("densitometer"),
                node.number("mean"),
                node.number("sd"),
                node.text("source"));
    }

    private static ModelCard.Training training(CardNode node) {
        return new ModelCard.Training(
                node.text("data_hash"),
                node.wholeNumber("seed"),
                node.integer("subjects"),
                node.object("configuration").texts(),
                node.text("git_revision"),
                node.object("libraries").texts());
    }

    private static GoldenVector golden(CardNode node) {
        return new GoldenVector(
                node.text("radiograph"),
                node.numberList("clinical", true),
                node.number("bmd"),
                node.number("spread"),
                node.number("outlier_score"),
                node.numberList("clinical_attention", false));
    }
}
