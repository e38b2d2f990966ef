package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.fixtures.DicomStudy.HEIGHT;
import static org.xattnbmd.sdk.fixtures.DicomStudy.WIDTH;
import static org.xattnbmd.sdk.results.Refusals.assertRefused;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;

/** What a result repeats of the radiograph's header, and what it does not. */
class StudyContextTest {

    private static final Map<Attribute, String> COPIED = Map.ofEntries(
            Map.entry(Attribute.STUDY_DATE, "20260102"),
            Map.entry(Attribute.STUDY_TIME, "091500"),
            Map.entry(Attribute.ACCESSION_NUMBER, "ACC-4711"),
            Map.entry(Attribute.REFERRING_PHYSICIANS_NAME, "Referring^Doctor"),
            Map.entry(Attribute.STUDY_DESCRIPTION, "H\u00fcfte ap"),
            Map.entry(Attribute.PATIENTS_NAME, DicomStudy.NAME),
            Map.entry(Attribute.PATIENT_ID, "PID-0815"),
            Map.entry(Attribute.ISSUER_OF_PATIENT_ID, "HOSPITAL"),
            Map.entry(Attribute.PATIENTS_BIRTH_DATE, "19500304"),
            Map.entry(Attribute.PATIENTS_SEX, "F"),
            Map.entry(Attribute.PATIENTS_AGE, "075Y"),
            Map.entry(Attribute.STUDY_INSTANCE_UID, DicomStudy.STUDY),
            Map.entry(Attribute.STUDY_ID, "S1"),
            Map.entry(Attribute.SPECIFIC_CHARACTER_SET, "ISO_IR 100"));

    private static DicomWriter writer(String syntax) {
        return DicomStudy.writer(syntax, SyntheticHip.left(WIDTH, HEIGHT, 5), WIDTH, HEIGHT);
    }

