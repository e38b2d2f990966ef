package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.ManifestRow.Facts;
import org.xattnbmd.trainer.data.ManifestRow.View;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.TinyNetworks;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.TrainingData;

class CalibrationTest {

    private static TrainingData data(int n) {
        Random random = new Random(4);
        float[][] crops = new float[n][TinyNetworks.SIZE * TinyNetworks.SIZE];
        float[][] clinical = new float[n][];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < crops[i].length; p++) {
                crops[i][p] = random.nextFloat();
            }
            clinical[i] = new float[] {60 + 30 * random.nextFloat(), random.nextInt(2), 70, random.nextInt(3)};
            bmd[i] = 0.5f + 0.8f * random.nextFloat();
            boxes[i] = new float[] {0.5f, 0.5f, 0.2f, 0.2f};
        }
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    /** A cohort of {@code subjects}, imaged {@code times} each, on one measurement. */
    private static Cohort cohort(int subjects, int times) {
        TrainingData data = data(subjects * times);
        List<ManifestRow> rows = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            rows.add(row("S" + i / times, 0.8 + 0.001 * (i / times)));
        }
        return new Cohort(rows, data);
    }

    private static ManifestRow row(String subject, double bmd) {
        return new ManifestRow(
                2, subject, Split.CALIBRATION, View.of(Path.of("none.png")), Facts.of("female", 70), bmd);
    }

    private static Calibration calibrate(FusionStrategy fusion, int n) {
        return calibrate(fusion, new CalibrationSubjects(cohort(n, 1), cohort(n, 1)));
    }

    private static Calibration calibrate(FusionStrategy fusion, CalibrationSubjects subjects) {
        Engine.getInstance().setRandomSeed(1);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, false), manager);
            Predictor predictor = new Predictor(network, manager);
            TrainingData data = subjects.data();
            Predictor.Predictions out = predictor.predict(data.crops(), data.clinical());
            return Calibration.of(
                            out, subjects, LeastSignificantChange.of(predictor::predict, network.config(), subjects, 9))
                    .withTrust(predictor::predict, network.config(), out, subjects, 9);
        }
    }

    @Test
    void enoughSubjectsSayWhatIsNotUsable() {
        Calibration calibration = calibrate(FusionStrategy.BOTH, 40);
        assertThat(calibration.trust().outlierHardLimit()).isGreaterThanOrEqualTo(calibration.outlierThreshold());
        assertThat(calibration.trust().unusualWidening()).isBetween(1.0, 10.0);
        assertThat(calibration.trust().basis()).contains("40 known ones", "times as wide");
        assertThat(calibrate(FusionStrategy.BOTH, 16).trust()).isNull();
    }

    @Test
    void quantilesGrowWithCoverage() {
        Calibration calibration = calibrate(FusionStrategy.BOTH, 40);
        assertThat(calibration.conformalQuantiles()).containsOnlyKeys("0.80", "0.90", "0.95");
        List<Double> quantiles =
                new ArrayList<>(calibration.conformalQuantiles().values());
        assertThat(quantiles).isSorted().allMatch(q -> q > 0);
        assertThat(calibration.change().gramsPerCm2()).isPositive();
    }

    @Test
    void coverageThatTooFewSubjectsCannotGiveIsLeftOut() {
        assertThat(calibrate(FusionStrategy.BOTH, 16).conformalQuantiles()).containsOnlyKeys("0.80", "0.90");
    }

    @Test
    void repeatedRadiographsChangeNothingForANetworkThatSeesNone() {
        assertThat(calibrate(FusionStrategy.CLINICAL, 16).change().gramsPerCm2())
                .isLessThan(1e-3);
    }

    @Test
    void repeatedRadiographsGiveTheLeastSignificantChange() {
        Cohort once = cohort(40, 1);
        Calibration measured = calibrate(FusionStrategy.BOTH, new CalibrationSubjects(once, cohort(30, 2)));
        assertThat(measured.change().measured()).isTrue();
        assertThat(measured.change().basis()).contains("30 hips", "30 degrees of freedom");
        Calibration turned = calibrate(FusionStrategy.BOTH, new CalibrationSubjects(once, cohort(29, 2)));
        assertThat(turned.change().measured()).isFalse();
        assertThat(turned.change().basis()).contains("lower bound");
        assertThat(measured.change().gramsPerCm2()).isNotEqualTo(turned.change().gramsPerCm2());
        assertThat(measured.conformalQuantiles()).isEqualTo(turned.conformalQuantiles());
    }

    @Test
    void equalReadingsOfOneHipLeaveNoChangeToExceed() {
        Cohort study = cohort(30, 2);
        for (int i = 0; i < 60; i += 2) {
            study.data().crops()[i + 1] = study.data().crops()[i];
            study.data().clinical()[i + 1] = study.data().clinical()[i];
        }
        Calibration calibration = calibrate(FusionStrategy.BOTH, new CalibrationSubjects(cohort(16, 1), study));
        assertThat(calibration.change().gramsPerCm2()).isLessThan(1e-5);
    }

    @Test
    void aSubjectCountsOnceHoweverOftenItWasImaged() {
        Cohort twice = cohort(16, 2);
        assertThat(calibrate(FusionStrategy.BOTH, new CalibrationSubjects(twice, twice))
                        .conformalQuantiles())
                .containsOnlyKeys("0.80", "0.90");
    }

    @Test
    void visitsWithMeasurementsOfTheirOwnAreNoRepeats() {
        assertThat(CalibrationSubjects.repeated(cohort(3, 2).rows())).hasSize(3);
        assertThat(CalibrationSubjects.repeated(List.of(row("S1", 0.8), row("S1", 0.79), row("S1", 0.78))))
                .isEmpty();
    }

    @Test
    void lowerPrecisionWidensAMeasuredChange() {
        double error = 0.03 / RepeatPrecision.LSC_FACTOR;
        LeastSignificantChange widened =
                new LeastSignificantChange(0.04, true, "study").rounded(new double[] {error, -error});
        assertThat(widened.gramsPerCm2()).isCloseTo(0.05, within(1e-12));
        assertThat(widened.measured()).isTrue();
        assertThat(widened.basis()).startsWith("study").contains("lower precision");
    }

    @Test
    void cpuIsTakenAsAskedAndSaidSo() {
        DeviceChoice choice = DeviceChoice.of(DeviceChoice.Request.CPU);
        assertThat(choice.device().isGpu()).isFalse();
        assertThat(choice.reason()).contains("CPU", "as asked", "PyTorch");
    }

    @Test
    void gpuIsRefusedWhereThereIsNone() {
        assumeTrue(Engine.getInstance().getGpuCount() == 0, "a machine without a GPU");
        assertThatThrownBy(() -> DeviceChoice.of(DeviceChoice.Request.GPU))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.DEVICE))
                .hasMessageContainingAll("GPU was demanded", "PyTorch", "--device auto or cpu");
        assertThat(DeviceChoice.of(DeviceChoice.Request.AUTO).reason()).contains("sees no GPU");
    }
}
