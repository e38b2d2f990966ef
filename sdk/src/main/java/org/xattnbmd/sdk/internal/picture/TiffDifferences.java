package org.xattnbmd.sdk.internal.picture;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * 16-bit TIFF with LZW or Deflate over horizontal differences (TIFF 6.0, sections 13 and 14), which libtiff and ImageMagick
 * write and the JDK's reader refuses.
 */
final class TiffDifferences {

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int COMPRESSION = 259;
    private static final int FILL_ORDER = 266;
    private static final int STRIP_OFFSETS = 273;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PLANAR = 284;
    private static final int PREDICTOR = 317;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    private static final int HORIZONTAL = 2;

    /** A string of LZW has at most 4,096 bytes and takes at least 9 bits; Deflate expands less. */
    private static final long MOST_EXPANDED = 4096;

    private final byte[] bytes;
    private final TiffDirectory page;
    private final TiffKind kind;
    private final int width;
    private final int height;
    private final short[] grey;

    private TiffDifferences(byte[] bytes, TiffDirectory page, TiffKind kind) {
        this.bytes = bytes;
        this.page = page;
        this.kind = kind;
        width = (int) page.single(WIDTH);
        height = (int) page.single(HEIGHT);
        grey = new short[width * height];
    }

    /** Whether the page is such a one. */
    static boolean apply(TiffDirectory page) {
        long compression = page.single(COMPRESSION, 1);
        boolean packed = compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE;
        if (packed && page.single(PREDICTOR, 1) > HORIZONTAL) {
            throw TiffKind.unsupported("predictor " + page.single(PREDICTOR));
        }
        return packed && page.single(PREDICTOR, 1) == HORIZONTAL && page.single(BITS_PER_SAMPLE, 1) == 16;
    }

    static GreyPicture decode(byte[] bytes, TiffDirectory page, TiffKind kind) {
        if (!kind.grey() && kind.photometric() == TiffKind.YCBCR
                || kind.samples() > 1 && page.single(PLANAR, 1) != 1
                || page.single(FILL_ORDER, 1) != 1) {
            throw TiffKind.unsupported("horizontal differences (predictor 2) of such samples");
        }
        TiffDifferences picture = new TiffDifferences(bytes, page, kind);
        picture.blocks();
        return new GreyPicture(picture.grey, picture.width, picture.height);
    }

    private void blocks() {
        boolean tiled = page.has(TILE_OFFSETS);
        long across = tiled ? page.single(TILE_WIDTH) : width;
        long down = tiled ? page.single(TILE_HEIGHT) : Math.min(height, page.single(ROWS_PER_STRIP, height));
        if (across < 1
                || down < 1
                || across > GreyPicture.MAXIMUM_SIDE
                || down > GreyPicture.MAXIMUM_SIDE
                || across * down > GreyPicture.MAXIMUM_PIXELS) {
            throw TiffDirectory.corrupt("its strips or tiles have " + across + "x" + down + " pixels");
        }
        int columns = (int) ((width + across - 1) / across);
        int rows = (int) ((height + down - 1) / down);
        int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
        if (page.count(offsets) < (long) columns * rows) {
            throw TiffDirectory.corrupt("it has " + page.count(offsets) + " strips or tiles, not " + columns * rows);
        }
        for (int block = 0; block < columns * rows; block++) {
            int x = block % columns * (int) across;
            int y = block / columns * (int) down;
            int lines = tiled ? (int) down : (int) Math.min(down, height - y);
            int start = (int) page.value(offsets, block);
            int length = (int) page.value(tiled ? TILE_BYTES : STRIP_BYTES, block);
            block(unpack(start, length, across * lines * kind.samples() * 2), x, y, (int) across, lines);
        }
    }

    private byte[] unpack(int start, int length, long unpacked) {
        if (unpacked > Integer.MAX_VALUE - 8 || unpacked > length * MOST_EXPANDED) {
            throw truncated();
        }
        byte[] data = new byte[(int) unpacked];
        if (page.single(COMPRESSION) == LZW) {
            TiffLzw.unpack(bytes, start, start + length, data);
            return data;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, start, length);
            int filled = 0;
            while (filled < data.length) {
                int count = inflater.inflate(data, filled, data.length - filled);
                if (count == 0) {
                    throw truncated();
                }
                filled += count;
            }
            return data;
        } catch (DataFormatException e) {
            throw new BmdException(Code.IMAGE_CORRUPT, "The TIFF file is damaged: its data cannot be inflated.", e);
        } finally {
            inflater.end();
        }
    }

    /** Adds up a block's differences and puts what lies in the picture there. */
    private void block(byte[] data, int left, int top, int across, int lines) {
        int samples = kind.samples();
        int high = page.order() == ByteOrder.BIG_ENDIAN ? 0 : 1;
        int[] sums = new int[samples];
        int at = 0;
        for (int y = top; y < top + lines; y++) {
            Arrays.fill(sums, 0);
            for (int x = left; x < left + across; x++) {
                for (int sample = 0; sample < samples; sample++) {
                    sums[sample] = sums[sample] + ((data[at + high] & 0xFF) << 8 | data[at + 1 - high] & 0xFF) & 0xFFFF;
                    at += 2;
                }
                if (x < width && y < height) {
                    int value = kind.colours() == 1 ? sums[0] : ImageIoPixels.luminance(sums[0], sums[1], sums[2]);
                    grey[y * width + x] = (short) (kind.photometric() == TiffKind.WHITE_IS_ZERO ? ~value : value);
                }
            }
        }
    }

    static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The TIFF file ends before its picture does. Copy or export it again.");
    }
}
