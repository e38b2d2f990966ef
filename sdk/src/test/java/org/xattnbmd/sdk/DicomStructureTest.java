package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomTables;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.RunLengthWriter;

/** Files that are not written as the standard wants it: read where it is plain what they mean. */
class DicomStructureTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final int LINE = 2 * H;

    private static final int MODALITY_LUT = 0x00283000;

    private final short[] grey = DicomExam.grey();

    @Test
    void paddingBehindThePixelsIsAccepted() {
        byte[] pixels = new byte[2 * W * H];
        ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(grey);
        for (int surplus : new int[] {1, 2, 100, 5000}) {
            assertThat(DicomExam.pixels(exam().pixels(Arrays.copyOf(pixels, pixels.length + surplus))))
                    .isEqualTo(grey);
        }
        byte[] junk = Arrays.copyOf(pixels, pixels.length + LINE - 2);
        junk[pixels.length + 5] = 7;
        assertThat(DicomExam.pixels(exam().pixels(junk))).isEqualTo(grey);
        byte[] more = Arrays.copyOf(pixels, pixels.length + 2 * W);
        more[pixels.length + 5] = 7;
        assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(exam().pixels(more)));
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.BIG_ENDIAN})
    void aDataSetIsReadWithoutItsHeader(String syntax) {
        byte[] file = new DicomWriter(syntax, grey, W, H).toBytes();
        int set = set(syntax);

        assertReads(Arrays.copyOfRange(file, set, file.length));
        assertReads(Arrays.copyOfRange(file, 132, file.length));
        assertReads(Arrays.copyOfRange(file, 128, file.length));
        assertReads(join(Arrays.copyOf(file, 132), Arrays.copyOfRange(file, set, file.length)));
    }

    @Test
    void otherFilesAreNotTakenForDataSets() {
        for (byte[] other : new byte[][] {
            new byte[4096],
            {8, 0, 5, 0, 'C', 'S', 2, 0, 'A', 'B', 8, 0},
            {8, 0, 5, 0, 'C', 'S', (byte) 0xFF, (byte) 0xFF, 'A', 'B', 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            "subject,image\n1,a.png\n".getBytes(StandardCharsets.US_ASCII)
        }) {
            assertRefused(Code.IMAGE_NOT_RECOGNISED, () -> Radiograph.decode(other));
        }
    }

    @ParameterizedTest
    @CsvSource({
        DicomWriter.IMPLICIT + "," + DicomWriter.EXPLICIT,
        DicomWriter.EXPLICIT + "," + DicomWriter.IMPLICIT,
        DicomWriter.BIG_ENDIAN + "," + DicomWriter.EXPLICIT,
        DicomWriter.EXPLICIT + "," + DicomWriter.BIG_ENDIAN,
        DicomWriter.DEFLATED + "," + DicomWriter.EXPLICIT,
        DicomWriter.LOSSLESS + "," + DicomWriter.EXPLICIT,
        DicomWriter.EXPLICIT + "," + DicomWriter.LOSSLESS,
        DicomWriter.JPEG + "," + DicomWriter.LOSSLESS,
        DicomWriter.JPEG_2000 + "," + DicomWriter.LOSSLESS,
        DicomWriter.RLE + "," + DicomWriter.LOSSLESS,
        DicomWriter.LOSSLESS + "," + DicomWriter.RLE,
        DicomWriter.EXPLICIT + "," + DicomWriter.RLE
    })
    void aTransferSyntaxThatContradictsTheDataGivesWay(String declared, String written) {
        byte[] head = new DicomWriter(declared, grey, W, H).pixels(new byte[8]).toBytes();
        byte[] data = new DicomWriter(written, grey, W, H).toBytes();
        byte[] file = join(Arrays.copyOf(head, set(declared)), Arrays.copyOfRange(data, set(written), data.length));

        assertReads(file);
    }

    @Test
    void encapsulatedPixelDataMayEndWithoutItsDelimiterWhereThePictureIsWhole() {
        byte[] jpeg = LosslessJpegWriter.encode(grey, W, H, 16, 1, 0);

        assertReads(encapsulated(DicomWriter.LOSSLESS, 0, new byte[0], jpeg));
        assertReads(join(
                encapsulated(DicomWriter.LOSSLESS, 0, new byte[0], jpeg),
                new byte[] {(byte) 0xFC, (byte) 0xFF, (byte) 0xFC, (byte) 0xFF, 'O', 'B', 0, 0, 0, 0, 0, 0}));
        assertRefused(
                Code.IMAGE_TRUNCATED,
                () -> Radiograph.decode(
                        encapsulated(DicomWriter.LOSSLESS, 0, new byte[0], Arrays.copyOf(jpeg, jpeg.length / 4 * 2))));
    }

    @Test
    void severalFramesAreRefusedThoughNobodyDeclaresThem() {
        byte[] lossless = LosslessJpegWriter.encode(grey, W, H, 16, 1, 0);
        byte[] rle = RunLengthWriter.encode(grey, 16);
        byte[] table = {0, 0, 0, 0, 9, 9, 0, 0};

        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> Radiograph.decode(encapsulated(DicomWriter.LOSSLESS, 8, new byte[0], lossless, lossless)));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> Radiograph.decode(encapsulated(DicomWriter.LOSSLESS, 8, table, lossless)));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> Radiograph.decode(encapsulated(DicomWriter.RLE, 8, new byte[0], rle, rle)));
        assertReads(encapsulated(DicomWriter.RLE, 8, new byte[] {0, 0, 0, 0}, rle));
    }

    @Test
    void oddValueRepresentationsAreReadByWhatFollows() {
        for (byte[] odd : new byte[][] {
            {8, 0, 0x70, 0, '?', '?', 2, 0, 'A', 'B'},
            {8, 0, 0x70, 0, 'x', 's', 2, 0, 'A', 'B'},
            {8, 0, 0x70, 0, 0, 0, 2, 0, 'A', 'B'},
            {8, 0, 0x70, 0, ' ', ' ', 0, 0, 2, 0, 0, 0, 'A', 'B'},
            {8, 0, 0x70, 0, 'Q', 'Q', 0, 0, 2, 0, 0, 0, 'A', 'B'},
            {8, 0, 0x70, 0, 2, 0, 0, 0, 'A', 'B'},
            {
                8,
                0,
                0x40,
                0x11,
                '?',
                '?',
                0,
                0,
                -1,
                -1,
                -1,
                -1,
                (byte) 0xFE,
                (byte) 0xFF,
                (byte) 0xDD,
                (byte) 0xE0,
                0,
                0,
                0,
                0
            },
            {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0}
        }) {
            byte[] file = exam().toBytes();
            int at = DicomExam.indexOf(file, new byte[] {0x28, 0, 2, 0, 'U', 'S'});

            assertReads(join(Arrays.copyOf(file, at), odd, Arrays.copyOfRange(file, at, file.length)));
        }
    }

    @Test
    void sequencesMayEndWithoutTheirDelimiters() {
        byte[] item = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, -1, -1, -1, -1, 8, 0, 0x50, 0x11, 'U', 'I', 0, 0};
        byte[] itemEnd = {(byte) 0xFE, (byte) 0xFF, 0x0D, (byte) 0xE0, 0, 0, 0, 0};
        byte[] end = {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0};
        for (byte[] content : new byte[][] {join(item, itemEnd), join(item, end), join(item, item, itemEnd), {}}) {
            byte[] head = {8, 0, 0x40, 0x11, 'S', 'Q', 0, 0, -1, -1, -1, -1};
            byte[] file = exam().toBytes();
            int at = DicomExam.indexOf(file, new byte[] {0x28, 0, 2, 0, 'U', 'S'});

            assertReads(join(Arrays.copyOf(file, at), head, content, Arrays.copyOfRange(file, at, file.length)));
        }
    }

    @Test
    void halvedColourIsReadByItsLuminanceAndPaddedOrNot() {
        short[] eight = DicomExam.shifted(grey, 8);
        byte[] halved = new byte[2 * W * H];
        byte[] full = new byte[3 * W * H];
        for (int i = 0; i < eight.length; i++) {
            halved[4 * (i / 2) + i % 2] = (byte) eight[i];
            full[3 * i] = (byte) eight[i];
        }
        short[] wanted = Radiograph.of(eight, W, H, PixelFormat.unsigned(8))
                .view()
                .picture()
                .pixels();
        for (byte[] pixels : new byte[][] {halved, full}) {
            assertThat(DicomExam.pixels(exam().bits(8, 8, 7, false)
                            .unsigned(0x00280002, 3)
                            .text(0x00280004, "CS", "YBR_FULL_422")
                            .pixels(pixels)))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void anEmptyLookupTableSaysNothing() {
        byte[] none = new byte[0];
        assertThat(DicomExam.pixels(exam().put(MODALITY_LUT, "SQ", none))).isEqualTo(grey);
        for (int sequence : new int[] {MODALITY_LUT, 0x00283010, 0x20500010}) {
            byte[] item = DicomTables.lutItem(none, none);
            assertThat(DicomExam.pixels(exam().put(sequence, "SQ", item))).isEqualTo(grey);
            byte[] descriptor = DicomTables.descriptor(4, 0, 16);
            byte[] entries = DicomTables.words(0, 1, 2, 3);
            for (byte[] half : new byte[][] {
                DicomTables.lutItem(descriptor, none), DicomTables.lutItem(none, entries), DicomTables.item(none)
            }) {
                assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(exam().put(sequence, "SQ", half)));
            }
        }
    }

    @Test
    void aJpegOfUndefinedHeightHasItFromItsLastMarker() {
        byte[] jpeg = LosslessJpegWriter.encode(grey, W, H, 16, 1, 0);
        byte[] defined = join(
                Arrays.copyOf(jpeg, jpeg.length - 2),
                new byte[] {(byte) 0xFF, (byte) 0xDC, 0, 4, 0, (byte) H, (byte) 0xFF, (byte) 0xD9});
        defined[7] = 0;
        defined[8] = 0;
        byte[] undefined = jpeg.clone();
        undefined[7] = 0;
        undefined[8] = 0;

        assertReads(encapsulated(DicomWriter.LOSSLESS, 8, new byte[0], defined));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> Radiograph.decode(encapsulated(DicomWriter.LOSSLESS, 8, new byte[0], undefined)));
    }

    @Test
    void bytesBehindTheEndOfAJpegDoNotCount() {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        byte[] spaces = Arrays.copyOf(jpeg, jpeg.length + 64);
        Arrays.fill(spaces, jpeg.length, spaces.length, (byte) ' ');

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG, grey, W, H)
                        .bits(8, 8, 7, false)
                        .pixels(spaces)))
                .isEqualTo(Radiograph.decode(jpeg).view().picture().pixels());
    }

    @ParameterizedTest
    @CsvSource({
        "00280004, CS, '', 'Photometric Interpretation (0028,0004), received none'",
        "00280004, CS, PALETTE COLOR, 'received PALETTE COLOR'",
        "00280004, CS, RGB, 'received RGB with 1 sample(s)'",
        "00280010, US, '', 'Rows (0028,0010), received none'",
        "00280100, US, '', 'Bits Allocated (0028,0100), received none'"
    })
    void whatIsMissingIsNamed(String tag, String vr, String value, String message) {
        DicomWriter writer = exam().text(Integer.parseInt(tag, 16), vr, value);

        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "00101020, 165, height_cm",
        "00101020, 1650, height_cm",
        "00101020, 0.0165, height_cm",
        "00101030, 70000, weight_kg",
        "00101030, 0.07, weight_kg",
        "00101030, -70, weight_kg",
        "00101010, 750Y, age"
    })
    void aFactInAnotherUnitIsLeftOut(String tag, String value, String field) {
        assertThat(DicomExam.read(exam().text(0x00100040, "CS", "F")
                                .text(Integer.parseInt(tag, 16), tag.equals("00101010") ? "AS" : "DS", value))
                        .headerFacts()
                        .names())
                .containsExactly("sex")
                .doesNotContain(field);
    }

    private DicomWriter exam() {
        return new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
    }

    private void assertReads(byte[] file) {
        assertThat(Radiograph.decode(file).view().picture().pixels()).isEqualTo(grey);
    }

    /** A file whose pixel data are these fragments; {@code delimiter} is 8, or 0 to leave it out. */
    private byte[] encapsulated(String syntax, int delimiter, byte[] table, byte[]... fragments) {
        byte[] file = new DicomWriter(syntax, grey, W, H).toBytes();
        int head = DicomExam.indexOf(file, new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B'}) + 12;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, head);
        out.writeBytes(item(table));
        for (byte[] fragment : fragments) {
            out.writeBytes(item(Arrays.copyOf(fragment, fragment.length + (fragment.length & 1))));
        }
        out.write(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0}, 0, delimiter);
        return out.toByteArray();
    }

    private static byte[] item(byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xFFFE)
                .putShort((short) 0xE000)
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** Where the data set of a file of {@link DicomWriter} starts. */
    private static int set(String syntax) {
        return 132 + 8 + syntax.length() + (syntax.length() & 1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
