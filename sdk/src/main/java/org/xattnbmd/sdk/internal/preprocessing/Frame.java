package org.xattnbmd.sdk.internal.preprocessing;

import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.picture.RadiographView.Region;

/** A square around a femoral neck, in pixels of the caller's picture; it may reach beyond the picture. */
public record Frame(double x, double y, double side) {

    /** Fewer pixels of the picture are nothing to look at. */
    private static final int LEAST = 8;

    /** @param boxes its side, in means of the sides of the neck's box */
    public static Frame around(Area neck, double boxes) {
        double side = boxes * (neck.width() + neck.height()) / 2;
        return new Frame(neck.x() + (neck.width() - side) / 2, neck.y() + (neck.height() - side) / 2, side);
    }

    /** Whether enough of it lies in a region. */
    public boolean meets(Region region) {
        return width(region) >= LEAST && height(region) >= LEAST;
    }

    /**
     * The whole pixels of a region that it touches.
     *
     * @throws BmdException {@code REGION_OUTSIDE_IMAGE} if that is next to nothing
     */
    Region within(Region region) {
        if (!meets(region)) {
            throw new BmdException(
                    BmdException.Code.REGION_OUTSIDE_IMAGE,
                    "Expected a femoral neck on the picture and in the region of interest, received one beyond.");
        }
        return new Region(left(region), top(region), width(region), height(region));
    }

    private int left(Region region) {
        return (int) Math.floor(Math.max(region.x(), Math.min(x, region.x() + (double) region.width())));
    }

    private int top(Region region) {
        return (int) Math.floor(Math.max(region.y(), Math.min(y, region.y() + (double) region.height())));
    }

    private int width(Region region) {
        double right = Math.min(x + side, region.x() + (double) region.width());
        return (int) Math.ceil(Math.max(right, region.x())) - left(region);
    }

    private int height(Region region) {
        double bottom = Math.min(y + side, region.y() + (double) region.height());
        return (int) Math.ceil(Math.max(bottom, region.y())) - top(region);
    }
}
