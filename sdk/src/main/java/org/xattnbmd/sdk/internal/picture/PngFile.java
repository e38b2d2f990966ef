package org.xattnbmd.sdk.internal.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

    /** Part of the file. */
    record Range(int start, int length) {}

    /**
     * The image header.
     *
     * @param depth bits of a sample
     * @param type of colour: 2 is set where there is colour, 4 where there is alpha
     */
    record Header(int width, int height, int depth, int type, int compression, int filter, int interlace) {

        boolean colour() {
            return (type & 2) != 0;
        }

        int pixelBytes() {
            return ((colour() ? 3 : 1) + ((type & 4) != 0 ? 1 : 0)) * depth / Byte.SIZE;
        }

        /** Whether {@link PngPixels} knows this kind. */
        boolean usual() {
            return (depth == 8 || depth == 16) && (type & ~6) == 0 && compression == 0 && filter == 0 && interlace == 0;
        }
    }

    private final byte[] bytes;
    private final List<Range> needed = new ArrayList<>();
    private final List<Range> data = new ArrayList<>();
    private Header header;
    private boolean palette;
    private Orientation orientation = Orientation.UPRIGHT;

    private PngFile(byte[] bytes) {
        this.bytes = bytes;
    }

    static boolean matches(byte[] bytes) {
        return bytes.length >= Long.BYTES && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }

    /** The picture, upright as its eXIf chunk says. */
    static GreyPicture decode(byte[] bytes) {
        PngFile file = of(bytes);
        return file.orientation.upright(file.isUsual() ? file.decodeUsual() : file.decodeByJdk());
    }

    /** Checks all but the compressed data. */
    static PngFile of(byte[] bytes) {
        PngFile file = new PngFile(bytes);
        file.walk();
        return file;
    }

    boolean isUsual() {
        return header.usual() && !palette;
    }

    GreyPicture decodeUsual() {
        return PngPixels.decode(header, bytes, data);
    }

    /** The picture as the JDK decodes it, which knows all kinds. */
    GreyPicture decodeByJdk() {
        return ImageIoPixels.toGrey(ImageIoDecoder.decode("png", essential()));
    }

    private byte[] essential() {
        ByteArrayOutputStream essential = new ByteArrayOutputStream();
        essential.write(bytes, 0, Long.BYTES);
        needed.forEach(chunk -> essential.write(bytes, chunk.start, chunk.length));
        return essential.toByteArray();
    }

    private void walk() {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Long.BYTES);
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
                header = header(in.slice());
            }
            in.position(in.position() + length);
            checkChecksum(bytes, start + 4, length + 4, in.getInt());
            if (type == IDAT) {
                compressedBytes += length;
                data.add(new Range(start + 8, length));
            }
            if (type == EXIF) {
                orientation = Orientation.ofExif(bytes, start + 8, start + 8 + length);
            }
            palette |= type == PLTE;
            if (type == IHDR || type == PLTE || type == IDAT || type == IEND) {
                needed.add(new Range(start, length + 12));
            }
        }
        long declaredBytes = (long) header.width * header.height * header.depth / Byte.SIZE;
        if (declaredBytes > compressedBytes * DEFLATE_RATIO) {
            throw truncated();
        }
    }

    /** Checks the size; whether the rest fits together is the decoders' affair. */
    private static Header header(ByteBuffer in) {
        long width = in.getInt() & 0xFFFF_FFFFL;
        long height = in.getInt() & 0xFFFF_FFFFL;
        GreyPicture.checkSize(width, height);
        return new Header((int) width, (int) height, in.get(), in.get(), in.get(), in.get(), in.get());
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
