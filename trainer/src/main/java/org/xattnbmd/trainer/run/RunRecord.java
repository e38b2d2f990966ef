package org.xattnbmd.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.LeastSignificantChange;
import org.xattnbmd.trainer.calibration.Recalibration;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.EpochRecord;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * All that is known of a finished run, {@code run.json} in its folder; with {@code model.safetensors} beside it, enough
 * to export the model.
 *
 * @param simulated whether the cohort is simulated
 * @param densitometer scale of the labels
 * @param dataHash SHA-256 of the manifest, or of its hash and its description's
 * @param subjects of the training split, validation not counted
 * @param backboneWeights file name and SHA-256 of the pretrained encoder, empty if it started at random
 * @param conformalQuantiles coverage to factor, from the calibration split and the subjects held back from training
 * @param outlierThreshold 99th percentile of the same subjects' outlier scores
 * @param leastSignificantChange 2.77 times the root-mean-square sd of repeated readings, g/cm²
 * @param precisionMeasured whether those were of several radiographs of the same hips
 * @param precisionBasis which readings those were
 * @param recalibration the line that is folded into the weights
 * @param golden inputs of the golden vectors
 * @param device where it ran and why
 * @param seconds wall time, the reading of images left out: several runs may share one reading
 * @param acrossSplits whether its subjects were chosen without regard to the manifest's splits, as cross-validation does:
 *     then no split is held out from it
 * @param imputation what was done to missing clinical values before the network saw them, empty if nothing
 */
public record RunRecord(
        boolean simulated,
        String densitometer,
        String dataHash,
        int subjects,
        NetworkConfig network,
        String backboneWeights,
        TrainingConfig training,
        Preprocessing preprocessing,
        List<ClinicalField> clinicalFields,
        Map<String, Double> conformalQuantiles,
        double outlierThreshold,
        double leastSignificantChange,
        boolean precisionMeasured,
        String precisionBasis,
        Recalibration recalibration,
        List<GoldenInput> golden,
        String gitRevision,
        Map<String, String> libraries,
        String device,
        double seconds,
        int bestEpoch,
        List<EpochRecord> history,
        boolean acrossSplits,
        String imputation) {

    /** A damaged record must not reach the export: Jackson reports what is refused here with the file. */
    public RunRecord {
        // Records from before these could be given have no such part.
        densitometer = densitometer == null ? DensitometerScale.LUNAR.label() : densitometer;
        backboneWeights = backboneWeights == null ? "" : backboneWeights;
        imputation = imputation == null ? "" : imputation;
        precisionBasis = precisionBasis == null ? "not recorded" : precisionBasis;
        recalibration = recalibration == null ? Recalibration.NONE : recalibration;
        Stream.of(dataHash, network, training, preprocessing, gitRevision, device)
                .forEach(part -> require(part != null, "nothing may be missing"));
        require(clinicalFields != null && network.fields().size() == clinicalFields.size(), "one field per input");
        require(conformalQuantiles != null && libraries != null, "quantiles and libraries are needed");
        require(golden != null && !golden.isEmpty(), "at least one golden input");
        golden.forEach(g -> require(
                g != null
                        && g.radiograph() != null
                        && g.clinical() != null
                        && g.clinical().size() == clinicalFields.size(),
                "a golden input has a picture and a value per field"));
        require(history != null && bestEpoch >= 1 && bestEpoch <= history.size(), "the kept epoch is in the history");
    }

    static final String FILE = "run.json";
    public static final String WEIGHTS = "model.safetensors";

    /** The mean training crop as a picture: what "no image" means. */
    public static final String MEAN_RADIOGRAPH = "mean-radiograph.png";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * An input for a golden vector.
     *
     * @param radiograph as in the model card
     * @param clinical null = missing
     */
    public record GoldenInput(String radiograph, List<Double> clinical) {}

    public LeastSignificantChange change() {
        return new LeastSignificantChange(leastSignificantChange, precisionMeasured, precisionBasis);
    }

    void write(Path folder) {
        try {
            SafeFiles.writeAtomically(folder.resolve(FILE), JSON.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the record of a run folder. */
    public static RunRecord read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new TrainerException(
                    Code.CHECKPOINT, "No finished run in " + folder + ": expected " + FILE + ", as `train` writes it.");
        }
        try {
            RunRecord record = JSON.readValue(file.toFile(), RunRecord.class);
            if (record == null) {
                throw new IOException("it is empty");
            }
            return record;
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, file + " is not the record of a run of this version", e);
        }
    }

    private static void require(boolean holds, String expected) {
        RefusedValueException.require(holds, "The record of a run: " + expected + ".");
    }
}
