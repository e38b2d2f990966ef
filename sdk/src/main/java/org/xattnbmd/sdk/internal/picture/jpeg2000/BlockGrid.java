package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The code-blocks of one precinct in one subband, and the tag trees that tell of them (B.7, B.10). */
final class BlockGrid {

    private final Subband band;
    private final Area area;
    private final int blockWidth;
    private final int blockHeight;
    private final int across;
    private final int down;
    private final CodeBlock[] blocks;
    private final TagTree inclusion;
    private final TagTree zeroPlanes;

    /**
     * @param blockWidth exponent of the blocks' width
     * @param blockHeight exponent of their height
     */
    BlockGrid(Subband band, Area area, int blockWidth, int blockHeight) {
        this.band = band;
        this.area = area;
        this.blockWidth = blockWidth;
        this.blockHeight = blockHeight;
        across = across(area, blockWidth);
        down = down(area, blockHeight);
        blocks = new CodeBlock[across * down];
        inclusion = new TagTree(across, down);
        zeroPlanes = new TagTree(across, down);
    }

    static int across(Area area, int blockWidth) {
        return area.isEmpty() ? 0 : Area.up(area.right(), blockWidth) - (area.left() >> blockWidth);
    }

    static int down(Area area, int blockHeight) {
        return area.isEmpty() ? 0 : Area.up(area.bottom(), blockHeight) - (area.top() >> blockHeight);
    }

    Subband band() {
        return band;
    }

    int size() {
        return blocks.length;
    }

    /** Null if no packet told of it yet. */
    CodeBlock block(int index) {
        return blocks[index];
    }

    /** The block if a layer has passes of it, else null; it is made when a layer has some for the first time. */
    CodeBlock included(int index, int layer, HeaderBits in) {
        if (blocks[index] != null) {
            return in.bit() == 1 ? blocks[index] : null;
        }
        int x = index % across;
        int y = index / across;
        if (!inclusion.isBelow(layer + 1, x, y, in)) {
            return null;
        }
        int zero = 0;
        while (!zeroPlanes.isBelow(zero + 1, x, y, in)) {
            zero++;
            if (zero > band.planes()) {
                throw Failures.corrupt("a code-block has no bit planes");
            }
        }
        blocks[index] = new CodeBlock(blockArea(x, y), band.planes() - zero);
        return blocks[index];
    }

    private Area blockArea(int x, int y) {
        long left = (long) (area.left() >> blockWidth) + x;
        long top = (long) (area.top() >> blockHeight) + y;
        return area.intersect(left << blockWidth, top << blockHeight, left + 1 << blockWidth, top + 1 << blockHeight);
    }
}
