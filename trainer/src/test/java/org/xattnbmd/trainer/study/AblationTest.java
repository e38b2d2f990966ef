package org.xattnbmd.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.ManifestRow.Facts;
import org.xattnbmd.trainer.data.ManifestRow.View;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.LossKind;
import org.xattnbmd.trainer.training.TrainingData;

class AblationTest {

    private static final DeviceChoice CPU = new DeviceChoice(Device.cpu(), "CPU, as asked");

    private final Variant reference = new Variant(Variant.REFERENCE, RunConfig.demo(), MissingValues.TOKENS);

    private Ablation plan(Map<VariantAxis, List<String>> axes) {
        return Ablation.of(reference, axes, CPU, 5, 1);
    }

    @Test
    void anAxisVariesOneThingAndSparesWhatTheReferenceHas() {
        Ablation ablation = plan(Map.of(VariantAxis.FUSION, List.of()));
        assertThat(ablation.variants())
                .extracting(Variant::name)
                .contains("reference", "fusion=concat", "fusion=joint")
                .doesNotContain("fusion=both")
                .hasSize(FusionStrategy.values().length);
        Variant concat = ablation.variants().stream()
                .filter(v -> v.name().equals("fusion=concat"))
                .findFirst()
                .orElseThrow();
        assertThat(concat.config()).isEqualTo(RunConfig.demo().withFusion(FusionStrategy.CONCAT));
    }

    @Test
    void theSameSettingOfTwoAxesIsTrainedOnce() {
        assertThat(plan(Map.of(VariantAxis.LOSS, List.of("smooth_l1"), VariantAxis.WEIGHTING, List.of("none", "both")))
                        .variants())
                .hasSize(2);
    }

    @Test
    void weightingSwitchesTheTwoWeightsApart() {
        Variant density = plan(Map.of(VariantAxis.WEIGHTING, List.of("density")))
                .variants()
                .get(1);
        LossConfig loss = density.config().training().loss();
        assertThat(loss.densityWeight()).isEqualTo(LossConfig.defaults().densityWeight());
        assertThat(loss.clinicalWeight()).isZero();
        assertThat(loss.kind()).isEqualTo(LossKind.WEIGHTED_SMOOTH_L1);
    }

    @Test
    void gatesAreVariedAlone() {
        RunConfig usual = RunConfig.demo();
        assertThat(plan(Map.of(VariantAxis.GATE, List.of())).variants())
                .extracting(Variant::config)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(AttentionGate.values()).map(usual::withGate).toList());
    }

    @Test
    void whatIsNoVariantIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Map.of(VariantAxis.FUSION, List.of("glue"))))
                .withMessageContaining("glue");
        assertThatIllegalArgumentException().isThrownBy(() -> plan(Map.of(VariantAxis.FUSION, List.of("both"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        plan(Map.of(VariantAxis.BACKBONE, List.of())).backboneWeights(Path.of("resnet18.safetensors")))
                .withMessageContaining("one backbone");
    }

    /** Errors of 0.02 g/cm² against 0.04, so that the gains are known. */
    @Test
    void gainsOverConcatenationStandBesideThePapers() {
        Map<Variant, CrossValidationResult> results = new LinkedHashMap<>();
        Ablation ablation = plan(Map.of(VariantAxis.FUSION, List.of("concat")));
        results.put(ablation.variants().get(0), result(0.02));
        results.put(ablation.variants().get(1), result(0.04));
        LoadedCohort cohort = new LoadedCohort(
                true,
                "GE Lunar",
                "0",
                StudyFields.READY_MADE,
                ModelCard.Target.FEMORAL_NECK,
                List.of(),
                new Cohort(List.of(), new TrainingData(new float[0][], new float[0][], new float[0], new float[0][])));
        Map<String, EvidenceTable> tables = AblationTables.of(results, cohort).tables();
        List<EvidenceTable.Row> gains =
                tables.get("attention-against-concatenation").rows();
        assertThat(gains).extracting(EvidenceTable.Row::name).containsExactly("MSE", "MAE", "R²");
        assertThat(gains.get(0).values()[2]).isBetween(-0.85, -0.70);
        assertThat(gains.get(1).values()[2]).isBetween(-0.55, -0.45);
        assertThat(gains.get(0).values()[4]).isEqualTo(-0.167);
        assertThat(tables).containsKeys("variants", "folds-mae-lowest-fifth", "folds-mae-half-missing");
        assertThat(tables).doesNotContainKey("weighted-against-plain-loss");
        assertThat(tables.get("folds-mse").caption()).startsWith("SIMULATED");
    }

    private static CrossValidationResult result(double error) {
        List<CrossValidationResult.Fold> folds = new ArrayList<>();
        for (int fold = 0; fold < 3; fold++) {
            List<ManifestRow> rows = new ArrayList<>();
            List<FoldEstimates.Row> estimates = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                double bmd = 0.6 + 0.025 * i;
                String id = fold + "-" + i;
                rows.add(new ManifestRow(
                        2, id, Split.TRAIN, View.of(Path.of(id)), Facts.of(i % 2 == 0 ? "male" : "female", 70), bmd));
                // A little different in every fold and subject, or no test could tell anything.
                double e = error * (1 + 0.01 * fold * fold + 0.001 * i) * (i % 2 == 0 ? 1 : -1);
                estimates.add(new FoldEstimates.Row(id, bmd + e, 0.05, bmd + 2 * e));
            }
            folds.add(new CrossValidationResult.Fold("Fold", rows, estimates));
        }
        return CrossValidationResult.of(folds);
    }
}
