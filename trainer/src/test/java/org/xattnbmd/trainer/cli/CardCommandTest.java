package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.trainer.Sha256;

class CardCommandTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModel.write(folder);
    }

    private String page(Path of, String name) throws IOException {
        Path out = folder.resolve(name);
        Cli.run("card", "--model", of, "--out", out).succeeds();
        return Files.readString(out);
    }

    @Test
    void markdownHasWhatTheCardAndTheFileSay() throws IOException {
        ModelCard card = TinyModel.card();
        String page = page(model, "card.md");
        assertThat(page)
                .startsWith("# Model card: tiny 1.0.0\n\n> **SIMULATED**")
                .contains(card.intendedUse(), "Not a medical device", "NHANES III: mean 1.038, sd 0.139")
                .contains("Threshold, low bone mass | 0.899 g/cm²", "coverage 0.90 | estimate ± 1.700 ×")
                .contains("| r2 | 0.5 |", "exported without its cohort")
                .contains("SHA-256 | " + Sha256.of(model), "| radiograph | input | float | −1 × 1 × 64 × 64 |")
                .contains("bmd\\_spread", "3, computed again at every opening; tolerance 0.0001");
        card.clinicalFields().forEach(field -> assertThat(page).contains(field.label()));
        assertThat(page).isEqualTo(page(model, "again.md"));
    }

    @Test
    void thePageStatesTheRulesForUnusualRadiographsWhereTheCardHasThem() throws IOException {
        assertThat(page(model, "without.md")).doesNotContain("Not usable");
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2.5, 1.75, "a rule that was made up for tests"))
                .build();
        Path trusted = TinyModel.write(folder, TinyModel.bytes(card.toJson()));
        assertThat(page(trusted, "with.md"))
                .contains("Not usable, refused | outlier score above 2.5 |", "1.75 times as wide")
                .contains("| Basis of both | a rule that was made up for tests |");
    }

    @Test
    void htmlIsOneWellFormedPageThatFetchesNothing() throws Exception {
        String page = page(model, "card.html");
        assertThat(page).contains("SIMULATED", "Content-Security-Policy", "<h1>Model card: tiny 1.0.0</h1>");
        DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
        xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(xml.newDocumentBuilder()
                        .parse(new java.io.ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("section")
                        .getLength())
                .isEqualTo(7);
    }

    @Test
    void aCardsTextsCannotBecomeMarkup() throws IOException {
        String json = TinyModel.card().toJson().replace("Tests of the SDK.", "<b>|*x* `y` [z](u)");
        Path odd = TinyModel.write(folder, TinyModel.bytes(json));
        assertThat(page(odd, "card.html")).contains("&lt;b&gt;|*x*").doesNotContain("<b>");
        assertThat(page(odd, "card.md")).contains("&lt;b>\\|\\*x\\* \\`y\\` \\[z](u)");
    }

    @Test
    void otherKindsOfPageAndFilesThatAreNoModelAreRefused() throws IOException {
        Path out = folder.resolve("card.pdf");
        assertThat(Cli.run("card", "--model", model, "--out", out)
                        .refuses("TRN-5001")
                        .err())
                .contains(".md or .html", "card.pdf");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "no model");
        Cli.run("card", "--model", broken, "--out", folder.resolve("card.md")).refuses("BMD-");
        assertThat(folder.resolve("card.md")).doesNotExist();
    }
}
