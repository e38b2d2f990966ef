package org.xattnbmd.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.training.Fit;

/** The files of a finished run: its record, its weights and what "no image" means. */
public final class RunFolder {

    /** The record, written last: a folder without it holds no finished run. */
    static final String RECORD = "run.json";

    private static final String WEIGHTS = "model.safetensors";
    private static final String FINDER = "neck-finder.onnx";
    private static final String MEAN_RADIOGRAPH = "mean-radiograph.png";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addMixIn(Preprocessing.class, WithoutNulls.class);

    /** Preprocessing of version 1 has no search, and its record no key for one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface WithoutNulls {}

    private RunFolder() {}

    /** The network's weights as they are exported, recalibration and outlier score included. */
    public static Path weights(Path folder) {
        return folder.resolve(WEIGHTS);
    }

    /** The neck finder, where the run's preprocessing goes by one. */
    public static Path finder(Path folder) {
        return folder.resolve(FINDER);
    }

    /** The mean training crop as a picture. */
    public static Path meanRadiograph(Path folder) {
        return folder.resolve(MEAN_RADIOGRAPH);
    }

    /** Whether a run began in a folder. */
    public static boolean isRun(Path folder) {
        return isFinished(folder) || Fit.hasBegun(folder);
    }

    /** Whether a run in a folder has come to its end. */
    public static boolean isFinished(Path folder) {
        return Files.isRegularFile(folder.resolve(RECORD));
    }

    static void write(RunRecord record, Path folder) {
        try {
            SafeFiles.writeAtomically(folder.resolve(RECORD), JSON.writeValueAsString(record) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads the record of a run folder.
     *
     * @throws TrainerException {@code CHECKPOINT} if there is none, or it is damaged or holds what this version does not know
     */
    public static RunRecord read(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!isFinished(folder)) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "No finished run in " + folder + ": expected " + RECORD + ", as `train` writes it.");
        }
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            RunRecord record = JSON.treeToValue(tree, RunRecord.class);
            if (record == null) {
                throw new IOException("it is empty");
            }
            requireKnown(tree, JSON.valueToTree(record));
            return record;
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, file + " is not the record of a run of this version", e);
        }
    }

    /** Jackson looks over keys that belong to none of several parts side by side: here a key that is not known is refused. */
    private static void requireKnown(JsonNode found, JsonNode known) throws IOException {
        for (Map.Entry<String, JsonNode> entry : found.properties()) {
            if (known == null || !known.has(entry.getKey())) {
                throw new IOException("the key \"" + entry.getKey() + "\" is not known");
            }
            requireKnown(entry.getValue(), known.get(entry.getKey()));
        }
        for (int i = 0; found.isArray() && i < found.size(); i++) {
            requireKnown(found.get(i), known.get(i));
        }
    }
}
