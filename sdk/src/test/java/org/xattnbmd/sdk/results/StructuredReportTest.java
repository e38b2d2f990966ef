package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;
import org.xattnbmd.sdk.results.DicomObject.Kind;

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
    void theRootReportRefersToTheObjectsBesideIt() {
        DicomResults results = ResultFixture.results(ResultFixture.usable(), STUDY)
                .withCompanions(Set.of(Kind.ENCAPSULATED_PDF, Kind.SECONDARY_CAPTURE, Kind.PRESENTATION_STATE));
        ParsedObject report = ParsedObject.of(results.structuredReport().bytes());
        String pdf = results.encapsulatedPdf().sopInstanceUid();

        assertThat(String.join("\n", report.contentTree()))
                .contains("CONTAINS IMAGE (121200, DCM, Illustration of ROI) = "
                        + results.secondaryCapture().sopInstanceUid())
                .contains("CONTAINS COMPOSITE (NECK-BOX, 99XATTNBMD,", "CONTAINS COMPOSITE (RESULT-PAGE, 99XATTNBMD,");
        assertThat(report.item(Attribute.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE)
                        .items(Attribute.REFERENCED_SERIES_SEQUENCE))
                .as("the radiograph's series and three of results")
                .hasSize(4);
        assertThat(report.item(Attribute.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE)
                        .everything())
                .contains(pdf);
        assertThatThrownBy(() -> results.withCompanions(Set.of(Kind.STRUCTURED_REPORT)))
                .isInstanceOf(BmdException.class);
    }

    /** Another image, study and model of the same patient: the same hip only where a secret says so. */
    @Test
    void aHipIsTrackedAcrossExaminationsBySecretOnly() {
        StudyContext later = StudyContext.decode(DicomStudy.writer(
                        DicomWriter.EXPLICIT,
                        SyntheticHip.left(DicomStudy.WIDTH, DicomStudy.HEIGHT, 6),
                        DicomStudy.WIDTH,
                        DicomStudy.HEIGHT)
                .text(0x00080018, "UI", DicomStudy.INSTANCE + ".9")
                .text(0x0020000D, "UI", DicomStudy.STUDY + ".9")
                .toBytes());
        byte[] secret = "a secret of a test".getBytes(StandardCharsets.UTF_8);

        assertThat(tracking(STUDY, Side.LEFT, secret))
                .isEqualTo(tracking(later, Side.LEFT, secret))
                .isNotEqualTo(tracking(STUDY, Side.RIGHT, secret))
                .isNotEqualTo(tracking(STUDY, Side.LEFT, "another secret, a test's".getBytes(StandardCharsets.UTF_8)));
        assertThat(tracking(STUDY, Side.LEFT, null)).isNotEqualTo(tracking(later, Side.LEFT, null));
        assertThat(tracking(STUDY, Side.UNKNOWN, secret))
                .as("nobody knows which hip")
                .isNotEqualTo(tracking(later, Side.UNKNOWN, secret));
        assertThatThrownBy(() -> tracking(STUDY, Side.LEFT, new byte[15])).isInstanceOf(BmdException.class);
    }

    private static String tracking(StudyContext study, Side side, byte[] secret) {
        DicomResults results = ResultFixture.results(ResultFixture.usable(), study, side);
        DicomObject report = (secret == null ? results : results.withTracking(secret)).structuredReport();
        return ParsedObject.of(report.bytes()).contentTree().stream()
                .filter(line -> line.contains("(112040, DCM"))
                .findFirst()
                .orElseThrow();
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
