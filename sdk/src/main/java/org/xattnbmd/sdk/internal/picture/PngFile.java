package org.xattnbmd.sdk.internal.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * PNG: walks the chunks, checks lengths and checksums, and hands the decoder only those that make the picture, so that
 * compressed text and colour profiles never reach it. Format: PNG specification (W3C, third edition), section 5;
 * its eXIf chunk: section 11.3.
 */
public final class PngFile {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int EXIF = 0x65584966;

    /** Deflate expands to at most 1032 times its size; less data than that cannot fill the declared picture. */
    private static final long DEFLATE_RATIO = 1032;

    private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
    private Orientation orientation = Orientation.UPRIGHT;

    private PngFile() {}

    static boolean matches(byte[] bytes) {
        return bytes.length >= Long.BYTES && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }

    /** The picture, upright as its eXIf chunk says. */
    static GreyPicture decode(byte[] bytes) {
        PngFile file = new PngFile();
        file.walk(bytes);
        return file.orientation.upright(
                ImageIoPixels.toGrey(ImageIoDecoder.decode("png", file.essential.toByteArray())));
    }

    private void walk(byte[] bytes) {
        essential.write(bytes, 0, Long.BYTES);
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Long.BYTES);
        long declaredBytes = 0;
        long compressedBytes = 0;
        for (int type = 0; type != IEND; ) {
            int start = in.position();
            if (in.remaining() < 12) {
                throw truncated();
            }
            int length = in.getInt();
            type = in.getInt();
            if (start == Long.BYTES && (type != IHDR || length != 13)) {
                throw corrupt("its first chunk is not the image header");
            }
            if (length < 0 || length > in.remaining() - 4) {
                throw truncated();
            }
            if (type == IHDR) {
                if (start != Long.BYTES) {
                    throw corrupt("it has two image headers");
                }
                declaredBytes = checkHeader(bytes, in.position());
            }
            in.position(in.position() + length);
            checkChecksum(bytes, start + 4, length + 4, in.getInt());
            if (type == IDAT) {
                compressedBytes += length;
            }
            if (type == EXIF) {
                orientation = Orientation.ofExif(bytes, start + 8, start + 8 + length);
            }
            if (type == IHDR || type == PLTE || type == IDAT || type == IEND) {
                essential.write(bytes, start, length + 12);
            }
        }
        if (declaredBytes > compressedBytes * DEFLATE_RATIO) {
            throw truncated();
        }
    }

    /** Checks size and depth; returns the number of bytes that the picture decompresses to, rounded down. */
    private static long checkHeader(byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes, at, 13);
        long width = header.getInt() & 0xFFFF_FFFFL;
        long height = header.getInt() & 0xFFFF_FFFFL;
        int depth = header.get();
        GreyPicture.checkSize(width, height);
        return width * height * depth / 8;
    }

    private static void checkChecksum(byte[] bytes, int from, int length, int expected) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        if ((int) crc.getValue() != expected) {
            throw corrupt("a checksum does not match");
        }
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The PNG file ends before its picture does. Copy or export it again.");
    }

    private static BmdException corrupt(String how) {
        return new BmdException(Code.IMAGE_CORRUPT, "The PNG file is damaged: " + how + ". Copy or export it again.");
    }
}
