package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class BmdEstimatorTest {

    private static final int W = 300;
    private static final int H = 360;
    private static final PixelFormat FORMAT = PixelFormat.unsigned(16).withSide(Side.LEFT);
    private static final Radiograph HIP = Radiograph.of(SyntheticHip.left(W, H, 3), W, H, FORMAT);
    private static final ClinicalRecord WOMAN = ClinicalRecord.builder()
            .set("age", 75)
            .set("sex", "female")
            .set("height_cm", 160)
            .set("weight_kg", 68)
            .build();

    @TempDir
    static Path folder;

    private static Path model;
    private static BmdEstimator estimator;

    @BeforeAll
    static void open() {
        model = TinyModel.write(folder);
        estimator = BmdEstimator.builder(model).threads(1).open();
    }

    @AfterAll
    static void close() {
        estimator.close();
    }

    @Test
    void estimateIsTheNetworksAnswerForThePreparedRadiograph() {
        BmdEstimate estimate = estimator.estimate(HIP, WOMAN);

        double mean = 0;
        float[] input = estimator.modelCard().preprocessing().apply(HIP);
        for (float pixel : input) {
            mean += pixel / input.length;
        }
        double z = 0.5 - 1 - 0.5 - 7 / 15.0;
        assertThat(estimate.bmd()).isCloseTo(TinyModel.bmd(mean, z), within(1e-5));
        assertThat(estimate.tScoreUnrounded()).isCloseTo((estimate.bmd() - 1.038) / 0.139, within(1e-9));
        assertThat(estimate.interval().coverage()).isEqualTo(0.9);
        assertThat(estimate.interval().upper() - estimate.bmd()).isCloseTo(1.7 * estimate.spread(), within(1e-9));
        assertThat(estimate.screening().get(0).below()).isEqualTo(estimate.bmd() < 0.899);
        assertThat(estimate.clinicalAttention().keySet()).containsExactly("age", "sex", "height_cm", "weight_kg");
        assertThat(estimate.clinicalAttention().values().stream()
                        .mapToDouble(v -> v)
                        .sum())
                .isCloseTo(1, within(1e-5));
        assertThat(estimate.imageAttention().values().stream()
                        .mapToDouble(v -> v)
                        .sum())
                .isCloseTo(1, within(1e-5));
        assertThat(estimate.model().id()).isEqualTo("tiny");
        assertThat(estimate.model().sha256()).hasSize(64);
    }

    @Test
    void batchGivesTheSameAsOneByOne() {
        List<BmdRequest> requests = new ArrayList<>();
        for (int seed = 0; seed < 7; seed++) {
            Radiograph hip = Radiograph.of(SyntheticHip.left(W, H, seed), W, H, FORMAT);
            requests.add(new BmdRequest(
                    hip, ClinicalRecord.builder().set("age", 60 + seed).build()));
        }
        List<BmdEstimate> together = estimator.estimateAll(requests);

        for (int i = 0; i < requests.size(); i++) {
            BmdEstimate alone = estimator.estimate(
                    requests.get(i).radiograph(), requests.get(i).clinical());
            assertThat(together.get(i).bmd()).isCloseTo(alone.bmd(), within(1e-6));
            assertThat(together.get(i).imageAttention()).isEqualTo(alone.imageAttention());
        }
        assertThat(estimator.estimateAll(List.of())).isEmpty();
    }

    @Test
    void attentionLiesOnTheCallersPictureForBothSides() {
        Radiograph right =
                Radiograph.of(SyntheticHip.mirrored(SyntheticHip.left(W, H, 3), W), W, H, FORMAT.withSide(Side.RIGHT));
        BmdEstimate left = estimator.estimate(HIP, WOMAN);
        BmdEstimate mirrored = estimator.estimate(right, WOMAN);

        assertThat(mirrored.bmd()).isCloseTo(left.bmd(), within(1e-6));
        BmdEstimate.Area a = left.imageAttention().area();
        BmdEstimate.Area b = mirrored.imageAttention().area();
        assertThat(b.x() + b.width()).isCloseTo(W - a.x(), within(1e-6));
        for (int row = 0; row < TinyModel.CELLS; row++) {
            for (int column = 0; column < TinyModel.CELLS; column++) {
                assertThat(mirrored.imageAttention().value(row, column))
                        .isCloseTo(left.imageAttention().value(row, TinyModel.CELLS - 1 - column), within(1e-6));
            }
        }
    }

    @Test
    void warningsSayWhatIsMissingOrUnusual() {
        BmdEstimate estimate = estimator.estimate(
                HIP.withSide(Side.UNKNOWN),
                ClinicalRecord.builder()
                        .set("age", 105)
                        .set("height", 1.25, "m")
                        .set("weight_kg", 190)
                        .build());

        assertThat(estimate.warnings())
                .extracting(BmdEstimate.Warning::kind)
                .contains(
                        BmdEstimate.Warning.Kind.SIMULATED_MODEL,
                        BmdEstimate.Warning.Kind.MISSING_FIELDS,
                        BmdEstimate.Warning.Kind.UNUSUAL_CLINICAL_VALUE,
                        BmdEstimate.Warning.Kind.IMPLAUSIBLE_COMBINATION,
                        BmdEstimate.Warning.Kind.UNUSUAL_RADIOGRAPH,
                        BmdEstimate.Warning.Kind.UNKNOWN_SIDE);
        assertThat(estimate.warnings()).extracting(BmdEstimate.Warning::message).noneMatch(m -> m.contains("190"));
    }

    @Test
    void manyThreadsShareOneEstimator() throws Exception {
        double expected = estimator.estimate(HIP, WOMAN).bmd();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Double>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                results.add(pool.submit(() -> estimator.estimate(HIP, WOMAN).bmd()));
            }
            for (Future<Double> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void closingTwiceIsFineAndUseAfterCloseIsRefused() {
        BmdEstimator shortLived = BmdEstimator.open(model);
        shortLived.close();
        shortLived.close();

        assertThatThrownBy(() -> shortLived.estimate(HIP, WOMAN))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(Code.ESTIMATOR_CLOSED));
        assertThat(shortLived.modelCard().modelId()).isEqualTo("tiny");
    }

    @Test
    void closeDuringCallsLetsThemFinish() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                BmdEstimator shared = BmdEstimator.builder(model).threads(1).open();
                List<Future<BmdEstimate>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    calls.add(pool.submit(() -> shared.estimate(HIP, WOMAN)));
                }
                shared.close();
                for (Future<BmdEstimate> call : calls) {
                    try {
                        assertThat(call.get().bmd()).isPositive();
                    } catch (ExecutionException e) {
                        assertThat(e.getCause())
                                .isInstanceOfSatisfying(
                                        BmdException.class,
                                        refused -> assertThat(refused.code()).isEqualTo(Code.ESTIMATOR_CLOSED));
                    }
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void runtimeSaysWhatItRunsOn() {
        RuntimeInfo runtime = estimator.runtime();

        assertThat(runtime.actualDevice()).isEqualTo(RuntimeInfo.Processor.CPU);
        assertThat(runtime.threads()).isEqualTo(1);
        assertThat(runtime.libraries()).containsKeys("onnxruntime", "opencv");
    }

    @Test
    void jsonHasTheNumbersAndSaysSimulated() throws Exception {
        BmdEstimate estimate = estimator.estimate(HIP, WOMAN);
        JsonNode json = new ObjectMapper().readTree(estimate.toJson());

        assertThat(json.get("bmd_g_per_cm2").doubleValue()).isEqualTo(estimate.bmd());
        assertThat(json.get("t_score").doubleValue()).isEqualTo(estimate.tScore());
        assertThat(json.get("model").get("simulated").booleanValue()).isTrue();
        assertThat(json.get("image_attention").get("values")).hasSize(16);
        assertThat(json.get("intervals")).hasSize(2);
    }
}
