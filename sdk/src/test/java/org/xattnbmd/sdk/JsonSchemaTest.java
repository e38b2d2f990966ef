package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The published schemas describe what the SDK writes, and refuse what it would not. */
class JsonSchemaTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void estimatesFollowTheirSchema(@TempDir Path folder) throws Exception {
        JsonSchema schema = schema("estimate-1.schema.json");
        Radiograph hip = Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            ObjectNode json = (ObjectNode) mapper.readTree(
                    estimator.estimate(hip, ClinicalRecord.empty()).toJson());

            assertThat(schema.validate(json)).isEmpty();
            assertThat(schema.validate(json.deepCopy().put("name", "A. Person")))
                    .isNotEmpty();
            assertThat(schema.validate(json.deepCopy().put("t_score", "-2.5"))).isNotEmpty();
        }
    }

    @Test
    void onlyWhatIsNotUsableHasNoTScoreAndThenNoFinding(@TempDir Path folder) throws Exception {
        JsonSchema schema = schema("estimate-1.schema.json");
        Radiograph hip = Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build();
        Path model = TinyModel.write(folder, TinyModel.bytes(card.toJson()));
        try (BmdEstimator estimator =
                BmdEstimator.builder(model).returnUnusable(true).open()) {
            ObjectNode fine = (ObjectNode) mapper.readTree(
                    estimator.estimate(hip, ClinicalRecord.empty()).toJson());
            ObjectNode not = (ObjectNode) mapper.readTree(estimator
                    .estimate(
                            hip,
                            ClinicalRecord.builder()
                                    .set("age", 110)
                                    .set("height_cm", 120)
                                    .build())
                    .toJson());

            assertThat(schema.validate(fine)).isEmpty();
            assertThat(schema.validate(fine.deepCopy().without("t_score"))).isNotEmpty();
            assertThat(schema.validate(not)).isEmpty();
            assertThat(schema.validate(not.deepCopy().put("t_score", -2.5))).isNotEmpty();
            assertThat(schema.validate(not.deepCopy().put("category", "normal")))
                    .isNotEmpty();
        }
    }

    @Test
    void cardsFollowTheirSchema() throws Exception {
        JsonSchema schema = schema("model-card-1.schema.json");
        ObjectNode json = (ObjectNode) mapper.readTree(TinyModel.card().toJson());
        Set<ValidationMessage> wrong = schema.validate(json.deepCopy().put("least_significant_change", -1));

        assertThat(schema.validate(json)).isEmpty();
        assertThat(wrong).hasSize(1);
        for (String required : iterable(json)) {
            ObjectNode without = json.deepCopy();
            without.remove(required);
            assertThat(schema.validate(without).isEmpty()).as(required).isEqualTo(required.equals("created"));
        }
        String trusted = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build()
                .toJson();
        assertThat(schema.validate(mapper.readTree(trusted))).isEmpty();
        assertThat(schema.validate(
                        mapper.readTree(trusted.replace("\"unusual_widening\":1.5", "\"unusual_widening\":0.5"))))
                .hasSize(1);
    }

    @Test
    void enumerationsInTheSchemaAreThoseInTheCode() throws Exception {
        JsonNode schema = mapper.readTree(resource("estimate-1.schema.json"));

        assertThat(texts(schema.at("/properties/category/enum"))).isEqualTo(names(BmdEstimate.Category.values()));
        assertThat(texts(schema.at("/properties/warnings/items/properties/kind/enum")))
                .isEqualTo(names(BmdEstimate.Warning.Kind.values()));
        assertThat(texts(schema.at("/properties/trust/properties/level/enum")))
                .isEqualTo(names(BmdEstimate.Trust.Level.values()));
        assertThat(texts(schema.at("/properties/trust/properties/reasons/items/enum")))
                .isEqualTo(names(BmdEstimate.Trust.Reason.values()));
    }

    private static Iterable<String> iterable(JsonNode json) {
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(node -> texts.add(node.textValue()));
        return texts;
    }

    private static Set<String> names(Enum<?>[] values) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(values).forEach(value -> names.add(value.name().toLowerCase(Locale.ROOT)));
        return names;
    }

    private static JsonSchema schema(String name) throws Exception {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(resource(name));
    }

    private static InputStream resource(String name) {
        return BmdEstimate.class.getResourceAsStream(name);
    }
}
