package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomKinds;
import org.xattnbmd.sdk.fixtures.DicomTables;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** Kinds of pixels beside 8 to 16 bits of grey: few bits, many bits, real numbers, palettes, deep colour, Modality LUTs. */
class DicomKindsTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final int MODALITY_LUT = 0x00283000;
    private static final int PADDING = 0x00280120;
    private static final int PADDING_LIMIT = 0x00280121;

    private final short[] grey = DicomExam.grey();

    @TestFactory
    Stream<DynamicTest> everyKindIsReadAsItIsMeant() {
        return DicomKinds.all().entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.getKey(),
                        () -> assertThat(DicomExam.pixels(kind.getValue().file()))
                                .isEqualTo(kind.getValue().grey())));
    }

    @TestFactory
    Stream<DynamicTest> cutShortAKindIsRefused() {
        return DicomKinds.all().entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
                    byte[] whole = kind.getValue().file().toBytes();
                    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 300);
                    assertThatThrownBy(() -> Radiograph.decode(cut))
                            .isInstanceOfSatisfying(
                                    BmdException.class,
                                    refused -> assertThat(refused.code()).isEqualTo(Code.IMAGE_TRUNCATED));
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "00280100, 24, 1 to 16 or 32 bits allocated",
        "00280100, 64, 1 to 16 or 32 bits allocated",
        "00280004, PALETTE COLOR, received PALETTE COLOR without one",
        "00280004, HSV, received HSV",
        "00280004, CMYK, received CMYK"
    })
    void whatIsNoRadiographIsRefusedByName(String tag, String value, String message) {
        DicomWriter writer = exam();
        if (value.matches("[0-9]+")) {
            writer.unsigned(Integer.parseInt(tag, 16), Integer.parseInt(value));
        } else {
            writer.text(Integer.parseInt(tag, 16), "CS", value);
        }

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining(message);
    }

    @Test
    void tablesForMoreThanSixteenBitsAndDeepSubsampledColourAreRefused() {
        byte[] table = DicomTables.lutItem(DicomTables.descriptor(4, 0, 16), DicomTables.words(0, 1, 2, 3));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.pixels(exam().bits(32, 20, 19, false).put(MODALITY_LUT, "SQ", table)));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.pixels(exam().bits(32, 20, 19, false).text(0x00280004, "CS", "PALETTE COLOR")));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.pixels(exam().unsigned(0x00280002, 3).text(0x00280004, "CS", "YBR_FULL_422")));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.pixels(
                        exam().bits(32, 32, 31, false).unsigned(0x00280002, 3).text(0x00280004, "CS", "RGB")));
    }

    @Test
    void aTableThatIsDamagedIsRefused() {
        byte[] words = DicomTables.words(0, 1, 2, 3);
        for (byte[] item : new byte[][] {
            DicomTables.lutItem(DicomTables.descriptor(5, 0, 16), words),
            DicomTables.lutItem(DicomTables.descriptor(9, 0, 16), words),
            DicomTables.lutItem(new byte[2], words),
            DicomTables.item(new byte[0])
        }) {
            assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(exam().put(MODALITY_LUT, "SQ", item)));
        }
    }

    @Test
    void bitsAboveThoseStoredInThirtyTwoAreRefused() {
        ByteBuffer cells = ByteBuffer.allocate(4 * W * H).order(ByteOrder.LITTLE_ENDIAN);
        for (short value : grey) {
            cells.putInt((value & 0xFFFF) << 8);
        }

        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(exam().bits(32, 20, 19, false).pixels(cells.array())));
    }

    @Test
    void whatIsNoNumberIsRefusedUnlessItIsPadding() {
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(reals(Float.NaN)));
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(reals(Float.POSITIVE_INFINITY)));

        short[] padded =
                DicomExam.pixels(reals(Float.POSITIVE_INFINITY).put(0x00280122, "FL", single(Float.POSITIVE_INFINITY)));

        assertDarkestBelow(padded);
    }

    /** A kind and how its padding, in the first row, is declared. */
    @Test
    void paddingIsTheDarkestOfEveryKind() {
        int[] marked = {-2000, -1999, -1998};
        Map<Integer, Integer> wide = Map.of(PADDING, -2000, PADDING_LIMIT, -1998);
        ByteBuffer cells = ByteBuffer.allocate(4 * W * H).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < W * H; i++) {
            cells.putInt(i < W ? marked[i % 3] : 70 * (grey[i] & 0xFFFF));
        }
        DicomWriter many = exam().bits(32, 32, 31, true).pixels(cells.array());
        wide.forEach((tag, value) -> many.put(tag, "SS", DicomTables.words(value)));
        assertDarkestBelow(DicomExam.pixels(many));
        assertDarkestBelow(DicomExam.pixels(reals(-9).put(0x00280122, "FL", single(-9))));
        assertDarkestBelow(
                DicomExam.pixels(reals(-9).put(0x00280122, "FL", single(-8)).put(0x00280124, "FL", single(-10))));

        short[] few = DicomExam.shifted(grey, 11);
        short[] all = grey.clone();
        for (int i = 0; i < W; i++) {
            few[i] = 31;
            all[i] = -1;
        }
        byte[] identity = DicomTables.lutItem(DicomTables.descriptor(0, 0, 16), DicomTables.entries(65_536, i -> i, 2));
        assertDarkestBelow(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, few, W, H)
                .bits(16, 5, 4, false)
                .unsigned(PADDING, 31)));
        assertDarkestBelow(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, all, W, H)
                .put(MODALITY_LUT, "SQ", identity)
                .unsigned(PADDING, 0xFFFF)));
    }

    /** The first row is no brighter than any pixel below it, single dead pixels aside. */
    private static void assertDarkestBelow(short[] pixels) {
        int brightest = 0;
        for (int i = 0; i < W; i++) {
            brightest = Math.max(brightest, pixels[i] & 0xFFFF);
        }
        int darker = 0;
        for (int i = W; i < pixels.length; i++) {
            darker += (pixels[i] & 0xFFFF) < brightest ? 1 : 0;
        }
        assertThat(darker).isLessThan(5);
        assertThat(brightest).isLessThan(20_000);
    }

    private DicomWriter exam() {
        return new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
    }

    private DicomWriter reals(float firstRow) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * W * H).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < W * H; i++) {
            bytes.putFloat(i < W ? firstRow : (grey[i] & 0xFFFF) / 1000f);
        }
        return exam().unsigned(0x00280100, 32)
                .put(0x7FE00008, "OF", bytes.array())
                .withoutPixelData();
    }

    private static byte[] single(float value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array();
    }
}
