package org.xattnbmd.sdk.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.Preprocessing;

/** Reads a card; every refusal names the place in the document. */
public final class CardReader {

    private CardReader() {}

    public static ModelCard read(String json) {
        CardNode card = root("card", json);
        int schema = card.integer("schema_version");
        if (schema > ModelCard.SCHEMA_VERSION) {
            throw new BmdException(
                    Code.MODEL_CARD_NEWER,
                    "Expected a model card of schema " + ModelCard.SCHEMA_VERSION + " or older, received schema "
                            + schema + ". Update the SDK.");
        }
        return withinCard(() -> card(card, schema));
    }

    /** A neck finder's metadata. */
    public static Preprocessing.Search search(String json) {
        CardNode root = root("search", json);
        return withinCard(() -> search(root));
    }

    private static CardNode root(String name, String json) {
        try {
            return new CardNode(name, CardTree.read(json));
        } catch (IOException e) {
            throw new BmdException(Code.MODEL_CARD_INVALID, "The model card is not valid JSON: " + message(e), e);
        }
    }

    /** Parts check their own arguments; inside a card a wrong argument is a wrong card. */
    private static <T> T withinCard(Supplier<T> parts) {
        try {
            return parts.get();
        } catch (BmdException e) {
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
                .target(card.has("target") ? target(card.object("target")) : ModelCard.Target.FEMORAL_NECK)
                .reference(card.has("target") && !card.has("reference") ? null : reference(card.object("reference")))
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
                .goldenTolerance(card.numberOr("golden_tolerance_g_per_cm2", Double.NaN))
                .trust(card.has("trust") ? trust(card.object("trust")) : null)
                .furtherTargets(schema >= FurtherTargetRules.SCHEMA ? further(card) : List.of())
                .build();
    }

    private static ModelCard.Target target(CardNode node) {
        return new ModelCard.Target(
                node.text("name"),
                node.text("label"),
                node.text("unit"),
                node.number("minimum"),
                node.number("maximum"));
    }

    private static List<FurtherTarget> further(CardNode card) {
        return card.has("further_targets")
                ? card.list("further_targets").stream()
                        .map(CardReader::furtherTarget)
                        .toList()
                : List.of();
    }

    private static FurtherTarget furtherTarget(CardNode node) {
        return new FurtherTarget(
                target(node),
                node.text("densitometer"),
                node.object("conformal_quantiles").numbers(),
                node.numberOr("unusual_widening", 1));
    }

    private static ModelCard.TrustLimits trust(CardNode node) {
        return new ModelCard.TrustLimits(
                node.number("outlier_hard_limit"), node.number("unusual_widening"), node.text("basis"));
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
                node.number("padding"),
                node.integer("version") == 1 ? null : search(node.object("search")));
    }

    private static Preprocessing.Search search(CardNode node) {
        return new Preprocessing.Search(
                node.integer("side"),
                node.integer("looks"),
                node.number("region_boxes"),
                node.number("least_confidence"),
                node.number("usual_confidence"),
                node.number("usual_implant"),
                node.number("most_implant"));
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
                node.numberList("clinical_attention", false),
                node.has("further") ? node.numberList("further", false) : List.of(),
                node.has("further_spread") ? node.numberList("further_spread", false) : List.of());
    }
}
