package org.xattnbmd.sdk.internal.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * TIFF: finds the first page that is a whole picture, checks its kind and that every strip or tile lies inside the file, and
 * hands the decoder a directory with only what makes the picture, so that colour profiles, thumbnails and other pages never
 * reach it. Format: TIFF 6.0.
 */
public final class TiffFile {

    private static final int SUBFILE_TYPE_NEW = 254;
    private static final int SUBFILE_TYPE_OLD = 255;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int SUB_DIRECTORIES = 330;
    private static final int REFERENCE_BLACK_WHITE = 532;

    /** What the decoder needs: size, samples, compression, strips or tiles, palette, JPEG tables, YCbCr. */
    private static final Set<Integer> ESSENTIAL = Set.of(
            256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 338, 339,
            347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532);

    /** Of YCbCr with 8 bits, where the page has none (TIFF 6.0, section 20); numerators, each over 1. */
    private static final int[] DEFAULT_BLACK_WHITE = {0, 255, 128, 255, 128, 255};

    private static final int REDUCED = 1;
    private static final int MASK = 4;
    private static final int OLD_REDUCED = 2;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final int MAXIMUM_PAGES = 4096;

    /** A later page so much larger in both directions, of the same proportions, makes the first one its thumbnail. */
    private static final double LARGER = 1.5;

    private static final double SAME_PROPORTIONS = 0.03;

    private final byte[] bytes;
    private final ByteBuffer file;

