package org.xattnbmd.trainer.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.run.RunConfig;

/**
 * {@code study.json}: everything that decides the figures of a study. A folder goes on only with the same
 * record, so that no table can mix two settings.
 */
public final class StudyRecord {

    static final String FILE = "study.json";
    private static final String CONFIGURATION = "configuration";
    private static final String GATE = "gate";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addMixIn(PictureSettings.class, SquarePicture.class);

    /** A run's picture is square: its record has one side. */
    private interface SquarePicture {
        @JsonProperty("imageSize")
        int imageHeight();

        @JsonIgnore
        int imageWidth();
    }

    private final ObjectNode tree;

    private StudyRecord(ObjectNode tree) {
        this.tree = tree;
    }

    /** The record of any study. */
    public static StudyRecord of(Map<String, ?> settings) {
        return new StudyRecord(JSON.valueToTree(settings));
    }

    /** @param backboneWeights SHA-256 of the public weights, empty for none */
    static StudyRecord of(
            String dataHash,
            int folds,
            long foldSeed,
            RunConfig config,
            MissingValues missing,
            String backboneWeights) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("data", dataHash);
        tree.put("folds", folds);
        tree.put("foldSeed", foldSeed);
        tree.put("missingValues", missing.name());
        tree.put("backboneWeights", backboneWeights);
        ObjectNode configuration = JSON.valueToTree(config);
        configuration.remove("threads"); // changes the time, not the figures
        tree.set(CONFIGURATION, configuration);
        return new StudyRecord(tree);
    }

    /**
     * How many folds the study in a folder has.
     *
     * @throws TrainerException {@code CHECKPOINT} if there is no study with folds
     */
    static int folds(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            int folds = JSON.readTree(file.toFile()).path("folds").asInt();
            if (folds < 2) {
                throw new IOException("it has no folds");
            }
            return folds;
        } catch (IOException e) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "No cross-validation in " + folder + ": expected " + FILE + ", as `crossval` writes it.",
                    e);
        }
    }

    /** With a further setting; one that is empty, as in all studies begun before there was a choice, is left out. */
    StudyRecord with(String name, String value) {
        if (!value.isEmpty()) {
            tree.put(name, value);
        }
        return this;
    }

    /**
     * Begins a study in a folder, or goes on with the one there.
     *
     * @throws TrainerException {@code OUTPUT} if there is one and it was not asked to go on; {@code CHECKPOINT} if the one
     *     there has other settings
     */
    public void begin(Path folder, boolean resume) {
        requireFree(folder, resume);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            SafeFiles.writeAtomically(file, text());
            return;
        }
        List<String> differences = new ArrayList<>();
        try {
            JsonNode there = upToDate(JSON.readTree(file.toFile()));
            differences("", JSON.readTree(text()), there, differences);
            there.fieldNames().forEachRemaining(name -> {
                if (!tree.has(name)) {
                    differences.add(name);
                }
            });
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, file + " is not the record of a study", e);
        }
        if (!differences.isEmpty()) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    folder + " holds a study with other settings (" + String.join(", ", differences)
                            + "). Expected the same options and cohort; or choose another folder.");
        }
    }

    /** Refuses a folder that holds a study which was not asked for; makes nothing. */
    public static void requireFree(Path folder, boolean resume) {
        if (!resume && Files.exists(folder.resolve(FILE))) {
            throw new TrainerException(
                    Code.OUTPUT, folder + " already holds a study. Choose another folder, or --resume it.");
        }
    }

    private String text() {
        try {
            return JSON.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of strings and numbers can always be written.", e);
        }
    }

    /** With what could not be chosen yet when the study was begun. */
    private static JsonNode upToDate(JsonNode study) {
        if (study.path(CONFIGURATION) instanceof ObjectNode configuration && !configuration.has(GATE)) {
            configuration.put(GATE, AttentionGate.NONE.name());
        }
        return study;
    }

    private static void differences(String path, JsonNode wanted, JsonNode found, List<String> into) {
        if (wanted.isObject() && found != null && found.isObject()) {
            for (Iterator<String> names = wanted.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                differences(path.isEmpty() ? name : path + "." + name, wanted.get(name), found.get(name), into);
            }
        } else if (!wanted.equals(found)) {
            into.add(path.isEmpty() ? "all of it" : path);
        }
    }
}
