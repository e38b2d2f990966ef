package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.heldout.HeldOut;
import org.xattnbmd.trainer.run.MeanRadiograph;
import org.xattnbmd.trainer.study.StudyRecord;

/**
 * Reads cohorts with an exported model, as they are and under every {@linkplain Condition condition}, and keeps what was
 * read in a folder, so that a killed study goes on where it was. The same settings give the same figures.
 */
public final class RobustnessStudy {

    private static final String READINGS = "readings";

    private final RobustnessSettings settings;

    public RobustnessStudy(RobustnessSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads everything that is not read yet.
     *
     * @param folder of the study
     * @param resume whether to go on with a study that the folder holds
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the folder holds a study and it was not asked to go on,
     *     {@code CHECKPOINT} if the one there has other settings, {@code COHORT_*} and {@code MANIFEST_*} for the cohorts
     * @throws org.xattnbmd.sdk.BmdException {@code MODEL_*}
     */
    public RobustnessResult run(Path folder, boolean resume) {
        StudyRecord.requireFree(folder, resume);
        try (BmdEstimator estimator = HeldOut.open(settings.model())) {
            ModelCard card = estimator.modelCard();
            StudyCohort internal = limited(StudyCohort.of(
                    settings.cohorts().studied(), settings.cohorts().split(), card));
            Optional<StudyCohort> external =
                    further(internal, settings.cohorts().external(), card);
            Optional<StudyCohort> poses = further(internal, settings.cohorts().poses(), card);
            Radiograph noImage =
                    MeanRadiograph.noImage(settings.run(), internal.chosen(), settings.model(), card.preprocessing());
            List<Condition> conditions = Conditions.of(
                    card.clinicalFields(),
                    internal.chosen(),
                    noImage,
                    settings.draws().permutations(),
                    settings.draws().seed());
            String hash = Sha256.ofNamed(settings.model());
            record(hash, internal, external, poses, conditions).begin(folder, resume);

            List<Condition> clean = List.of(Condition.clean());
            Path readings = folder.resolve(READINGS);
            return new RobustnessResult(
                    settings,
                    hash,
                    conditions,
                    read(estimator, "internal", internal, conditions, readings),
                    external.map(c -> read(estimator, "external", c, clean, readings)),
                    poses.map(c -> read(estimator, "poses", c, clean, readings)));
        }
    }

    private Optional<StudyCohort> further(StudyCohort internal, Path folder, ModelCard card) {
        return Optional.ofNullable(folder).map(f -> limited(StudyCohort.beside(internal, f, card)));
    }

    private StudyCohort limited(StudyCohort cohort) {
        return cohort.limited(settings.draws().limit(), settings.draws().seed());
    }

    private static RobustnessResult.Read read(
            BmdEstimator estimator, String label, StudyCohort cohort, List<Condition> conditions, Path folder) {
        Reader reader = new Reader(estimator, conditions, cohort.layout()::spacingMillimetres);
        return new RobustnessResult.Read(
                cohort,
                new CohortReadings(
                        estimator.modelCard(),
                        cohort.chosen(),
                        reader.read(label, cohort.chosen(), folder.resolve(label))));
    }

    private StudyRecord record(
            String model,
            StudyCohort internal,
            Optional<StudyCohort> external,
            Optional<StudyCohort> poses,
            List<Condition> conditions) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("study", "robustness");
        record.put("model", model);
        record.put("cohort", internal.dataHash());
        record.put("split", settings.cohorts().split().name());
        record.put("external", external.map(StudyCohort::dataHash).orElse(""));
        record.put("poses", poses.map(StudyCohort::dataHash).orElse(""));
        record.put("noImage", settings.run() == null ? "mean of the evaluated images" : "mean training image");
        record.put("limit", settings.draws().limit());
        record.put("seed", settings.draws().seed());
        record.put("conditions", conditions.stream().map(Condition::key).toList());
        return StudyRecord.of(record);
    }
}