    private static List<DicomObject> objects(StudyContext study) {
        DicomResults results = ResultFixture.results(ResultFixture.usable(), study);
        return List.of(
                results.structuredReport(),
                results.secondaryCapture(),
                results.presentationState(),
                results.encapsulatedPdf());
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.DEFLATED, DicomWriter.BIG_ENDIAN})
    void everyObjectIsFiledUnderTheRadiographsStudy(String syntax) {
        DicomWriter writer = writer(syntax);
        if (!syntax.equals(DicomWriter.EXPLICIT)) {
            // The fixture's sequence is written for one syntax.
            writer.put(0x00081032, "SQ", new byte[0]);
        }
        for (DicomObject object : objects(StudyContext.decode(writer.toBytes()))) {
            ParsedObject parsed = ParsedObject.of(object.bytes());

            COPIED.forEach((attribute, value) -> assertThat(parsed.text(attribute))
                    .as(object.kind() + " " + attribute)
                    .isEqualTo(value));
            assertThat(object.studyInstanceUid()).isEqualTo(DicomStudy.STUDY);
            assertThat(parsed.text(Attribute.SOP_INSTANCE_UID)).isEqualTo(object.sopInstanceUid());
            assertThat(parsed.text(Attribute.SOP_CLASS_UID))
                    .isEqualTo(object.kind().sopClassUid());
            assertThat(parsed.text(Attribute.MODALITY)).isEqualTo(object.kind().modality());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ISO_IR 192, UTF-8, \u738b^\u5c0f\u6771=\u738b^\u5c0f\u6771",
        "ISO_IR 144, ISO-8859-5, \u041b\u044e\u043ace\u043c\u0431yp\u0433",
        "GB18030, GB18030, \u738b^\u5c0f\u4e1c",
        "'\\ISO 2022 IR 87', ISO-2022-JP, Yamada^Tarou=\u5c71\u7530^\u592a\u90ce",
        "ISO_IR 13, Shift_JIS, \uff94\uff8f\uff80\uff9e^\uff80\uff9b\uff73"
    })
    void namesKeepTheirBytesInAnyCharacterSet(String term, String charset, String name) {
        byte[] bytes = name.getBytes(Charset.forName(charset));
        byte[] even = bytes.length % 2 == 0 ? bytes : (name + " ").getBytes(Charset.forName(charset));
        StudyContext study = StudyContext.decode(writer(DicomWriter.EXPLICIT)
                .text(0x00080005, "CS", term)
                .put(0x00100010, "PN", even)
                .toBytes());
        for (DicomObject object : objects(study)) {
            ParsedObject parsed = ParsedObject.of(object.bytes());

            assertThat(parsed.bytes(Attribute.PATIENTS_NAME)).isEqualTo(even);
            assertThat(parsed.text(Attribute.SPECIFIC_CHARACTER_SET)).isEqualTo(term);
        }
    }

    @Test
    void nothingElseOfTheHeaderIsRepeated() {
        StudyContext study = StudyContext.decode(writer(DicomWriter.EXPLICIT)
                .text(0x00080080, "LO", "Secret Hospital")
                .text(0x00081070, "PN", "Secret^Operator")
                .text(0x00101040, "LO", "Secret Street 1")
                .text(0x001021B0, "LT", "Secret history")
                .text(0x00104000, "LT", "Secret comment")
                .toBytes());

        assertThat(objects(study))
                .allSatisfy(object ->
                        assertThat(ParsedObject.of(object.bytes()).everything()).doesNotContain("Secret"));
    }

    @Test
    void noTextFormShowsAnythingOfThePerson() {
        StudyContext study = StudyContext.decode(DicomStudy.bytes());
        DicomResults results = ResultFixture.results(ResultFixture.usable(), study);
        String shown = study + " " + study.header() + " " + study.header().image() + " "
                + study.header().study() + " " + results + " " + results.structuredReport();

        for (String value :
                List.of("Nobody", "PID-0815", "19500304", "ACC-4711", "Doctor", DicomStudy.STUDY, "0.765")) {
            assertThat(shown).doesNotContain(value);
        }
    }

    @Test
    void whatIsMissingInTheHeaderIsThereAndEmpty() {
        StudyContext study = StudyContext.decode(
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(WIDTH, HEIGHT, 5), WIDTH, HEIGHT)
                        .text(0x00080016, "UI", DicomStudy.DX)
                        .text(0x00080018, "UI", DicomStudy.INSTANCE)
                        .text(0x0020000D, "UI", DicomStudy.STUDY)
                        .text(0x0020000E, "UI", DicomStudy.SERIES)
                        .toBytes());
        for (DicomObject object : objects(study)) {
            ParsedObject parsed = ParsedObject.of(object.bytes());
            for (Attribute type2 : List.of(
                    Attribute.PATIENTS_NAME,
                    Attribute.PATIENT_ID,
                    Attribute.ACCESSION_NUMBER,
                    Attribute.REFERRING_PHYSICIANS_NAME,
                    Attribute.STUDY_ID)) {
                assertThat(parsed.has(type2)).as(object.kind() + " " + type2).isTrue();
                assertThat(parsed.text(type2)).isEmpty();
            }
        }
        assertThat(ParsedObject.of(objects(study).get(0).bytes()).contentTree())
                .anyMatch(line -> line.contains("Procedure reported) = (363679005, SCT, Imaging procedure)"));
    }

    @Test
    void aPictureInAnotherFormatHasNoStudy(@TempDir Path folder) throws Exception {
        Path png = Files.write(
                folder.resolve("hip.png"), Pictures.encode("png", SyntheticHip.left(WIDTH, HEIGHT, 5), WIDTH, HEIGHT));

        assertRefused(Code.RESULT_NOT_DICOM, () -> StudyContext.read(png));
        assertRefused(Code.IMAGE_NOT_RECOGNISED, () -> StudyContext.decode(new byte[] {1, 2, 3}));
        assertRefused(Code.IMAGE_NOT_FOUND, () -> StudyContext.read(folder.resolve("absent")));
    }

    @Test
    void aHeaderThatNamesNoStudyOrImageIsRefused() {
        for (int tag : new int[] {0x00080016, 0x00080018, 0x0020000D, 0x0020000E}) {
            for (String value : List.of("", "no identifier", "1.2." + "3".repeat(70))) {
                byte[] file =
                        writer(DicomWriter.EXPLICIT).text(tag, "UI", value).toBytes();

                assertRefused(Code.RESULT_STUDY, () -> StudyContext.decode(file));
            }
        }
    }

    @Test
    void theRadiographIsReadAsAlways() {
        StudyContext study = StudyContext.decode(DicomStudy.bytes());

        assertThat(study.radiograph().side()).isEqualTo(Radiograph.Side.LEFT);
        assertThat(study.radiograph().width()).isEqualTo(WIDTH);
        assertThat(study.radiograph().sharesPixelsWith(study.radiograph().withSpacing(0.3)))
                .isTrue();
        assertThat(study.radiograph().sharesPixelsWith(Radiograph.decode(DicomStudy.bytes())))
                .isFalse();
    }
}
