package org.xattnbmd.sdk.internal.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Which way round a picture is stored, in the order of Exif's and TIFF's tag 274, and how it is turned upright. A picture that
 * is stored mirrored shows a left hip as a right one, so mirroring is undone as well as turning.
 */
public enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    TOP_AT_RIGHT(true, false, true),
    TRANSVERSE(true, true, true),
    TOP_AT_LEFT(true, true, false);

    private static final int TAG = 274;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /** Whether stored rows are upright columns. */
    private final boolean transposed;

    private final boolean columnsReversed;
    private final boolean rowsReversed;

    Orientation(boolean transposed, boolean columnsReversed, boolean rowsReversed) {
        this.transposed = transposed;
        this.columnsReversed = columnsReversed;
        this.rowsReversed = rowsReversed;
    }

    /** What a value of tag 274 means; 0, which some writers put for "not known", is upright. */
    public static Orientation of(long value) {
        if (value < 0 || value > values().length) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT,
                    "Expected an orientation (tag 274) from 1 to 8, received another. Nobody knows which way up the picture"
                            + " is: save it upright, without the tag.");
        }
        return value == 0 ? UPRIGHT : values()[(int) value - 1];
    }

    /** The orientation with these properties. */
    public static Orientation of(boolean transposed, boolean columnsReversed, boolean rowsReversed) {
        for (Orientation orientation : values()) {
            if (orientation.transposed == transposed
                    && orientation.columnsReversed == columnsReversed
                    && orientation.rowsReversed == rowsReversed) {
                return orientation;
            }
        }
        throw new AssertionError("eight orientations are all there are");
    }

    /** What Exif data say, from {@code start} on a TIFF file of its own; upright where they say nothing of it. */
    static Orientation ofExif(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < 8) {
            return UPRIGHT;
        }
        ByteBuffer exif = ByteBuffer.wrap(bytes, start, length).slice();
        boolean little = exif.get(0) == 'I' && exif.get(1) == 'I';
        boolean big = exif.get(0) == 'M' && exif.get(1) == 'M';
        exif.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = exif.getInt(4) & 0xFFFF_FFFFL;
        if (!little && !big || exif.getShort(2) != 42 || directory > length - 2) {
            throw unreadable();
        }
        if (directory == 0) {
            return UPRIGHT;
        }
        int count = exif.getShort((int) directory) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            int entry = (int) directory + 2 + 12 * i;
            if (entry + 12 > length) {
                throw unreadable();
            }
            if ((exif.getShort(entry) & 0xFFFF) == TAG) {
                return of(
                        switch (exif.getShort(entry + 2)) {
                            case BYTE -> exif.get(entry + 8) & 0xFF;
                            case SHORT -> exif.getShort(entry + 8) & 0xFFFF;
                            case LONG -> exif.getInt(entry + 8) & 0xFFFF_FFFFL;
                            default -> throw unreadable();
                        });
            }
        }
        return UPRIGHT;
    }

    private static BmdException unreadable() {
        return new BmdException(
                Code.IMAGE_CORRUPT,
                "The picture's Exif data are damaged, so nobody knows which way up it is. Save it upright, without them.");
    }

    /** The upright picture of a stored one. */
    public GreyPicture upright(GreyPicture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = stored.width();
        int height = stored.height();
        return new GreyPicture(upright(stored.pixels(), width, height), width(width, height), height(width, height));
    }

    /** Likewise of pixels, row by row; upright ones are given back as they are. */
    public short[] upright(short[] stored, int width, int height) {
        if (this == UPRIGHT) {
            return stored;
        }
        short[] upright = new short[width * height];
        int across = width(width, height);
        for (int i = 0; i < upright.length; i++) {
            int x = i % across;
            int y = i / across;
            int column = transposed ? y : x;
            int row = transposed ? x : y;
            column = columnsReversed ? width - 1 - column : column;
            row = rowsReversed ? height - 1 - row : row;
            upright[i] = stored[row * width + column];
        }
        return upright;
    }

    /** Where a point of the upright picture lies in the stored one: column and row from the stored picture's top left corner. */
    public double[] stored(double x, double y, int storedWidth, int storedHeight) {
        double column = transposed ? y : x;
        double row = transposed ? x : y;
        return new double[] {columnsReversed ? storedWidth - column : column, rowsReversed ? storedHeight - row : row};
    }

    /** Width of the upright picture of one that is stored with this size. */
    public int width(int width, int height) {
        return transposed ? height : width;
    }

    /** Its height. */
    public int height(int width, int height) {
        return transposed ? width : height;
    }
}
