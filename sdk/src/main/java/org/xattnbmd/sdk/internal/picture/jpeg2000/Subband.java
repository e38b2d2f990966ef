package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * A subband of a tile's component.
 *
 * @param kind see {@link #LOW} and the following
 * @param area in its own coordinates
 * @param planeX where its first column stands among all coefficients
 * @param planeY where its first row stands
 * @param planes bit planes that a code-block can have, M_b
 * @param step by which it was divided, 1 if it was not
 */
record Subband(int kind, Area area, int planeX, int planeY, int planes, float step) {

    /** Low passes both ways. */
    static final int LOW = 0;
    /** High pass from left to right. */
    static final int HIGH_ACROSS = 1;
    /** High pass from top to bottom. */
    static final int HIGH_DOWN = 2;
    /** High passes both ways. */
    static final int HIGH = 3;
}
