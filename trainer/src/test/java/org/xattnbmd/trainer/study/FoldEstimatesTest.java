package org.xattnbmd.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

class FoldEstimatesTest {

    @TempDir
    Path folder;

    private final FoldEstimates estimates = new FoldEstimates(List.of(
            new FoldEstimates.Row("a,\"1\"", 0.8123456789, 0.05, 0.79), new FoldEstimates.Row("b", 1.1, 0.06, 1.2)));

    @Test
    void whatIsWrittenIsReadAgainToTheLastDigit() {
        assertThat(FoldEstimates.exist(folder)).isFalse();
        estimates.write(folder, Target.FEMORAL_NECK, List.of());
        assertThat(FoldEstimates.exist(folder)).isTrue();
        assertThat(FoldEstimates.read(folder, List.of("a,\"1\"", "b"), 0)).isEqualTo(estimates);
    }

    @Test
    void furtherTargetsHaveColumnsOfTheirOwn() {
        List<Target> further = List.of(new Target("cortex_mm", "Cortex", "mm", 0, 20), Target.TOTAL_HIP);
        FoldEstimates estimates = new FoldEstimates(List.of(
                new FoldEstimates.Row("a", 0.8, 0.05, 0.79, List.of(5.25, 0.9), List.of(0.5, 0.06)),
                new FoldEstimates.Row("b", 1.1, 0.06, 1.2, List.of(4.5, 0.7), List.of(0.4, 0.05))));
        estimates.write(folder, Target.FEMORAL_NECK, further);
        assertThat(folder.resolve(FoldEstimates.FILE))
                .content()
                .contains(
                        ",estimated_cortex_mm,spread_cortex_mm,estimated_total_hip_bmd_g_cm2,spread_total_hip_bmd_g_cm2\n",
                        ",0.79,5.25,0.5,0.9,0.06\n");
        assertThat(FoldEstimates.read(folder, List.of("a", "b"), 2)).isEqualTo(estimates);
        assertThatThrownBy(() -> FoldEstimates.read(folder, List.of("a", "b"), 3))
                .isInstanceOf(TrainerException.class);
    }

    @Test
    void columnsSayTheTargetsUnit() {
        Path file = folder.resolve(FoldEstimates.FILE);
        estimates.write(folder, Target.FEMORAL_NECK, List.of());
        assertThat(file)
                .content()
                .startsWith(
                        "subject_id,estimated_bmd_g_cm2,spread_g_cm2," + "estimated_bmd_half_of_fields_missing_g_cm2");
        estimates.write(folder, new Target("egfr", "eGFR", "mL/min/1.73 m²", 0, 200), List.of());
        assertThat(file)
                .content()
                .startsWith("subject_id,estimated_ml_min_1_73_m2,spread_ml_min_1_73_m2,"
                        + "estimated_half_of_fields_missing_ml_min_1_73_m2");
        assertThat(FoldEstimates.read(folder, List.of("a,\"1\"", "b"), 0)).isEqualTo(estimates);
    }

    @Test
    void estimatesOfOtherSubjectsAreRefused() {
        estimates.write(folder, Target.FEMORAL_NECK, List.of());
        refuses(List.of("b", "a,\"1\""));
        refuses(List.of("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "subject_id,estimated_bmd_g_cm2\nb,1", "\u0000"})
    void damagedFilesAreRefusedByName(String text) throws IOException {
        Files.writeString(folder.resolve(FoldEstimates.FILE), text);
        refuses(List.of("b"));
    }

    private void refuses(List<String> subjects) {
        assertThatThrownBy(() -> FoldEstimates.read(folder, subjects, 0))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT))
                .hasMessageContaining(FoldEstimates.FILE);
    }
}
