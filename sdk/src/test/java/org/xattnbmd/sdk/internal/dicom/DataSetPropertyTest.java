package org.xattnbmd.sdk.internal.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.xattnbmd.sdk.internal.picture.dicom.ParsedObject;

/** Whatever is put into a data set, the SDK's own reader finds it again. */
class DataSetPropertyTest {

    private static final String CLASS = "1.2.840.10008.5.1.4.1.1.88.34";
    private static final Attribute LAST = Attribute.PRESENTATION_LUT_SHAPE;

    @Provide
    Arbitrary<Attribute> texts() {
        return Arbitraries.of(Stream.of(Attribute.values())
                .filter(attribute ->
                        attribute.tag() >>> 16 > 2 && attribute.vr().isText())
                .filter(attribute -> attribute != Attribute.SOP_CLASS_UID && attribute != LAST)
                .toList());
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().ofMaxLength(200);
    }

    private static ParsedObject written(DataSet set, DicomText text) {
        // The class and a last element make every other one stand between two.
        DataSet whole =
                new DataSet().put(Attribute.SOP_CLASS_UID, CLASS).putAll(set).put(LAST, "IDENTITY");
        byte[] file = Part10.write(whole, "1.2.840.10008.1.2.1", CLASS, "1.2.3", text);
        assertThat(file.length % 2).isZero();
        ParsedObject parsed = ParsedObject.of(file);
        assertThat(parsed.text(LAST)).isEqualTo("IDENTITY");
        return parsed;
    }

    @Property(tries = 400)
    void ownTextsOfAnyLengthAreEvenAndFoundAgain(@ForAll("texts") Attribute attribute, @ForAll("words") String word) {
        String text = DicomText.fitting(word, attribute.vr());
        for (DicomText coded : DicomText.values()) {
            byte[] value = written(new DataSet().put(attribute, text), coded).bytes(attribute);

            String kept = DicomText.plain(text, attribute.vr());
            byte[] expected = coded == DicomText.UTF_8
                    ? kept.getBytes(StandardCharsets.UTF_8)
                    : DicomText.ascii(kept).getBytes(StandardCharsets.US_ASCII);

            assertThat(value).hasSize(expected.length + expected.length % 2);
            assertThat(Arrays.copyOf(value, expected.length)).isEqualTo(expected);
            assertThat(DicomText.ascii(kept).length())
                    .isLessThanOrEqualTo(attribute.vr().mostCharacters());
        }
    }

    @Property(tries = 200)
    void copiedBytesAreNotTouched(@ForAll("texts") Attribute attribute, @ForAll @Size(max = 300) byte[] bytes) {
        byte[] value = written(new DataSet().putBytes(attribute, bytes), DicomText.ASCII)
                .bytes(attribute);

        assertThat(Arrays.copyOf(value, bytes.length)).isEqualTo(bytes);
        assertThat(value).hasSize(bytes.length + bytes.length % 2);
    }

    @Property(tries = 100)
    void sequencesOfAnyDepthAreFoundAgain(
            @ForAll @IntRange(min = 1, max = 12) int depth, @ForAll("words") String word) {
        DataSet set = new DataSet().put(Attribute.TEXT_VALUE, DicomText.ascii(word));
        for (int i = 0; i < depth; i++) {
            set = new DataSet()
                    .putItems(Attribute.CONTENT_SEQUENCE, set, new DataSet().put(Attribute.VALUE_TYPE, "TEXT"));
        }
        ParsedObject found = written(set, DicomText.ASCII);
        for (int i = 0; i < depth; i++) {
            assertThat(found.items(Attribute.CONTENT_SEQUENCE)).hasSize(2);
            found = found.item(Attribute.CONTENT_SEQUENCE);
        }

        String written = new String(found.bytes(Attribute.TEXT_VALUE), StandardCharsets.US_ASCII);
        assertThat(written).startsWith(DicomText.ascii(DicomText.plain(DicomText.ascii(word), Vr.UT)));
    }

    @Example
    void attributesStandInTheOrderOfTheirTagsAndEachOnce() {
        assertThat(Stream.of(Attribute.values()).map(Attribute::tag)).isSorted().doesNotHaveDuplicates();
        assertThat(EnumSet.allOf(Attribute.class)).allMatch(attribute -> attribute.tag() > 0);
    }

    @Example
    void whatIsTooLongIsAMistakeOfTheProgram() {
        assertThatThrownBy(() -> new DataSet().put(Attribute.CODE_VALUE, "femoral-neck-bmd-estimate"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 16");
        DataSet long16 = new DataSet().putBytes(Attribute.PATIENTS_NAME, new byte[70_000]);
        assertThatThrownBy(() -> Part10.write(long16, "1.2.840.10008.1.2.1", CLASS, "1.2", DicomText.ASCII))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void textsThatPartValuesDoNotPartThem() {
        DataSet set = new DataSet().put(Attribute.MANUFACTURER, "A\\B\r\nC").put(Attribute.TEXT_VALUE, "A\\B\nC");

        assertThat(written(set, DicomText.ASCII).text(Attribute.MANUFACTURER)).isEqualTo("A/B  C");
        assertThat(written(set, DicomText.ASCII).text(Attribute.TEXT_VALUE)).isEqualTo("A\\B\nC");
    }

    @Example
    void lettersOutsideOfAsciiLoseTheirAccentsUnlessTheFileIsUtf8() {
        assertThat(DicomText.ascii("M\u00fcnchen \u00b1 2 g/cm\u00b2 \u2013 \u9aa8"))
                .isEqualTo("Munchen +/- 2 g/cm2 - ?");
        assertThat(DicomText.fitting("a\u0301".repeat(40), Vr.LO)).isEqualTo("a".repeat(40));
        assertThat(DicomText.fitting("\u00df".repeat(40), Vr.LO)).hasSize(64).endsWith("...");
        DataSet set = new DataSet().put(Attribute.TEXT_VALUE, "g/cm\u00b2");
        byte[] utf8 = written(set, DicomText.beside("ISO_IR 192")).bytes(Attribute.TEXT_VALUE);

        assertThat(new String(utf8, StandardCharsets.UTF_8).strip()).isEqualTo("g/cm\u00b2");
        assertThat(written(set, DicomText.beside("ISO_IR 100")).text(Attribute.TEXT_VALUE))
                .isEqualTo("g/cm2");
    }

    @Example
    void identifiersDependOnEveryPart() {
        String one = Uids.of("a", "b");

        assertThat(Uids.isUid(one)).isTrue();
        assertThat(one).startsWith("2.25.").isEqualTo(Uids.of("a", "b"));
        assertThat(Uids.of("a", "c")).isNotEqualTo(one);
        assertThat(Uids.isUid("1.2.")).isFalse();
        assertThat(Uids.isUid("")).isFalse();
        assertThat(Uids.isUid("1.2." + "3".repeat(64))).isFalse();
    }
}
