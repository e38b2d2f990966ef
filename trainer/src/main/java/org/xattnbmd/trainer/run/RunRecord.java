package org.xattnbmd.trainer.run;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.Calibration;
import org.xattnbmd.trainer.calibration.Recalibration;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.EpochRecord;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * All that is known of a finished run, {@code run.json} in its folder ({@link RunFolder}); with {@code model.safetensors}
 * beside it, enough to export the model. In the file the parts' values stand side by side, in this order.
 *
 * @param data what it learned from
 * @param setup what was trained, and how
 * @param calibration from the calibration split and the subjects held back from training
 * @param recalibration the line that is folded into the weights
 * @param golden inputs of the golden vectors
 * @param provenance what computed it
 * @param course the epochs
 * @param restrictions what keeps it from being exported
 */
public record RunRecord(
        @JsonUnwrapped Data data,
        @JsonUnwrapped Setup setup,
        @JsonUnwrapped Calibration calibration,
        Recalibration recalibration,
        List<GoldenInput> golden,
        @JsonUnwrapped Provenance provenance,
        @JsonUnwrapped Course course,
        @JsonUnwrapped Restrictions restrictions) {

    /** A damaged record must not reach the export: Jackson reports what is refused here with the file. */
    public RunRecord {
        // Records from before it was fitted have none.
        recalibration = recalibration == null ? Recalibration.NONE : recalibration;
        int fields = setup.clinicalFields().size();
        int further = data.furtherTargets().size();
        require(
                setup.network().further() == further && calibration.further().size() == further,
                "The record of a run: a head and a calibration per further target.");
        require(golden != null && !golden.isEmpty(), "The record of a run: at least one golden input.");
        golden.forEach(g -> require(
                g != null
                        && g.radiograph() != null
                        && g.clinical() != null
                        && g.clinical().size() == fields,
                "The record of a run: a golden input has a picture and a value per field."));
    }

    /**
     * What a run learned from.
     *
     * @param simulated whether the cohort is simulated
     * @param densitometer scale of the labels; GE Lunar in records from before it could be given
     * @param dataHash SHA-256 of the manifest, or of its hash and its description's
     * @param subjects of the training split, validation not counted
     * @param target what was measured; null, and not in the file, for femoral-neck BMD
     * @param furtherTargets what was measured beside it; empty, and not in the file, for nothing
     */
    public record Data(
            boolean simulated,
            String densitometer,
            String dataHash,
            int subjects,
            @JsonInclude(JsonInclude.Include.NON_NULL) Target target,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Target> furtherTargets) {
        public Data {
            furtherTargets = furtherTargets == null ? List.of() : List.copyOf(furtherTargets);
            target = Target.FEMORAL_NECK.equals(target) ? null : target;
            densitometer = densitometer == null ? DensitometerScale.LUNAR.label() : densitometer;
            requireThere(dataHash);
        }

        /** What was measured, and is estimated. */
        public Target measured() {
            return target == null ? Target.FEMORAL_NECK : target;
        }
    }

    /**
     * What was trained, and how.
     *
     * @param backboneWeights file name and SHA-256 of the pretrained encoder, empty if it started at random
     * @param clinicalFields one per column of the clinical input
     * @param startedFrom another run's weights that it began with, and what was kept of them; empty, and not in the file, for
     *     none
     */
    public record Setup(
            NetworkConfig network,
            String backboneWeights,
            TrainingConfig training,
            Preprocessing preprocessing,
            List<ClinicalField> clinicalFields,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String startedFrom) {
        public Setup {
            backboneWeights = backboneWeights == null ? "" : backboneWeights;
            startedFrom = startedFrom == null ? "" : startedFrom;
            requireThere(network, training, preprocessing);
            require(
                    clinicalFields != null && network.fields().size() == clinicalFields.size(),
                    "The record of a run: one field per input.");
        }
    }

    /**
     * What computed a run.
     *
     * @param device where it ran and why
     * @param seconds wall time, the reading of images left out: several runs may share one reading
     */
    public record Provenance(String gitRevision, Map<String, String> libraries, String device, double seconds) {
        public Provenance {
            requireThere(gitRevision, libraries, device);
        }
    }

    /**
     * The epochs of a run.
     *
     * @param bestEpoch the one whose averaged weights are kept, from 1
     * @param history all of them, in order
     */
    public record Course(int bestEpoch, List<EpochRecord> history) {
        public Course {
            require(
                    history != null && bestEpoch >= 1 && bestEpoch <= history.size(),
                    "The record of a run: the kept epoch is in the history.");
        }

        /** The kept one. */
        public EpochRecord best() {
            return history.get(bestEpoch - 1);
        }
    }

    /**
     * What keeps a run from being exported, or from being measured on a held-out split.
     *
     * @param acrossSplits whether its subjects were chosen without regard to the manifest's splits, as cross-validation does:
     *     then no split is held out from it
     * @param imputation what was done to missing clinical values before the network saw them, empty if nothing
     */
    public record Restrictions(boolean acrossSplits, String imputation) {
        public Restrictions {
            imputation = imputation == null ? "" : imputation;
        }
    }

    /**
     * An input for a golden vector.
     *
     * @param radiograph as in the model card
     * @param clinical null = missing
     */
    public record GoldenInput(String radiograph, List<Double> clinical) {}

    /** Which weights are kept, in words. */
    public String kept() {
        int averaged = setup.training().schedule().swaEpochs();
        return averaged == 0 ? Integer.toString(course.bestEpoch()) : "the mean of the last " + averaged;
    }

    /**
     * Refuses a cohort of which this run can't say who is held out from it.
     *
     * @throws TrainerException {@code COHORT_OTHER} if the run has learned from another one, or from subjects of all splits
     */
    public void requireHeldOut(CohortLayout cohort) {
        if (restrictions.acrossSplits()) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    "The run is a fold of a cross-validation, which has learned from subjects of all splits, so that none"
                            + " is held out. Expected a run of `train`.");
        }
        String hash = cohort.dataHash();
        if (!hash.equals(data.dataHash())) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    "The run has learned from another cohort than this one, or the manifest has changed since: expected"
                            + " SHA-256 " + data.dataHash() + ", received " + hash
                            + ". Give the cohort that the run was trained on.");
        }
    }

    private static void requireThere(Object... parts) {
        for (Object part : parts) {
            require(part != null, "The record of a run: nothing may be missing.");
        }
    }
}
