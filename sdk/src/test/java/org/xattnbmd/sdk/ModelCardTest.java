package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ModelCardTest {

    private final ModelCard card = TinyModel.card();

    @Test
    void aCardIsRebuiltAsItWasAndChangedByName() {
        ModelCard card = TinyModel.card();

        assertThat(card.toBuilder().build()).isEqualTo(card);
        assertThat(card.toBuilder().modelVersion("2.0.0").build().toJson())
                .isEqualTo(card.toJson().replace("\"1.0.0\"", "\"2.0.0\""));
        assertThatThrownBy(() -> ModelCard.builder().build()).isInstanceOf(NullPointerException.class);
    }

    @Test
    void writesAndReadsBackTheSameCard() {
        String json = card.toJson();

        assertThat(ModelCard.parse(json)).isEqualTo(card);
        assertThat(ModelCard.parse(json).toJson()).isEqualTo(json);
        assertThat(json).startsWith("{\"schema_version\":1,\"model_id\":\"tiny\"");
    }

    @Test
    void goldenVectorsKeepPixelsAndMissingValues() {
        GoldenVector vector = card.goldenVectors().get(1);

        assertThat(vector.clinicalRow()[0]).isNaN();
        float[] pixels = vector.decodeRadiograph(TinyModel.SIDE, TinyModel.SIDE);
        assertThat(pixels).hasSize(TinyModel.SIDE * TinyModel.SIDE);
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(pixels[i] * 255);
        }
        assertThat(GoldenVector.encode(bytes)).isEqualTo(vector.radiograph());
        assertRefused(Code.MODEL_CARD_INVALID, () -> vector.decodeRadiograph(8, 8));
        assertRefused(Code.MODEL_CARD_INVALID, () -> vector.decodeRadiograph(200, 200));
    }

    @Test
    void newerSchemaIsRefusedAsNewerWhateverElseItHas() {
        assertRefused(Code.MODEL_CARD_NEWER, () -> ModelCard.parse("{\"schema_version\":5,\"other\":[]}"));
    }

    @Test
    void unknownKeysOfTheSameSchemaAreIgnored() {
        String extended = card.toJson().replaceFirst("\\{", "{\"remark\":\"new\",");

        assertThat(ModelCard.parse(extended)).isEqualTo(card);
    }

    @Test
    void goldenToleranceIsTheUsualOneUnlessStatedAndNeverLarge() {
        String json = card.toJson();
        assertThat(card.goldenTolerance()).isEqualTo(1e-4);
        assertThat(json).doesNotContain("golden_tolerance");

        String stated = json.substring(0, json.length() - 1) + ",\"golden_tolerance_g_per_cm2\":0.002}";
        assertThat(ModelCard.parse(stated).goldenTolerance()).isEqualTo(0.002);
        assertThat(ModelCard.parse(stated).toJson()).isEqualTo(stated);
        for (String wrong : List.of("0.006", "1e-5", "-1", "\"0.002\"")) {
            assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(stated.replace("0.002", wrong)));
        }
    }

    @Test
    void trustLimitsAreOptionalAndMustMakeSense() {
        assertThat(card.trust()).isEmpty();
        assertThat(card.toJson()).doesNotContain("\"trust\"");

        ModelCard trusted = card.toBuilder()
                .trust(new ModelCard.TrustLimits(2.5, 1.25, "a rule"))
                .build();
        String json = trusted.toJson();
        assertThat(ModelCard.parse(json)).isEqualTo(trusted);
        assertThat(trusted.toBuilder().build()).isEqualTo(trusted);
        assertThat(json)
                .endsWith("\"trust\":{\"outlier_hard_limit\":2.5,\"unusual_widening\":1.25,\"basis\":\"a rule\"}}");
        for (String[] wrong : new String[][] {
            {"hard_limit\":2.5", "hard_limit\":1.4"},
            {"hard_limit\":2.5", "hard_limit\":1e999"},
            {"hard_limit\":2.5", "hard_limit\":null"},
            {"widening\":1.25", "widening\":0.99"},
            {"widening\":1.25", "widening\":11"},
            {"basis\":\"a rule", "basis\":\" "}
        }) {
            assertThat(json).contains(wrong[0]);
            assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(json.replace(wrong[0], wrong[1])));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "schema_version":1                | "schema_version":"1"               | card.schema_version
            "schema_version":1                | "schema_version":0                 | schema version
            "model_id":"tiny"                 | "model_id":" "                     | model id
            "simulated":true                  | "simulated":"yes"                  | card.simulated
            "width":64                        | "width":63                         | golden radiograph
            "width":64                        | "width":64.5                       | preprocessing.width
            "shutter_fraction":0.9            | "shutter_fraction":1.9             | shutter fraction
            "name":"bmd-preprocessing"        | "name":"mine"                      | bmd-preprocessing
            "minimum":18.0                    | "minimum":1800.0                   | age
            "name":"sex"                      | "name":"age"                       | once
            "densitometer":"GE Lunar","refer  | "densitometer":"Hologic","refer    | scale
            "conformal_quantiles":{"0.90":1.7 | "conformal_quantiles":{"90":1.7    | coverages
            "outlier_threshold":1.5           | "outlier_threshold":-1             | outlier threshold
            "outlier_threshold":1.5           | "outlier_threshold":1e999          | card.outlier_threshold
            "thresholds":[                    | "thresholds":{},"x":[              | card.thresholds
            "thresholds":[                    | "thresholds":[{"name":" ","bmd_g_per_cm2":0.8},            | blank
            "thresholds":[                    | "thresholds":[{"name":"low bone mass","bmd_g_per_cm2":1},  | twice
            "thresholds":[                    | "thresholds":[{"name":"x","bmd_g_per_cm2":-0.8},           | thresholds of
            "thresholds":[                    | "thresholds":[{"name":"x","bmd_g_per_cm2":8},              | thresholds of
            "conformal_quantiles":{"0.90":1.7 | "conformal_quantiles":{"0.90":1.7,"0.9":1.7                | spellings
            "conformal_quantiles":{"0.90":1.7 | "conformal_quantiles":{"0.90":2.2                          | grow
            "conformal_quantiles":{"0.90":1.7 | "conformal_quantiles":{"0.90":-1.7                         | above 0
            "mean":1.038                      | "mean":-1.038                      | reference mean
            "mean":1.038                      | "mean":1038                        | reference mean
            "sd":0.139                        | "sd":0                             | reference sd
            "sd":0.139                        | "sd":139                           | reference sd
            "model_id":"tiny"                 | "model_id":"tiny\\u001b[2J"         | card.model_id
            "model_id":"tiny"                 | "model_id":"tiny\\u202egnp.exe"     | card.model_id
            "low bone mass"                   | "low\\u0007 bone mass"              | card.thresholds[0].name
            "evaluation":{                    | "evaluation":{"\\u001b[31m":0.5,     | card.evaluation
            """)
    void whatIsWrongIsRefusedWithItsPlace(String from, String to, String place) {
        String json = card.toJson();
        assertThat(json).contains(from);
        String wrong = json.replace(from, to);

        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(wrong));
        assertThatThrownBy(() -> ModelCard.parse(wrong)).hasMessageContaining(place);
    }

    /** What a refusal quotes from the card commands no terminal, and is short. */
    @Test
    void refusalsPrintNothingRaw() {
        String json = card.toJson();
        for (String wrong : List.of(
                json.replace("\"0.90\"", "\"0\\u001b[2J\\r\\n" + "9".repeat(5000) + "\""),
                json.replace("\"evaluation\":{", "\"evaluation\":{\"\\u001b[2J\":\"x\","),
                "{\u001b[2J")) {
            assertThatThrownBy(() -> ModelCard.parse(wrong))
                    .message()
                    .doesNotContainPattern("\\p{Cntrl}")
                    .hasSizeLessThan(400);
        }
    }

    @Test
    void brokenJsonIsRefused() {
        String json = card.toJson();

        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(""));
        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse("[]"));
        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(json.substring(0, json.length() / 2)));
        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse(json + "{}"));
        assertRefused(Code.MODEL_CARD_INVALID, () -> ModelCard.parse("[".repeat(100_000)));
        assertRefused(
                Code.MODEL_CARD_INVALID, () -> ModelCard.parse(json.replaceFirst("\\{", "{\"model_id\":\"twice\",")));
    }

    @Test
    void cardWithoutGoldenVectorsIsRefused() {
        assertRefused(Code.MODEL_CARD_INVALID, () -> TinyModel.card(Preprocessing.v1(64, 64), List.of()));
    }
}