    private TiffFile(byte[] bytes) {
        this.bytes = bytes;
        file = ByteBuffer.wrap(bytes).order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    static boolean matches(byte[] b) {
        return b.length >= 4
                && (b[0] == 'I' && b[1] == 'I' && (b[2] == 42 || b[2] == 43) && b[3] == 0
                        || b[0] == 'M' && b[1] == 'M' && b[2] == 0 && (b[3] == 42 || b[3] == 43));
    }

    /** The picture, upright as tag 274 says. */
    static GreyPicture decode(byte[] bytes) {
        return new TiffFile(bytes).decode();
    }

    private GreyPicture decode() {
        if (file.getShort(2) == 43) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED, "Expected classic TIFF, received BigTIFF. Export the image as 16-bit PNG.");
        }
        if (bytes.length < 8) {
            throw new BmdException(
                    Code.IMAGE_TRUNCATED, "The TIFF file ends before its picture does. Copy or export it again.");
        }
        TiffDirectory page = wholePicture();
        GreyPicture.checkSize(page.single(WIDTH), page.single(HEIGHT));
        boolean tiled = page.has(TILE_OFFSETS);
        page.checkExtents(tiled ? TILE_OFFSETS : STRIP_OFFSETS, tiled ? TILE_BYTES : STRIP_BYTES);
        TiffKind kind = TiffKind.of(page);
        Orientation orientation = Orientation.of(page.single(ORIENTATION, 1));
        return orientation.upright(
                TiffDifferences.apply(page) ? TiffDifferences.decode(bytes, page, kind) : decode(page, kind));
    }

    /** The JDK's reader cannot turn round grey of odd depths, so this does. */
    private GreyPicture decode(TiffDirectory page, TiffKind kind) {
        boolean turnRound = kind.photometric() == TiffKind.WHITE_IS_ZERO
                && kind.bits() != 1
                && kind.bits() != 8
                && kind.bits() != 16;
        GreyPicture picture = ImageIoPixels.toGrey(ImageIoDecoder.decode("tiff", essential(page, kind, turnRound)));
        if (!turnRound) {
            return picture;
        }
        short[] grey = picture.pixels();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) ~grey[i];
        }
        return new GreyPicture(grey, picture.width(), picture.height());
    }

    /** The first page, or its first sub-page, that is neither a reduced one nor a mask. */
    private TiffDirectory wholePicture() {
        List<TiffDirectory> pages = pages();
        for (TiffDirectory page : pages) {
            if (isWhole(page)) {
                refuseThumbnail(page, pages);
                return page;
            }
            for (int i = 0; i < Math.min(page.count(SUB_DIRECTORIES), MAXIMUM_PAGES); i++) {
                TiffDirectory inner = new TiffDirectory(file, page.value(SUB_DIRECTORIES, i));
                if (isWhole(inner)) {
                    return inner;
                }
            }
        }
        throw TiffKind.unsupported("only pages of reduced size or masks");
    }

    private static boolean isWhole(TiffDirectory page) {
        return (page.single(SUBFILE_TYPE_NEW, 0) & (REDUCED | MASK)) == 0
                && page.single(SUBFILE_TYPE_OLD, 1) != OLD_REDUCED;
    }

    /** Some writers put a thumbnail first and do not say so. */
    private static void refuseThumbnail(TiffDirectory page, List<TiffDirectory> pages) {
        double width = page.single(WIDTH);
        double height = page.single(HEIGHT);
        for (TiffDirectory other : pages) {
            if (other.has(WIDTH) && other.has(HEIGHT) && isWhole(other)) {
                double across = other.single(WIDTH) / width;
                double down = other.single(HEIGHT) / height;
                if (across >= LARGER && Math.abs(down / across - 1) <= SAME_PROPORTIONS) {
                    throw TiffKind.unsupported(
                            "several pages, of which the first looks like the thumbnail of a later one");
                }
            }
        }
    }

    /** The chain of pages up to the first that cannot be read; the first must be readable. */
    private List<TiffDirectory> pages() {
        List<TiffDirectory> pages = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long offset = file.getInt(4) & 0xFFFF_FFFFL;
        while (offset != 0 && seen.add(offset) && pages.size() < MAXIMUM_PAGES || pages.isEmpty()) {
            TiffDirectory page;
            try {
                page = new TiffDirectory(file, offset);
            } catch (BmdException e) {
                if (pages.isEmpty()) {
                    throw e;
                }
                break;
            }
            pages.add(page);
            offset = page.next();
        }
        return pages;
    }

    /** The file with a first directory of its own, behind the rest, that has only what makes the picture. */
    private byte[] essential(TiffDirectory page, TiffKind kind, boolean turnRound) {
        int start = bytes.length + (bytes.length & 1);
        TreeMap<Integer, byte[]> entries = new TreeMap<>();
        for (int tag : ESSENTIAL) {
            if (page.has(tag)) {
                entries.put(tag, page.entry(tag));
            }
        }
        int photometric = turnRound ? TiffKind.BLACK_IS_ZERO : kind.photometric();
        entries.put(
                PHOTOMETRIC,
                entry().putShort((short) PHOTOMETRIC)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) photometric)
                        .array());
        long compression = page.single(COMPRESSION, 1);
        boolean blackWhite = kind.photometric() == TiffKind.YCBCR
                && !page.has(REFERENCE_BLACK_WHITE)
                && compression != OLD_JPEG
                && compression != JPEG;
        if (blackWhite) {
            int values = start + 2 + 12 * (entries.size() + 1) + 4;
            entries.put(
                    REFERENCE_BLACK_WHITE,
                    entry().putShort((short) REFERENCE_BLACK_WHITE)
                            .putShort((short) 5)
                            .putInt(DEFAULT_BLACK_WHITE.length)
                            .putInt(values)
                            .array());
        }
        ByteBuffer copy = ByteBuffer.allocate(
                        start + 2 + 12 * entries.size() + 4 + (blackWhite ? 8 * DEFAULT_BLACK_WHITE.length : 0))
                .order(page.order());
        copy.put(bytes).position(start);
        copy.putShort((short) entries.size());
        entries.values().forEach(copy::put);
        copy.putInt(0);
        for (int i = 0; blackWhite && i < DEFAULT_BLACK_WHITE.length; i++) {
            copy.putInt(DEFAULT_BLACK_WHITE[i]).putInt(1);
        }
        return copy.putInt(4, start).array();
    }

    private ByteBuffer entry() {
        return ByteBuffer.allocate(12).order(file.order());
    }
}
