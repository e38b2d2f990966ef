package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;
import org.xattnbmd.sdk.results.DicomObject.Kind;

/**
 * Every kind of result against validators and readers of other makers, and damaged ones that these must find. Run by {@code
 * ./mvnw -Pworkflow -pl sdk test}; what is not installed is skipped by name.
 */
@Tag("workflow")
class ValidatorsTest {

    private static final Path PIXELMED = Path.of("/usr/share/java/pixelmed.jar");

    private static final String PYTHON = "/usr/bin/python3";
    private static final String COMPRESSED = "compressed";

    @TempDir
    Path folder;

    private final List<Path> notUsable = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        StudyContext study = StudyContext.decode(DicomStudy.bytes());
        write(
                ResultFixture.results(ResultFixture.usable(), study)
                        .withCompanions(EnumSet.complementOf(EnumSet.of(Kind.STRUCTURED_REPORT)))
                        .withTracking(new byte[16]),
                "");
        Files.write(
                file(COMPRESSED),
                ResultFixture.results(ResultFixture.usable(), study)
                        .compressedSecondaryCapture()
                        .bytes());
        DicomResults refused =
                ResultFixture.results(ResultFixture.notUsable(), study).withEdition(2);
        for (DicomObject object :
                List.of(refused.structuredReport(), refused.secondaryCapture(), refused.encapsulatedPdf())) {
            notUsable.add(Files.write(folder.resolve("refused-" + object.kind() + ".dcm"), object.bytes()));
        }
    }

    private void write(DicomResults results, String prefix) throws Exception {
        for (DicomObject object : Stream.of(
                        results.structuredReport(),
                        results.secondaryCapture(),
                        results.presentationState(),
                        results.encapsulatedPdf())
                .toList()) {
            Files.write(file(prefix + object.kind()), object.bytes());
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".dcm");
    }

    @ParameterizedTest
    @EnumSource
    void dciodvfyFindsNoErrorInAnyKind(Kind kind) throws Exception {
        ExternalTool.need("dciodvfy", "dicom3tools");

        assertThat(ExternalTool.run(folder, "dciodvfy", "-new", file("" + kind).toString())
                        .errors())
                .isEmpty();
    }

    @Test
    void dciodvfyFindsNoErrorInWhatIsNotUsable() throws Exception {
        ExternalTool.need("dciodvfy", "dicom3tools");
        for (Path file : notUsable) {
            assertThat(ExternalTool.run(folder, "dciodvfy", "-new", file.toString())
                            .errors())
                    .isEmpty();
        }
    }

    /** Each is erased or changed in an object that is without error otherwise. */
    @ParameterizedTest
    @CsvSource({
        "STRUCTURED_REPORT, -e, '(0040,A491)'",
        "STRUCTURED_REPORT, -e, '(0040,A375)'",
        "STRUCTURED_REPORT, -e, '(0008,1111)'",
        "STRUCTURED_REPORT, -m, '(0040,A730)[0].(0040,A043)[0].(0008,0100)=a-code-of-more-than-16'",
        "SECONDARY_CAPTURE, -e, '(0028,0002)'",
        "SECONDARY_CAPTURE, -e, '(0008,0064)'",
        "SECONDARY_CAPTURE, -m, '(0028,0101)=12'",
        "PRESENTATION_STATE, -e, '(0070,005A)'",
        "PRESENTATION_STATE, -e, '(0008,1115)'",
        "PRESENTATION_STATE, -e, '(2050,0020)'",
        "ENCAPSULATED_PDF, -e, '(0042,0012)'",
        "ENCAPSULATED_PDF, -e, '(0028,0301)'"
    })
    void dciodvfyFindsTheErrorInEachMutant(Kind kind, String option, String what) throws Exception {
        ExternalTool.need("dciodvfy", "dicom3tools");
        ExternalTool.need("dcmodify", "dcmtk");
        Path mutant = file("" + kind);
        ExternalTool.Ran changed = ExternalTool.run(folder, "dcmodify", "-nb", option, what, mutant.toString());
        assertThat(changed.exitCode()).as(changed.output()).isZero();

        assertThat(ExternalTool.run(folder, "dciodvfy", "-new", mutant.toString())
                        .errors())
                .isNotEmpty();
    }

    @Test
    void dcentvfyFindsPatientAndStudyTheSameInAll() throws Exception {
        ExternalTool.need("dcentvfy", "dicom3tools");
        List<String> command = new ArrayList<>(List.of("dcentvfy"));
        for (Kind kind : Kind.values()) {
            command.add(file("" + kind).toString());
        }
        notUsable.forEach(file -> command.add(file.toString()));
        command.add(Files.write(file("source"), DicomStudy.bytes()).toString());
        assertThat(ExternalTool.run(folder, command.toArray(String[]::new)).errors())
                .isEmpty();

        ExternalTool.need("dcmodify", "dcmtk");
        ExternalTool.run(
                folder,
                "dcmodify",
                "-nb",
                "-m",
                "(0010,0010)=Another^Name",
                file("" + Kind.SECONDARY_CAPTURE).toString());
        assertThat(ExternalTool.run(folder, command.toArray(String[]::new)).output())
                .contains("PatientName");
    }

    @Test
    void dcmtkReadsTheReportWithoutAComplaint() throws Exception {
        ExternalTool.need("dsrdump", "dcmtk");
        ExternalTool.Ran dump = ExternalTool.run(
                folder, "dsrdump", "+Pl", file("" + Kind.STRUCTURED_REPORT).toString());
        ExternalTool.Ran page = ExternalTool.run(
                folder, "dsr2html", file("" + Kind.STRUCTURED_REPORT).toString());

        assertThat(dump.exitCode()).isZero();
        assertThat(dump.output())
                .contains("\"0.765\" (g/cm2,UCUM,\"g/cm2\")", "EST-NOT-DXA", "SIMULATED", "Not for diagnosis")
                .doesNotContain("W: ", "E: ");
        assertThat(page.exitCode()).isZero();
        assertThat(page.output()).contains("0.765");
        for (Path file : notUsable.subList(0, 1)) {
            assertThat(ExternalTool.run(folder, "dsrdump", file.toString()).output())
                    .contains("Not usable: says nothing about a femoral neck")
                    .doesNotContain("E: ", "0.765");
        }
    }

    @ParameterizedTest
    @EnumSource
    void dcmdumpReadsEveryKind(Kind kind) throws Exception {
        ExternalTool.need("dcmdump", "dcmtk");
        ExternalTool.Ran dump =
                ExternalTool.run(folder, "dcmdump", file("" + kind).toString());

        assertThat(dump.exitCode()).isZero();
        assertThat(dump.output()).contains("PID-0815").doesNotContain("W: ", "E: ");
    }

    /** Pixels of the uncompressed capture, as each reader finds them in the compressed one. */
    @Test
    void otherReadersFindTheSamePixelsInTheCompressedCapture() throws Exception {
        byte[] expected = ParsedObject.of(Files.readAllBytes(file("" + Kind.SECONDARY_CAPTURE)))
                .bytes(Attribute.PIXEL_DATA);
        String compressed = file(COMPRESSED).toString();

        ExternalTool.need("dciodvfy", "dicom3tools");
        assertThat(ExternalTool.run(folder, "dciodvfy", "-new", compressed).errors())
                .isEmpty();
        ExternalTool.need("dcmdrle", "dcmtk");
        assertFine(ExternalTool.run(folder, "dcmdrle", compressed, "dcmtk.dcm"));
        assertThat(byPixel("dcmtk.dcm")).as("DCMTK").isEqualTo(expected);
        assertFine(ExternalTool.run(folder, "dcmj2pnm", "+op", compressed, "c.ppm"));
        assertThat(Files.readAllBytes(folder.resolve("c.ppm")))
                .as("shown by DCMTK")
                .endsWith(expected);
        ExternalTool.need("gdcmconv", "libgdcm-tools");
        assertFine(ExternalTool.run(folder, "gdcmconv", "--raw", compressed, "gdcm.dcm"));
        assertThat(byPixel("gdcm.dcm")).as("gdcm").isEqualTo(expected);
        assumeTrue(
                ExternalTool.run(folder, PYTHON, "-c", "import pydicom, numpy").exitCode() == 0,
                PYTHON + " does not import pydicom and numpy (Debian package python3-pydicom)");
        assertFine(ExternalTool.run(
                folder,
                PYTHON,
                "-c",
                "import sys, pydicom; open('pydicom', 'wb').write(pydicom.dcmread(sys.argv[1]).pixel_array.tobytes())",
                compressed));
        assertThat(Files.readAllBytes(folder.resolve("pydicom"))).as("pydicom").isEqualTo(expected);
    }

    private static void assertFine(ExternalTool.Ran ran) {
        assertThat(ran.exitCode()).as(ran.output()).isZero();
    }

    /** Red, green and blue of each pixel, in whichever order the file has them. */
    private byte[] byPixel(String name) throws Exception {
        ParsedObject object = ParsedObject.of(Files.readAllBytes(folder.resolve(name)));
        byte[] bytes = object.bytes(Attribute.PIXEL_DATA);
        if (object.number(Attribute.PLANAR_CONFIGURATION) == 0) {
            return bytes;
        }
        byte[] rgb = new byte[bytes.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = bytes[i % 3 * (rgb.length / 3) + i / 3];
        }
        return rgb;
    }

    @Test
    void otherReadersShowCaptureStateAndPage() throws Exception {
        ExternalTool.need("dcmj2pnm", "dcmtk");
        assertThat(ExternalTool.run(
                                folder,
                                "dcmj2pnm",
                                "+on",
                                file("" + Kind.SECONDARY_CAPTURE).toString(),
                                "c.png")
                        .exitCode())
                .isZero();
        assertThat(ImageIO.read(folder.resolve("c.png").toFile()).getHeight()).isEqualTo(1200);

        ExternalTool.need("dcmp2pgm", "dcmtk");
        Path source = Files.write(file("source"), DicomStudy.bytes());
        assertThat(ExternalTool.run(
                                folder,
                                "dcmp2pgm",
                                "-p",
                                file("" + Kind.PRESENTATION_STATE).toString(),
                                source.toString(),
                                "shown.pgm")
                        .exitCode())
                .isZero();
        assertThat(Files.size(folder.resolve("shown.pgm"))).isGreaterThan(DicomStudy.WIDTH * DicomStudy.HEIGHT);

        ExternalTool.need("dcm2pdf", "dcmtk");
        ExternalTool.run(folder, "dcm2pdf", file("" + Kind.ENCAPSULATED_PDF).toString(), "page.pdf");
        ExternalTool.need("pdftotext", "poppler-utils");
        ExternalTool.Ran page = ExternalTool.run(folder, "pdftotext", "-layout", "page.pdf", "-");
        assertThat(page.output())
                .contains("0.765 g/cm2", "T-score -2.0", "NOT FOR DIAGNOSIS")
                .doesNotContain("Syntax", "Nobody");
    }

    /**
     * Takes half a minute a report: its templates are style sheets of six megabytes. A site's own procedure code is the one
     * thing that it reports: it takes the baseline context group 100 for a closed one.
     */
    @Test
    void pixelmedFindsTheTemplateFollowedAndAMutantNot() throws Exception {
        assumeTrue(Files.exists(PIXELMED), "no " + PIXELMED + " (Debian package libpixelmed-java)");
        Path report = file("" + Kind.STRUCTURED_REPORT);
        ExternalTool.Ran ran = pixelmed(report);
        assertThat(ran.output()).contains("Root Template Validation Complete", "IOD validation complete");
        assertThat(ran.errors())
                .singleElement()
                .asString()
                .contains("(HIP-AP,99SITE,", "not found in context group 100");

        ExternalTool.need("dcmodify", "dcmtk");
        // The finding site as if it were contained, not a modifier of what is.
        ExternalTool.Ran changed = ExternalTool.run(
                folder,
                "dcmodify",
                "-nb",
                "-m",
                "(0040,A730)[9].(0040,A730)[0].(0040,A730)[7].(0040,A010)=CONTAINS",
                report.toString());
        assertThat(changed.exitCode()).as(changed.output()).isZero();
        assertThat(pixelmed(report).errors()).hasSizeGreaterThan(1);
    }

    private ExternalTool.Ran pixelmed(Path file) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ExternalTool.run(
                folder,
                java,
                "-Djdk.xml.xpathExprOpLimit=0",
                "-Djdk.xml.xpathTotalOpLimit=0",
                "-Djdk.xml.xpathExprGrpLimit=0",
                "-cp",
                PIXELMED + ":/usr/share/java/*",
                "com.pixelmed.validate.DicomSRValidator",
                file.toString());
    }

    /** The folder with dcmjs is named by the environment: {@code DCMJS=…/node_modules}. */
    @Test
    void aReaderInJavaScriptFindsTheNumbers() throws Exception {
        ExternalTool.need("node", "nodejs");
        String modules = System.getenv("DCMJS");
        assumeTrue(modules != null && Files.isDirectory(Path.of(modules, "dcmjs")), "DCMJS names no folder with dcmjs");
        Path script = Files.writeString(folder.resolve("read.cjs"), """
                const dcmjs = require('dcmjs');
                const data = require('fs').readFileSync(process.argv[2]);
                const file = dcmjs.data.DicomMessage.readFile(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
                const set = dcmjs.data.DicomMetaDictionary.naturalizeDataset(file.dict);
                const list = x => x === undefined ? [] : Array.isArray(x) ? x : [x];
                (function walk(item) {
                  if (item.ValueType === 'NUM') {
                    for (const value of list(item.MeasuredValueSequence)) {
                      console.log(list(item.ConceptNameCodeSequence)[0].CodeValue + '=' + value.NumericValue);
                    }
                  }
                  list(item.ContentSequence).forEach(walk);
                })(set);
                """);
        ExternalTool.Ran read = ExternalTool.run(
                folder,
                List.of("NODE_PATH=" + modules),
                "node",
                script.toString(),
                file("" + Kind.STRUCTURED_REPORT).toString());

        assertThat(Arrays.asList(read.output().split("\\R")))
                .contains(
                        "FN-BMD-EST=0.765",
                        "BMD-LOWER-90=0.68",
                        "BMD-UPPER-90=0.85",
                        "FN-T-EST=-2",
                        "OUTLIER-SCORE=0.61");
    }
}
