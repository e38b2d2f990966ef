package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.fixtures.DicomStudy.HEIGHT;
import static org.xattnbmd.sdk.fixtures.DicomStudy.WIDTH;
import static org.xattnbmd.sdk.results.Refusals.assertRefused;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Estimates;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;

/** Results as a whole: identifiers, time, equipment, and the three kinds beside the structured report. */
class DicomResultsTest {

    private static final StudyContext STUDY = StudyContext.decode(DicomStudy.bytes());
    private static final DicomResults RESULTS = ResultFixture.results(ResultFixture.usable(), STUDY);

    private static DicomWriter writer() {
        return DicomStudy.writer(DicomWriter.EXPLICIT, SyntheticHip.left(WIDTH, HEIGHT, 5), WIDTH, HEIGHT);
    }

    private static List<DicomObject> objects(DicomResults results) {
        return List.of(
                results.structuredReport(),
                results.secondaryCapture(),
                results.presentationState(),
                results.encapsulatedPdf());
    }

    private static Set<String> uids(DicomResults results) {
        Set<String> uids = new TreeSet<>();
        for (DicomObject object : objects(results)) {
            uids.add(object.sopInstanceUid());
            uids.add(ParsedObject.of(object.bytes()).text(Attribute.SERIES_INSTANCE_UID));
        }
        return uids;
    }

    @Test
    void theSameResultHasTheSameIdentifiersAndBytes() {
        DicomResults again = ResultFixture.results(ResultFixture.usable(), StudyContext.decode(DicomStudy.bytes()));

        assertThat(uids(RESULTS)).hasSize(8).isEqualTo(uids(again));
        for (int i = 0; i < 4; i++) {
            assertThat(objects(again).get(i).bytes())
                    .isEqualTo(objects(RESULTS).get(i).bytes());
        }
    }

    @Test
    void anotherEditionRadiographOrModelHasOthers() {
        BmdEstimate e = ResultFixture.usable();
        StudyContext other = StudyContext.decode(
                writer().text(0x00080018, "UI", DicomStudy.INSTANCE + ".9").toBytes());
        BmdEstimate otherModel =
                Estimates.withModel(e, new BmdEstimate.ModelIdentity("tiny", "1.0.0", "f".repeat(64), true));
        Set<String> all = new TreeSet<>(uids(RESULTS));
        all.addAll(uids(RESULTS.withEdition(2)));
        all.addAll(uids(ResultFixture.results(e, other)));
        all.addAll(uids(ResultFixture.results(e, STUDY, Radiograph.Side.RIGHT)));
        all.addAll(uids(ResultFixture.results(otherModel, STUDY)));

        assertThat(all).hasSize(5 * 8);
        assertRefused(Code.INVALID_ARGUMENT, () -> RESULTS.withEdition(0));
    }

    @Test
    void everyObjectSaysWhichAlgorithmMadeIt() {
        for (DicomObject object : objects(RESULTS)) {
            ParsedObject parsed = ParsedObject.of(object.bytes());
            ParsedObject algorithm =
                    parsed.items(Attribute.CONTRIBUTING_EQUIPMENT_SEQUENCE).get(0);
            assertThat(algorithm.text(Attribute.MANUFACTURER)).isEqualTo(parsed.text(Attribute.MANUFACTURER));
            assertThat(algorithm.text(Attribute.DEVICE_UID)).startsWith("2.25.");
            assertThat(algorithm
                            .items(Attribute.PURPOSE_OF_REFERENCE_CODE_SEQUENCE)
                            .get(0)
                            .text(Attribute.CODE_VALUE))
                    .isEqualTo("109102");
        }
    }

