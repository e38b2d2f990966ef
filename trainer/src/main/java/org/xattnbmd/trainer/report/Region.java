package org.xattnbmd.trainer.report;

/**
 * A rectangle on a picture, in fractions of its width and height from the top left corner.
 *
 * @param x left edge
 * @param y top edge
 * @param width above zero
 * @param height above zero
 */
public record Region(double x, double y, double width, double height) {

    /** The whole picture. */
    public static final Region WHOLE = new Region(0, 0, 1, 1);

    public Region {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !(width > 0 && width <= 4) || !(height > 0 && height <= 4)) {
            throw new IllegalArgumentException("expected a rectangle in fractions of the picture, received x " + x
                    + ", y " + y + ", width " + width + ", height " + height);
        }
    }
}
