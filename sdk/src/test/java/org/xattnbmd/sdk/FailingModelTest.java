package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.GateModel;
import org.xattnbmd.sdk.fixtures.GateModel.Damage;
import org.xattnbmd.sdk.fixtures.ProtobufWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Models that pass their self-test and fail later: the caller gets a code, and the estimator serves on. */
class FailingModelTest {

    private static final Radiograph HIP = Radiograph.of(SyntheticHip.left(90, 80, 3), 90, 80, PixelFormat.unsigned(16));

    @TempDir
    Path folder;

    @Test
    void answersThatAreNoNumbersAreNeverReturned() {
        assertFailsAtOldAgeOnly(Damage.NOT_FINITE_AT_OLD_AGE, Code.RESULT_NOT_FINITE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Damage.class,
            names = {"HUGE_AT_OLD_AGE", "NEGATIVE_AT_OLD_AGE", "NEGATIVE_SPREAD_AT_OLD_AGE", "HUGE_SPREAD_AT_OLD_AGE"})
    void answersThatNoFemoralNeckHasAreNeverReturned(Damage damage) {
        assertFailsAtOldAgeOnly(damage, Code.RESULT_OUT_OF_RANGE);
    }

    @Test
    void anOutputOfAnotherRankThanDeclaredIsACode() {
        byte[] model = GateModel.bytes(Damage.OTHER_RANK, TinyModel.card().toJson());

        assertRefused(Code.MODEL_CONTRACT, () -> BmdEstimator.open(TinyModel.write(folder, model)));
    }

    @Test
    void failureInsideTheRuntimeIsACode() {
        assertFailsAtOldAgeOnly(Damage.FAILS_AT_OLD_AGE, Code.RUN_FAILED);
    }

    @Test
    void modelThatTheRuntimeRefusesDoesNotOpen() {
        ProtobufWriter negated =
                new ProtobufWriter().text(1, "bmd").text(2, "more").text(4, "Not");
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.writeBytes(TinyModel.bytes());
        // Appended fields of a protobuf message are merged with those before.
        model.writeBytes(new ProtobufWriter()
                .message(7, new ProtobufWriter().message(1, negated))
                .toBytes());

        assertRefused(Code.MODEL_LOAD_FAILED, () -> BmdEstimator.open(TinyModel.write(folder, model.toByteArray())));
    }

    private void assertFailsAtOldAgeOnly(Damage damage, Code code) {
        Path model = TinyModel.write(folder, GateFixture.model(damage, "1.0.0", 2));
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            assertRefused(code, () -> estimator.estimate(HIP, aged(105)));
            assertThat(estimator.estimate(HIP, aged(80)).bmd()).isFinite();
        }
    }

    private static ClinicalRecord aged(int years) {
        return ClinicalRecord.builder().set("age", years).build();
    }
}
