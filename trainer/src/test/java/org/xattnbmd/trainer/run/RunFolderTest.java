package org.xattnbmd.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.Recalibration;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.LossKind;

/** The record of a run on disk: its parts side by side, as they have always been. */
class RunFolderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFinishedRun() throws IOException {
        file = folder.resolve("run.json");
        try (InputStream in = RunFolderTest.class.getResourceAsStream("run.json")) {
            Files.copy(in, file);
        }
    }

    @Test
    void aRecordIsWrittenAgainToTheByte() throws IOException {
        byte[] before = Files.readAllBytes(file);
        RunRecord record = RunFolder.read(folder);
        Files.delete(file);
        RunFolder.write(record, folder);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void itsPartsAreFoundBySubject() {
        RunRecord record = RunFolder.read(folder);
        assertThat(record.data().subjects()).isEqualTo(1838);
        assertThat(record.setup().network().encoder().baseWidth()).isEqualTo(32);
        assertThat(record.setup().network().picture().imageWidth()).isEqualTo(320);
        assertThat(record.setup().training().optimizer().clipNorm()).isEqualTo(2);
        assertThat(record.setup().training().augmentation().geometry().rotationDegrees())
                .isEqualTo(8);
        assertThat(record.calibration().change().gramsPerCm2()).isEqualTo(0.039171387417623355);
        assertThat(record.provenance().device()).startsWith("CPU");
        assertThat(record.course().best().epoch()).isEqualTo(2);
    }

    @Test
    void whatIsSaidOfUnusualRadiographsIsKept() throws IOException {
        assertThat(RunFolder.read(folder).calibration().trust()).isNull();
        ObjectNode trusted = (ObjectNode) JSON.readTree(file.toFile());
        trusted.putObject("trust")
                .put("outlierHardLimit", 1.5)
                .put("unusualWidening", 1.2)
                .put("basis", "a rule");
        JSON.writeValue(file.toFile(), trusted);
        RunRecord record = RunFolder.read(folder);
        assertThat(record.calibration().trust()).isEqualTo(new ModelCard.TrustLimits(1.5, 1.2, "a rule"));
        RunFolder.write(record, folder);
        assertThat(RunFolder.read(folder)).isEqualTo(record);
    }

    /** What could not be given yet when older runs were trained. */
    @Test
    void recordsOfOlderRunsAreRead() throws IOException {
        ObjectNode old = (ObjectNode) JSON.readTree(file.toFile());
        old.remove(List.of(
                "densitometer",
                "backboneWeights",
                "precisionMeasured",
                "precisionBasis",
                "recalibration",
                "acrossSplits",
                "imputation"));
        ((ObjectNode) old.get("network")).remove(List.of("sizeRange", "gate"));
        ((ObjectNode) old.at("/training/loss")).remove("kind");
        JSON.writeValue(file.toFile(), old);
        RunRecord record = RunFolder.read(folder);
        assertThat(record.data().densitometer()).isEqualTo("GE Lunar");
        assertThat(record.setup().backboneWeights()).isEmpty();
        assertThat(record.setup().network().sizeRange()).isEqualTo(NetworkConfig.USUAL_SIZE_RANGE);
        assertThat(record.setup().network().attention().gate()).isEqualTo(AttentionGate.NONE);
        assertThat(record.setup().training().loss().kind()).isEqualTo(LossKind.WEIGHTED_SMOOTH_L1);
        assertThat(record.calibration().change().measured()).isFalse();
        assertThat(record.calibration().change().basis()).isEqualTo("not recorded");
        assertThat(record.recalibration()).isEqualTo(Recalibration.NONE);
        assertThat(record.restrictions()).isEqualTo(new RunRecord.Restrictions(false, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/network", "/training", "/training/augmentation", "/golden/0", "/history/1"})
    void aKeyThatIsNotKnownIsRefused(String place) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) tree.at(place)).put("oops", 1);
        JSON.writeValue(file.toFile(), tree);
        refused();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dataHash",
                "network",
                "training",
                "preprocessing",
                "clinicalFields",
                "conformalQuantiles",
                "golden",
                "gitRevision",
                "libraries",
                "device",
                "bestEpoch",
                "history"
            })
    void aRecordThatLacksWhatEveryRunHasIsRefused(String key) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
        tree.remove(key);
        JSON.writeValue(file.toFile(), tree);
        refused();
    }

    private void refused() {
        assertThatThrownBy(() -> RunFolder.read(folder))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT))
                .hasMessageContaining("not the record of a run");
    }
}
