package org.xattnbmd.sdk.internal.picture.jpeg2000;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * The SIZ marker segment (A.5.1): the picture and its tiles on the reference grid. All components have the same depth and size.
 *
 * @param image the picture
 * @param tile the first tile, which may begin before the picture
 */
record ImageSize(Area image, Area tile, int components, int precision, boolean signed) {

    private static final int MOST_TILES = 65_535;
    private static final int MOST_BITS = 16;

    static ImageSize read(ByteReader in) {
        in.unsigned16();
        int right = in.coordinate();
        int bottom = in.coordinate();
        int left = in.coordinate();
        int top = in.coordinate();
        long tileWidth = in.unsigned32();
        long tileHeight = in.unsigned32();
        int tileLeft = in.coordinate();
        int tileTop = in.coordinate();
        long tileRight = Math.min(Integer.MAX_VALUE, tileLeft + tileWidth);
        long tileBottom = Math.min(Integer.MAX_VALUE, tileTop + tileHeight);
        if (right <= left
                || bottom <= top
                || tileLeft > left
                || tileTop > top
                || tileRight <= left
                || tileBottom <= top) {
            throw Failures.corrupt("its sizes contradict each other");
        }
        int components = in.unsigned16();
        if (components != 1 && components != 3) {
            throw Failures.unsupported("with one or three components", components + " components");
        }
        int width = right - left;
        int height = bottom - top;
        if (Math.max(width, height) > GreyPicture.MAXIMUM_SIDE
                || (long) width * height * components > GreyPicture.MAXIMUM_PIXELS) {
            throw new BmdException(
                    Code.IMAGE_TOO_LARGE,
                    "Expected at most " + GreyPicture.MAXIMUM_SIDE + " pixels a side and " + GreyPicture.MAXIMUM_PIXELS
                            + " samples in all, received " + components + " a pixel of " + width + "x" + height
                            + ". Supply a single hip, or reduce the picture.");
        }
        int depth = in.unsigned8();
        for (int i = 0; i < components; i++) {
            if (i > 0 && in.unsigned8() != depth || in.unsigned8() != 1 || in.unsigned8() != 1) {
                throw Failures.unsupported("with components of one depth and size", "others");
            }
        }
        int precision = (depth & 0x7F) + 1;
        if (precision > MOST_BITS) {
            throw Failures.unsupported("of at most " + MOST_BITS + " bits", precision + " bits");
        }
        ImageSize size = new ImageSize(
                new Area(left, top, right, bottom),
                new Area(tileLeft, tileTop, (int) tileRight, (int) tileBottom),
                components,
                precision,
                depth >= 0x80);
        if ((long) size.tilesAcross() * size.tilesDown() > MOST_TILES) {
            throw Failures.corrupt("it has more tiles than can be numbered");
        }
        return size;
    }

    int tilesAcross() {
        return tiles(image.right() - tile.left(), tile.width());
    }

    int tiles() {
        return tilesAcross() * tilesDown();
    }

    /** The part of the picture in one tile (B.3). */
    Area tileArea(int index) {
        long left = tile.left() + (long) (index % tilesAcross()) * tile.width();
        long top = tile.top() + (long) (index / tilesAcross()) * tile.height();
        return new Area(
                (int) Math.max(left, image.left()),
                (int) Math.max(top, image.top()),
                (int) Math.min(left + tile.width(), image.right()),
                (int) Math.min(top + tile.height(), image.bottom()));
    }

    private int tilesDown() {
        return tiles(image.bottom() - tile.top(), tile.height());
    }

    private static int tiles(int extent, int side) {
        return (int) (((long) extent + side - 1) / side);
    }
}
