package org.xattnbmd.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.run.RunConfig;

class StudyRecordTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /** As studies that were begun have it: with other names they could not go on. */
    @Test
    void theConfigurationStandsFlatWithOneSideOfThePicture() throws IOException {
        record(RunConfig.demo()).begin(folder, false);
        JsonNode study = JSON.readTree(folder.resolve(StudyRecord.FILE).toFile());
        JsonNode configuration = study.get("configuration");
        assertThat(configuration.fieldNames())
                .toIterable()
                .containsExactly(
                        "backbone",
                        "baseWidth",
                        "outputStride",
                        "imageSize",
                        "cropSize",
                        "tokenSize",
                        "heads",
                        "layers",
                        "dropout",
                        "gate",
                        "fusion",
                        "training");
        assertThat(configuration.get("imageSize").asInt()).isEqualTo(256);
    }

    /** A study from before there were gates had none, and goes on with none only. */
    @Test
    void anOlderStudyGoesOnWithoutGates() throws IOException {
        RunConfig none = RunConfig.demo().withGate(AttentionGate.NONE);
        record(none).begin(folder, false);
        Path file = folder.resolve(StudyRecord.FILE);
        ObjectNode study = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) study.get("configuration")).remove("gate");
        JSON.writeValue(file.toFile(), study);
        assertThatCode(() -> record(none).begin(folder, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> record(none.withGate(AttentionGate.ZERO)).begin(folder, true))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("configuration.gate");
    }

    private static StudyRecord record(RunConfig config) {
        return StudyRecord.of("hash", 5, 1, config, MissingValues.TOKENS, "");
    }
}