    @Test
    void aPictureOfAnotherReadingIsNeverFiledUnderThisStudy() {
        Radiograph other = Radiograph.decode(DicomStudy.bytes());

        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> DicomResults.of(ResultFixture.usable(), ResultFixture.CARD, other, STUDY, ResultFixture.TIME));
        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> DicomResults.of(
                        ResultFixture.usable(),
                        ResultFixture.CARD.toBuilder().modelVersion("2.0.0").build(),
                        STUDY.radiograph(),
                        STUDY,
                        ResultFixture.TIME));
    }

    @Test
    void timeIsOnTheStudysClock() {
        ParsedObject plain = ParsedObject.of(RESULTS.structuredReport().bytes());
        StudyContext utc =
                StudyContext.decode(writer().text(0x00080201, "SH", "+0000").toBytes());
        ParsedObject moved = ParsedObject.of(ResultFixture.results(ResultFixture.usable(), utc)
                .structuredReport()
                .bytes());

        assertThat(plain.text(Attribute.CONTENT_DATE) + plain.text(Attribute.CONTENT_TIME))
                .isEqualTo("20260301233015");
        assertThat(moved.text(Attribute.CONTENT_DATE) + moved.text(Attribute.CONTENT_TIME))
                .isEqualTo("20260301223015");
        assertThat(moved.text(Attribute.TIMEZONE_OFFSET_FROM_UTC)).isEqualTo("+0000");
        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> DicomResults.of(
                        ResultFixture.usable(),
                        ResultFixture.CARD,
                        STUDY.radiograph(),
                        STUDY,
                        OffsetDateTime.parse("+10000-01-01T00:00:00Z")));
    }

    @Test
    void aVendorNamesItsProduct() {
        DicomResults.Equipment equipment = new DicomResults.Equipment("Vendor", "Workstation", "SN 7", "4.2");
        for (DicomObject object : objects(RESULTS.withEquipment(equipment))) {
            ParsedObject parsed = ParsedObject.of(object.bytes());
            assertThat(parsed.text(Attribute.MANUFACTURER)).isEqualTo("Vendor");
            assertThat(parsed.text(Attribute.MANUFACTURERS_MODEL_NAME)).isEqualTo("Workstation");
            assertThat(parsed.text(Attribute.DEVICE_SERIAL_NUMBER)).isEqualTo("SN 7");
            assertThat(parsed.text(Attribute.SOFTWARE_VERSIONS)).isEqualTo("4.2");
        }
        assertRefused(Code.INVALID_ARGUMENT, () -> new DicomResults.Equipment("", "m", "s", "v"));
        assertRefused(Code.INVALID_ARGUMENT, () -> new DicomResults.Equipment("m".repeat(65), "m", "s", "v"));
    }

    @Test
    void theBoxLiesOnTheStoredPictureHoweverItIsTurned() {
        // Stored upside down: what is left and above is right and below.
        StudyContext turned =
                StudyContext.decode(writer().text(0x00200020, "CS", "R\\H").toBytes());
        Area box = ResultFixture.BOX;
        List<Float> upright = outline(RESULTS);

        assertThat(upright.subList(0, 4)).containsExactly(80.5f, 70f, 140.5f, 70f);
        assertThat(outline(ResultFixture.results(ResultFixture.usable(), turned))
                        .subList(0, 4))
                .containsExactly(
                        (float) (WIDTH - box.x()),
                        (float) (HEIGHT - box.y()),
                        (float) (WIDTH - box.x() - box.width()),
                        (float) (HEIGHT - box.y()));
        StudyContext lying =
                StudyContext.decode(writer().text(0x00200020, "CS", "F\\L").toBytes());
        assertThat(lying.radiograph().width()).isEqualTo(HEIGHT);
        assertThat(outline(ResultFixture.results(ResultFixture.usable(), lying)).subList(0, 4))
                .as("rows and columns change places")
                .containsExactly(70f, 80.5f, 70f, 140.5f);
    }

    @Test
    void aBoxBeyondTheEdgeIsCutAndNoBoxIsRefused() {
        DicomResults cut = ResultFixture.results(
                ResultFixture.estimate(Trust.FINE, true, Optional.of(new Area(-10, 200, 500, 500))), STUDY);

        assertThat(outline(cut).subList(0, 6)).containsExactly(0f, 200f, 220f, 200f, 220f, 260f);
        assertRefused(
                Code.RESULT_NO_NECK,
                () -> ResultFixture.results(ResultFixture.estimate(Trust.FINE, true, Optional.empty()), STUDY)
                        .presentationState());
        assertRefused(
                Code.RESULT_NO_NECK,
                () -> ResultFixture.results(ResultFixture.notUsable(), STUDY).presentationState());
    }

    @Test
    void aColourRadiographHasNoPresentationState() {
        byte[] rgb = new byte[3 * 64 * 64];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 50);
        }
        StudyContext colour = StudyContext.decode(DicomStudy.writer(DicomWriter.EXPLICIT, new short[0], 64, 64)
                .bits(8, 8, 7, false)
                .unsigned(0x00280002, 3)
                .unsigned(0x00280006, 0)
                .text(0x00280004, "CS", "RGB")
                .pixels(rgb)
                .toBytes());
        DicomResults results = ResultFixture.results(
                ResultFixture.estimate(Trust.FINE, true, Optional.of(new Area(10, 10, 20, 20))), colour);

        assertRefused(Code.IMAGE_UNSUPPORTED, results::presentationState);
        assertThat(results.structuredReport().bytes()).isNotEmpty();
    }

    private static List<Float> outline(DicomResults results) {
        ParsedObject object = ParsedObject.of(results.presentationState().bytes())
                .item(Attribute.GRAPHIC_ANNOTATION_SEQUENCE)
                .item(Attribute.GRAPHIC_OBJECT_SEQUENCE);
        List<Float> points = object.floats(Attribute.GRAPHIC_DATA);
        assertThat(points).hasSize(10);
        assertThat(points.subList(8, 10)).as("closed").isEqualTo(points.subList(0, 2));
        return points;
    }

    @Test
    void thePresentationStateShowsThePictureAsItSaysItself() {
        ParsedObject state = ParsedObject.of(RESULTS.presentationState().bytes());
        ParsedObject window = state.item(Attribute.SOFTCOPY_VOI_LUT_SEQUENCE);

        assertThat(window.text(Attribute.WINDOW_CENTER)).isEqualTo("32768");
        assertThat(state.text(Attribute.RESCALE_SLOPE)).isEqualTo("1");
        assertThat(state.text(Attribute.PRESENTATION_LUT_SHAPE)).isEqualTo("IDENTITY");
        assertThat(state.item(Attribute.REFERENCED_SERIES_SEQUENCE)
                        .item(Attribute.REFERENCED_IMAGE_SEQUENCE)
                        .text(Attribute.REFERENCED_SOP_INSTANCE_UID))
                .isEqualTo(DicomStudy.INSTANCE);

        StudyContext dark = StudyContext.decode(writer().text(0x00280004, "CS", "MONOCHROME1")
                .text(0x20500020, "CS", "INVERSE")
                .toBytes());
        assertThat(ParsedObject.of(ResultFixture.results(ResultFixture.usable(), dark)
                                .presentationState()
                                .bytes())
                        .text(Attribute.PRESENTATION_LUT_SHAPE))
                .isEqualTo("INVERSE");
    }

    @Test
    void theCaptureIsAColourPictureOfReadableSizeAndInheritsWhatTheRadiographSaysOfNames() {
        ParsedObject capture = ParsedObject.of(RESULTS.secondaryCapture().bytes());
        byte[] pixels = capture.bytes(Attribute.PIXEL_DATA);

        assertThat(capture.number(Attribute.ROWS)).isEqualTo(1200);
        assertThat(pixels).hasSize(3 * 1200 * capture.number(Attribute.COLUMNS));
        assertThat(capture.text(Attribute.BURNED_IN_ANNOTATION)).isEqualTo("NO");
        assertThat(capture.text(Attribute.LATERALITY)).isEqualTo("L");
        assertThat(capture.text(Attribute.PATIENT_ORIENTATION)).isEqualTo("L\\F");
        for (String said : List.of("YES", "NO")) {
            StudyContext study =
                    StudyContext.decode(writer().text(0x00280301, "CS", said).toBytes());
            DicomResults results = ResultFixture.results(ResultFixture.usable(), study, Side.UNKNOWN);
            for (DicomObject object : List.of(results.secondaryCapture(), results.encapsulatedPdf())) {
                assertThat(ParsedObject.of(object.bytes()).text(Attribute.BURNED_IN_ANNOTATION))
                        .isEqualTo(said);
            }
        }
    }

    @Test
    void theCompressedCaptureIsTheSameObjectAndPicture() {
        for (BmdEstimate estimate : List.of(ResultFixture.usable(), ResultFixture.notUsable())) {
            DicomResults results = ResultFixture.results(estimate, STUDY);
            DicomObject plain = results.secondaryCapture();
            DicomObject compressed = results.compressedSecondaryCapture();
            ParsedObject capture = ParsedObject.of(compressed.bytes());
            int pixels = capture.number(Attribute.ROWS) * capture.number(Attribute.COLUMNS);

            assertThat(compressed.sopInstanceUid()).isEqualTo(plain.sopInstanceUid());
            assertThat(compressed.transferSyntaxUid()).isEqualTo("1.2.840.10008.1.2.5");
            assertThat(plain.transferSyntaxUid()).isEqualTo("1.2.840.10008.1.2.1");
            assertThat(capture.number(Attribute.PLANAR_CONFIGURATION)).isEqualTo(1);
            assertThat(compressed.bytes())
                    .hasSizeLessThan(plain.bytes().length / 2)
                    .isEqualTo(results.compressedSecondaryCapture().bytes());
            assertThat(capture.runLengthCoded(pixels))
                    .isEqualTo(ParsedObject.of(plain.bytes()).bytes(Attribute.PIXEL_DATA));
        }
    }

    /** The red band, and letters in it: what must be there is there whatever the estimate. */
    @Test
    void everyCaptureHasTheBandOfWords() {
        for (BmdEstimate estimate : List.of(ResultFixture.usable(), ResultFixture.notUsable())) {
            ParsedObject capture = ParsedObject.of(
                    ResultFixture.results(estimate, STUDY).secondaryCapture().bytes());
            byte[] pixels = capture.bytes(Attribute.PIXEL_DATA);
            int columns = capture.number(Attribute.COLUMNS);
            int red = 0;
            int bright = 0;
            for (int i = 3 * columns * 1130; i < pixels.length; i += 3) {
                red += (pixels[i] & 0xFF) == 0x9C && (pixels[i + 1] & 0xFF) == 0x1C ? 1 : 0;
                bright += (pixels[i + 1] & 0xFF) > 0xC0 ? 1 : 0;
            }
            assertThat(red).isGreaterThan(columns * 70 * 8 / 10);
            assertThat(bright).isGreaterThan(3000);
        }
    }

    @Test
    void thePageIsAPdfThatSaysWhatMustBeSaidAndNamesNobody() {
        for (BmdEstimate estimate : List.of(ResultFixture.usable(), ResultFixture.notUsable())) {
            ParsedObject object = ParsedObject.of(
                    ResultFixture.results(estimate, STUDY).encapsulatedPdf().bytes());
            byte[] pdf = object.bytes(Attribute.ENCAPSULATED_DOCUMENT);
            String text = new String(pdf, StandardCharsets.ISO_8859_1);

            assertThat(text).startsWith("%PDF-1.4").contains("%%EOF");
            assertThat(text)
                    .contains("SIMULATED - ESTIMATE, NOT DXA - NOT FOR DIAGNOSIS", "Not a medical device")
                    .doesNotContain("Nobody", "PID-0815", "ACC-4711", "19500304");
            assertThat(text.contains("0.765 g/cm2")).isEqualTo(estimate.trust().usable());
            assertThat(text.contains("NOT USABLE")).isEqualTo(!estimate.trust().usable());
            assertThat(object.text(Attribute.MIME_TYPE_OF_ENCAPSULATED_DOCUMENT))
                    .isEqualTo("application/pdf");
            Stream.of("T-score -2.0", "low bone mass")
                    .forEach(words -> assertThat(text.contains(words))
                            .as(words)
                            .isEqualTo(estimate.trust().usable()));
        }
    }
}
