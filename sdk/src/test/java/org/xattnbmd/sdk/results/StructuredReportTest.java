package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;

/** The structured report, read again by the SDK's own reader. */
class StructuredReportTest {

    private static final Path GOLDEN = Path.of("src/test/resources/structured-report.txt");
    private static final StudyContext STUDY = StudyContext.decode(DicomStudy.bytes());

    private static ParsedObject report(BmdEstimate estimate) {
        return ParsedObject.of(
                ResultFixture.results(estimate, STUDY).structuredReport().bytes());
    }

    /** Row by row of TID 1500 and what it includes; written again with -Dresults.write=true. */
    @Test
    void contentTreeIsThatOfTheGoldenFile() throws Exception {
        List<String> tree = report(ResultFixture.usable()).contentTree();
        if (Boolean.getBoolean("results.write")) {
            Files.write(GOLDEN, tree);
        }

        assertThat(tree).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void rowsThatValidatorsPassOverAreThere() {
        String tree = String.join("\n", report(ResultFixture.usable()).contentTree());

        assertThat(tree)
                .contains(
                        "HAS CONCEPT MOD CODE (121058, DCM, Procedure reported) = (HIP-AP, 99SITE, H\u00fcfte ap)",
                        "HAS CONCEPT MOD TEXT (111003, DCM, Algorithm Version) = 1.0.0",
                        "HAS CONCEPT MOD TEXT (111002, DCM, Algorithm Parameters) = Model file SHA-256 "
                                + ResultFixture.SHA_256);
    }

    /** Every number of bone says by itself that it is estimated and by no DXA. */
    @Test
    void everyFigureIsCodedAsEstimatedNeverAsDxa() {
        ParsedObject report = report(ResultFixture.usable());
        ParsedObject group = report.items(Attribute.CONTENT_SEQUENCE).stream()
                .filter(item -> item.contentTree().get(0).contains("Imaging Measurements"))
                .findFirst()
                .orElseThrow()
                .item(Attribute.CONTENT_SEQUENCE);
        int figures = 0;
        for (ParsedObject item : group.items(Attribute.CONTENT_SEQUENCE)) {
            String line = item.contentTree().get(0);
            if (line.contains("(FN-") || line.contains("(BMD-")) {
                figures++;
                assertThat(item.contentTree())
                        .as(line)
                        .contains(
                                "  HAS CONCEPT MOD CODE (370129005, SCT, Measurement Method) = (EST-NOT-DXA, 99XATTNBMD,"
                                        + " Estimated from a radiograph, not a DXA measurement)",
                                "  HAS CONCEPT MOD CODE (121401, DCM, Derivation) = (414135002, SCT, Estimated)",
                                "  INFERRED FROM IMAGE (121112, DCM, Source of Measurement) = " + DicomStudy.INSTANCE);
            }
        }

        assertThat(figures).as("BMD, two intervals, T-score, Z-score").isEqualTo(7);
        assertThat(report.everything()).doesNotContain("LOINC", "LN\0");
    }

    @Test
    void whatIsNotUsableHasNoFigureOfBoneAndNoCategory() {
        List<String> tree = report(ResultFixture.notUsable()).contentTree();

        assertThat(tree)
                .anyMatch(line -> line.contains("NUM (FN-BMD-EST, ") && line.contains("= none, (114006, DCM, "))
                .anyMatch(line -> line.contains("(TRUST-NOT-USABLE, "))
                .anyMatch(line -> line.contains("Comment) = the radiograph is far from"))
                .noneMatch(line -> line.contains("g/cm2"))
                .noneMatch(line -> line.contains("(FN-T-EST"))
                .noneMatch(line -> line.contains("LOWER") || line.contains("low bone mass"))
                .noneMatch(line -> line.contains("SCOORD"));
        assertThat(report(ResultFixture.notUsable()).everything()).doesNotContain("0.765");
    }

    @Test
    void simulatedIsSaidInTheReportAndInTheListOfSeries() {
        ParsedObject simulated = report(ResultFixture.usable());
        ParsedObject real = report(ResultFixture.estimate(Trust.FINE, false, Optional.empty()));

        assertThat(simulated.text(Attribute.SERIES_DESCRIPTION)).startsWith("SIMULATED ");
        assertThat(simulated.contentTree()).anyMatch(line -> line.contains("(NOTICE, ") && line.contains("SIMULATED"));
        assertThat(real.text(Attribute.SERIES_DESCRIPTION)).isEqualTo("BMD estimate, not DXA, not for diagnosis");
        assertThat(real.contentTree())
                .noneMatch(line -> line.contains("(NOTICE, ") && line.contains("SIMULATED"))
                .anyMatch(line -> line.contains("(NOTICE, ") && line.contains("Not for diagnosis"));
    }

    @Test
    void withoutASideOrABoxTheirRowsAreLeftOut() {
        ParsedObject report = ParsedObject.of(
                ResultFixture.results(ResultFixture.estimate(Trust.FINE, true, Optional.empty()), STUDY, Side.UNKNOWN)
                        .structuredReport()
                        .bytes());

        assertThat(report.contentTree())
                .noneMatch(line -> line.contains("Laterality") || line.contains("SCOORD"))
                .anyMatch(line -> line.contains("Femoral neck, side not known"));
        assertThat(report(ResultFixture.estimate(Trust.FINE, true, Optional.of(new Area(-90, 0, 80, 50))))
                        .contentTree())
                .as("a box beside the picture")
                .noneMatch(line -> line.contains("SCOORD"));
    }
}
