package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/**
 * Damaged files of every format: each is read, or refused with a code of its kind. Anything else (another exception, an
 * error such as too little memory, a hang) fails.
 */
@Timeout(120)
class MutatedInputTest {

    private static final int W = 40;
    private static final int H = 36;

    private final short[] grey = SyntheticHip.left(W, H, 2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.IMPLICIT,
                DicomWriter.EXPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS
            })
    void dicom(String syntax) {
        byte[] whole = new DicomWriter(syntax, grey, W, H)
                .put(0x00081140, "SQ", new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 0, 0, 0, 0})
                .text(0x00280030, "DS", "0.2\\0.2")
                .text(0x00101010, "AS", "075Y")
                .toBytes();

        mutate(whole, 132, 2_000, syntax.hashCode(), bytes -> bytes, MutatedInputTest::decode);
    }

    @Test
    void png() {
        mutate(Pictures.encode("png", grey, W, H), 8, 10_000, 1, MutatedInputTest::repairPng, MutatedInputTest::decode);
    }

    @Test
    void tiff() {
        byte[] plain = Pictures.tiff(grey, W, H, false, ByteOrder.LITTLE_ENDIAN);

        mutate(plain, 4, 5_000, 2, bytes -> bytes, MutatedInputTest::decode);
        mutate(Pictures.encode("tiff", grey, W, H), 4, 3_000, 3, bytes -> bytes, MutatedInputTest::decode);
    }

    @Test
    void jpeg() {
        byte[] whole = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));

        mutate(whole, 2, 3_000, 4, bytes -> bytes, MutatedInputTest::decode);
    }

    @Test
    void card() {
        byte[] whole = TinyModel.card().toJson().getBytes(StandardCharsets.UTF_8);

        mutate(whole, 0, 10_000, 5, bytes -> bytes, bytes -> {
            try {
                assertThat(ModelCard.parse(new String(bytes, StandardCharsets.UTF_8))
                                .goldenVectors())
                        .isNotEmpty();
            } catch (BmdException e) {
                assertThat(e.code()).isIn(BmdException.Code.MODEL_CARD_INVALID, BmdException.Code.MODEL_CARD_NEWER);
            }
        });
    }

    private static void decode(byte[] bytes) {
        try {
            Radiograph radiograph = Radiograph.decode(bytes);
            assertThat(radiograph.picture().pixels()).hasSize(radiograph.width() * radiograph.height());
        } catch (BmdException e) {
            assertThat(e.code().id()).as(e.toString()).startsWith("BMD-1");
        }
    }

    /** Half of the changes go to the first 400 bytes, where structure is; some cut or repeat a stretch. */
    private static void mutate(
            byte[] whole, int from, int count, long seed, UnaryOperator<byte[]> repair, Consumer<byte[]> use) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            byte[] bytes = whole.clone();
            int range = random.nextBoolean() ? Math.min(whole.length, from + 400) : whole.length;
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = from + random.nextInt(range - from);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes[at] = (byte) random.nextInt(256);
                    case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xFF);
                    default -> bytes[at] = 0;
                }
            }
            if (random.nextInt(10) == 0) {
                bytes = Arrays.copyOf(bytes, from + random.nextInt(bytes.length - from));
            }
            use.accept(repair.apply(bytes));
        }
    }

    /** Makes every checksum right again, or no mutation would get past the first check. */
    private static byte[] repairPng(byte[] bytes) {
        ByteBuffer png = ByteBuffer.wrap(bytes);
        for (int at = 8; at + 12 <= bytes.length; ) {
            int length = png.getInt(at);
            if (length < 0 || length > bytes.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, at + 4, length + 4);
            png.putInt(at + 8 + length, (int) crc.getValue());
            at += length + 12;
        }
        return bytes;
    }
}
