package org.xattnbmd.trainer.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;

class CardTextTest {

    @TempDir
    Path folder;

    /** The words are inside model files that were shipped: the same run gives the same bytes. */
    @Test
    void theConfigurationIsInTheWordsOfShippedCards() throws IOException {
        try (InputStream in = RunRecord.class.getResourceAsStream("run.json")) {
            Files.copy(in, folder.resolve("run.json"));
        }
        RunRecord run = RunFolder.read(folder);
        int fields = run.setup().clinicalFields().size();
        GoldenVector golden = new GoldenVector(
                GoldenVector.encode(new byte[320 * 320]),
                run.golden().get(0).clinical(),
                0.8,
                0.05,
                1,
                Collections.nCopies(fields, 1.0 / fields));
        ModelCard card = new CardText("id", "1", null).card(run, List.of(golden), "float32");
        Map<String, String> words = card.training().configuration();
        assertThat(words)
                .containsEntry(
                        "augmentation",
                        "AugmentationConfig[rotationDegrees=8.0, scale=0.08, shift=0.05, gamma=0.2, gain=0.08, noise=0.02,"
                                + " cutout=0.25, boxJitter=0.12, clinicalNoise=0.12, missingField=0.06, missingAll=0.12,"
                                + " missingImage=0.0]")
                .containsEntry(
                        "loss",
                        "LossConfig[kind=WEIGHTED_SMOOTH_L1, beta=0.5, densityWeight=0.35, clinicalWeight=0.5,"
                                + " clinicalThreshold=0.899, clinicalWidth=0.05]")
                .containsEntry("attention", "3 layers, 4 heads, tokens of 32")
                .containsEntry("epochs", "2 of 30, kept 2")
                .containsEntry("precision", "float32");
    }
}
