package org.xattnbmd.sdk;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/** 10,000 damaged PNG files, 8,000 TIFF, 3,000 JPEG. */
@Timeout(120)
class PictureMutationTest {

    private static final int W = 40;
    private static final int H = 36;

    private final short[] grey = SyntheticHip.left(W, H, 2);

    @Test
    void png() {
        Mutations.apply(
                Pictures.encode("png", grey, W, H), 8, 10_000, 1, PictureMutationTest::repairPng, Mutations::decode);
    }

    @Test
    void tiff() {
        byte[] plain = Pictures.tiff(grey, W, H, false, ByteOrder.LITTLE_ENDIAN);

        Mutations.apply(plain, 4, 5_000, 2, bytes -> bytes, Mutations::decode);
        Mutations.apply(Pictures.encode("tiff", grey, W, H), 4, 3_000, 3, bytes -> bytes, Mutations::decode);
    }

    @Test
    void jpeg() {
        byte[] whole = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));

        Mutations.apply(whole, 2, 3_000, 4, bytes -> bytes, Mutations::decode);
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
