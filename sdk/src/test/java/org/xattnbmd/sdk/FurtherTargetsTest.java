package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdEstimate.Interval;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Models that estimate something beside their target. */
class FurtherTargetsTest {

    private static final Radiograph HIP =
            Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16));

    private static final ClinicalRecord SOMEBODY =
            ClinicalRecord.builder().set("age", 70).set("sex", "female").build();

    private final ModelCard card = TinyModel.furtherCard();

    @TempDir
    Path folder;

    private BmdEstimator open(ModelCard card) {
        return BmdEstimator.open(TinyModel.write(folder, TinyModel.withFurther(card.toJson())));
    }

    private ModelCard.Builder with(FurtherTarget first) {
        return card.toBuilder()
                .furtherTargets(List.of(first, card.furtherTargets().get(1)));
    }

    @Test
    void eachHasItsValueAndIntervalsAndTheFirstIsAsWithoutThem() {
        BmdEstimate alone;
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            alone = estimator.estimate(HIP, SOMEBODY);
        }
        try (BmdEstimator estimator = open(card)) {
            BmdEstimate e = estimator.estimate(HIP, SOMEBODY);

            assertThat(alone.furtherTargets()).isEmpty();
            assertThat(e.bmd()).isEqualTo(alone.bmd());
            assertThat(e.intervals()).isEqualTo(alone.intervals());
            assertThat(e.tScore()).isEqualTo(alone.tScore());
            assertThat(e.furtherTargets())
                    .extracting(FurtherTarget.Estimate::target)
                    .containsExactly(card.furtherTargets().get(0).target(), Target.TOTAL_HIP);
            for (int k = 0; k < TinyModel.FURTHER.length; k++) {
                FurtherTarget.Estimate further = e.furtherTargets().get(k);
                float factor = TinyModel.FURTHER[k];
                assertThat(further.value()).isEqualTo((float) alone.bmd() * factor);
                assertThat(further.spread()).isEqualTo((float) alone.spread() * factor);
                assertThat(further.interval().coverage()).isEqualTo(0.9);
            }
            FurtherTarget.Estimate thickness = e.furtherTargets().get(0);
            assertThat(thickness.intervals()).extracting(Interval::coverage).containsExactly(0.8, 0.9);
            assertThat(thickness.interval().lower()).isEqualTo(thickness.value() - 1.6 * thickness.spread());
            assertThat(thickness.interval().upper()).isEqualTo(thickness.value() + 1.6 * thickness.spread());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aBatchGivesEachItsOwn(int fixed) {
        List<BmdRequest> requests = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            requests.add(new BmdRequest(
                    Radiograph.of(SyntheticHip.left(90, 80, seed), 90, 80, PixelFormat.unsigned(16)),
                    ClinicalRecord.builder().set("age", 50 + 5 * seed).build()));
        }
        Path model = TinyModel.write(folder, TinyModel.withFurther(card.toJson()));
        BmdEstimator.Builder builder = BmdEstimator.builder(model);
        try (BmdEstimator estimator = (fixed == 0 ? builder : builder.fixedBatch(fixed)).open()) {
            List<BmdEstimate> together = estimator.estimateAll(requests);
            for (int i = 0; i < requests.size(); i++) {
                BmdEstimate e = together.get(i);
                assertThat(e.furtherTargets().get(0).value()).isCloseTo(e.bmd() * TinyModel.FURTHER[0], within(1e-5));
                assertThat(e.furtherTargets().get(1).value()).isCloseTo(e.bmd() * TinyModel.FURTHER[1], within(1e-6));
            }
        }
    }

    @Test
    void intervalsOfUnusualRadiographsAreWiderByEachTargetsOwnFactor() {
        ModelCard unusual = card.toBuilder()
                .outlierThreshold(1e-6)
                .trust(new ModelCard.TrustLimits(1000, 2, "made up for tests"))
                .build();
        BmdEstimate narrow;
        try (BmdEstimator estimator = open(card)) {
            narrow = estimator.estimate(HIP, SOMEBODY);
        }
        try (BmdEstimator estimator = open(unusual)) {
            BmdEstimate wide = estimator.estimate(HIP, SOMEBODY);

            assertThat(wide.trust().widening()).isEqualTo(2);
            assertThat(width(wide, 0)).isCloseTo(3 * width(narrow, 0), within(1e-9));
            assertThat(width(wide, 1)).isCloseTo(width(narrow, 1), within(1e-9));
        }
        // Without trust limits nothing is widened, whatever the target says.
        try (BmdEstimator estimator =
                open(card.toBuilder().outlierThreshold(1e-6).build())) {
            assertThat(width(estimator.estimate(HIP, SOMEBODY), 0)).isEqualTo(width(narrow, 0));
        }
    }

    private static double width(BmdEstimate e, int target) {
        Interval interval = e.furtherTargets().get(target).interval();
        return interval.upper() - interval.lower();
    }

    @Test
    void whatIsOutOfATargetsRangeIsRefusedWithItsName() {
        Target narrow = new Target("thickness_mm", "Cortical thickness", "mm", 0, 2);
        ModelCard refusing = with(new FurtherTarget(narrow, "none", Map.of("0.90", 1.0), 1))
                .goldenVectors(card.goldenVectors())
                .build();
        // The self-test has no range: it compares with the golden vectors.
        try (BmdEstimator estimator = open(refusing)) {
            refused(
                    Code.RESULT_OUT_OF_RANGE,
                    "a Cortical thickness of 0.0 to 2.0 mm",
                    () -> estimator.estimate(HIP, SOMEBODY));
        }
    }

    @Test
    void jsonHasThemAndFollowsItsSchema() throws Exception {
        JsonSchema schema = schema("estimate-1.schema.json");
        try (BmdEstimator estimator = open(card)) {
            BmdEstimate e = estimator.estimate(HIP, SOMEBODY);
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(e.toJson());

            assertThat(schema.validate(json)).isEmpty();
            ArrayNode further = (ArrayNode) json.get("further_targets");
            assertThat(further).hasSize(2);
            assertThat(further.get(0).at("/target/unit").asText()).isEqualTo("mm");
            assertThat(further.get(0).get("value").asDouble())
                    .isEqualTo(e.furtherTargets().get(0).value());
            assertThat(further.get(1).at("/intervals/0/upper").asDouble())
                    .isEqualTo(e.furtherTargets().get(1).interval().upper());
            ((ObjectNode) further.get(0)).remove("spread");
            assertThat(schema.validate(json)).isNotEmpty();
        }
        ModelCard other = card.toBuilder()
                .target(Target.TROCHANTER)
                .reference(null)
                .thresholds(List.of())
                .goldenTolerance(Double.NaN)
                .build();
        try (BmdEstimator estimator = open(other)) {
            String json = estimator.estimate(HIP, SOMEBODY).toJson();
            assertThat(schema("estimate-2.schema.json").validate(new ObjectMapper().readTree(json)))
                    .isEmpty();
            assertThat(json).contains("\"further_targets\":[{\"target\":{\"name\":\"thickness_mm\"");
        }
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            assertThat(estimator.estimate(HIP, SOMEBODY).toJson()).doesNotContain("further");
        }
    }

    @Test
    void cardsWithThemAreOfSchemaFourAndOthersAsBefore() throws Exception {
        String json = card.toJson();

        assertThat(card.schemaVersion()).isEqualTo(4);
        assertThat(ModelCard.parse(json)).isEqualTo(card);
        assertThat(ModelCard.parse(json).toJson()).isEqualTo(json);
        assertThat(card.toBuilder().build()).isEqualTo(card);
        assertThat(TinyModel.card().schemaVersion()).isEqualTo(1);
        assertThat(TinyModel.card().toJson()).doesNotContain("further");
        JsonSchema schema = schema("model-card-1.schema.json");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(schema.validate(mapper.readTree(json))).isEmpty();
        assertThat(schema.validate(mapper.readTree(json.replace("\"schema_version\":4", "\"schema_version\":3"))))
                .isNotEmpty();
        assertThat(schema.validate(mapper.readTree(json.replace("\"unit\":\"mm\"", "\"unit\":\" \""))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "schema_version":4                | "schema_version":5                | Update the SDK
            "unit":"mm"                       | "unit":" "                        | a unit
            "name":"thickness_mm"             | "name":"femoral_neck_bmd_g_cm2"   | names that nothing else has
            "name":"thickness_mm"             | "name":"total_hip_bmd_g_cm2"      | names that nothing else has
            "name":"thickness_mm"             | "name":"age"                      | names that nothing else has
            {"0.80":1.2,"0.90":1.6}           | {}                                | at least one conformal quantile
            {"0.80":1.2,"0.90":1.6}           | {"0.80":1.2,"0.90":-1.6}          | above 0
            "unusual_widening":3.0            | "unusual_widening":0.5            | a widening
            "densitometer":"none"             | "densitometer":" "                | a densitometer
            "minimum":0.0,"maximum":60.0      | "minimum":60.0,"maximum":0.0      | a range
            "further_spread":[                | "further_spread":[1,              | further values and spreads
            "further_targets":[               | "further_targets":{},"f":[        | card.further_targets
            """)
    void whatContradictsItselfIsRefusedByName(String good, String bad, String message) {
        String json = card.toJson();
        assertThat(json).contains(good);
        refused(
                bad.contains("schema") ? Code.MODEL_CARD_NEWER : Code.MODEL_CARD_INVALID,
                message,
                () -> ModelCard.parse(json.replace(good, bad)));
    }

    @Test
    void fileAndCardSayTheSame() {
        String json = card.toJson();
        // The card speaks of them and the file has none, or only half of them.
        refused(
                Code.MODEL_CONTRACT,
                "an output further for the card's further targets",
                () -> BmdEstimator.open(TinyModel.write(folder, TinyModel.bytes(json))));
        refused(
                Code.MODEL_CONTRACT,
                "an output further_spread",
                () -> BmdEstimator.open(TinyModel.write(folder, TinyModel.withFurtherWithoutSpread(json))));
        ModelCard one = card.toBuilder()
                .furtherTargets(card.furtherTargets().subList(0, 1))
                .goldenVectors(card.goldenVectors().stream()
                        .map(v -> golden(v, v.further().get(0)))
                        .toList())
                .build();
        refused(Code.MODEL_CONTRACT, "further of float32 [N, 1]", () -> open(one));
        // Outputs that the card does not speak of are nobody's business.
        try (BmdEstimator estimator = open(TinyModel.card())) {
            assertThat(estimator.estimate(HIP, SOMEBODY).furtherTargets()).isEmpty();
        }
        assertThat(Tensor.FURTHER.shape(card)).containsExactly(-1, 2);
        assertThat(Tensor.FURTHER.sinceSchema()).isEqualTo(4);
    }

    @Test
    void theSelfTestComparesThemInTheirOwnUnits() {
        double step = 60 / 1.8 * 1e-4;
        for (double off : new double[] {0.5 * step, 2 * step}) {
            List<GoldenVector> vectors = new ArrayList<>(card.goldenVectors());
            GoldenVector last = vectors.get(2);
            vectors.set(
                    2, golden(last, last.further().get(0) + off, last.further().get(1)));
            ModelCard moved = card.toBuilder().goldenVectors(vectors).build();
            if (off < step) {
                open(moved).close();
            } else {
                refused(Code.MODEL_SELF_TEST_FAILED, "expected further ", () -> open(moved));
            }
        }
    }

    @Test
    void theGateSeesThatAFurtherTargetBecameAnother() throws Exception {
        Path accepted = TinyModel.write(folder, TinyModel.withFurther(card.toJson()));
        Path baseline = folder.resolve("baseline.json");
        Path cohort = GateFixture.cohort(Files.createDirectory(folder.resolve("cohort")), accepted);
        ModelCheck.of(accepted).references(cohort).record(baseline).assertPassed();
        Target centimetres = new Target("thickness_mm", "Cortical thickness", "cm", 0, 60);
        ModelCard changed = with(new FurtherTarget(centimetres, "none", Map.of("0.90", 1.6), 1))
                .modelVersion("1.1.0")
                .build();
        Path next = Files.write(folder.resolve("next.onnx"), TinyModel.withFurther(changed.toJson()));
        assertThat(ModelCheck.of(next)
                        .baseline(baseline)
                        .run()
                        .outcome("contract")
                        .detail())
                .contains("further_targets: expected [", "unit=mm", "unit=cm");
    }

    private static GoldenVector golden(GoldenVector v, double... further) {
        List<Double> values = new ArrayList<>();
        for (double value : further) {
            values.add(value);
        }
        return new GoldenVector(
                v.radiograph(),
                v.clinical(),
                v.bmd(),
                v.spread(),
                v.outlierScore(),
                v.clinicalAttention(),
                values,
                v.furtherSpread().subList(0, further.length));
    }

    private static void refused(Code code, String message, ThrowingCallable call) {
        assertRefused(code, call);
        assertThatThrownBy(call).hasMessageContaining(message);
    }

    /** Cards as each schema's SDK wrote them: they stay readable, and are written again byte for byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void cardsOfEverySchemaStayReadable(int version) throws Exception {
        try (InputStream file = getClass().getResourceAsStream("/cards/card-" + version + ".json")) {
            String json = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            ModelCard read = ModelCard.parse(json);

            assertThat(read.schemaVersion()).isEqualTo(version);
            assertThat(read.toJson()).isEqualTo(json);
            assertThat(read.toBuilder().build()).isEqualTo(read);
            assertThat(read.furtherTargets()).hasSize(version == 4 ? 2 : 0);
        }
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(BmdEstimate.class.getResourceAsStream(name));
    }
}
