package org.xattnbmd.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.run.RunConfig;

class StudyRecordTest {

    @TempDir
    Path folder;

    /** As studies that were begun have it: with other names they could not go on. */
    @Test
    void theConfigurationStandsFlatWithOneSideOfThePicture() throws IOException {
        StudyRecord.of("hash", 5, 1, RunConfig.demo(), MissingValues.TOKENS, "").begin(folder, false);
        JsonNode study =
                new ObjectMapper().readTree(folder.resolve(StudyRecord.FILE).toFile());
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
                        "fusion",
                        "training");
        assertThat(configuration.get("imageSize").asInt()).isEqualTo(256);
    }
}
