package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** A rectangle of samples, its right and bottom sides outside. */
record Area(int left, int top, int right, int bottom) {

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    boolean isEmpty() {
        return right <= left || bottom <= top;
    }

    /** What it becomes where only every 2^levels-th sample is left (equation B-14). */
    Area reduced(int levels) {
        return new Area(up(left, levels), up(top, levels), up(right, levels), up(bottom, levels));
    }

    /**
     * The samples of a subband (equation B-15).
     *
     * @param level 1 for the finest
     * @param across 1 where the subband is a high pass from left to right, else 0
     * @param down 1 where it is one from top to bottom, else 0
     */
    Area subband(int level, int across, int down) {
        long shiftX = across == 0 ? 0 : 1L << level - 1;
        long shiftY = down == 0 ? 0 : 1L << level - 1;
        return new Area(
                up(left - shiftX, level),
                up(top - shiftY, level),
                up(right - shiftX, level),
                up(bottom - shiftY, level));
    }

    Area intersect(long otherLeft, long otherTop, long otherRight, long otherBottom) {
        return new Area(
                (int) Math.max(left, otherLeft), (int) Math.max(top, otherTop), (int) Math.min(right, otherRight), (int)
                        Math.min(bottom, otherBottom));
    }

    /** A number divided by a power of two, rounded up. */
    static int up(long value, int power) {
        return (int) (value + (1L << power) - 1 >> power);
    }
}
