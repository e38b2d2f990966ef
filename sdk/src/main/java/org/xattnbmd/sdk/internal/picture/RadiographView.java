package org.xattnbmd.sdk.internal.picture;

import java.util.Optional;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * What an estimate looks at: a picture and what its caller said of it. Immutable; copies share the pixels.
 *
 * @param regionOfInterest the only part to look at, if the caller chose one
 * @param neckBox where the caller says that the femoral neck is
 * @param spacingMillimetres size of a pixel in the plane of the hip, NaN if unknown
 */
public record RadiographView(
        GreyPicture picture,
        Side side,
        Optional<Region> regionOfInterest,
        Optional<Region> neckBox,
        double spacingMillimetres) {

    /** The whole of a picture, no more being known than this. */
    public static RadiographView whole(GreyPicture picture, Side side, double spacingMillimetres) {
        return new RadiographView(picture, side, Optional.empty(), Optional.empty(), spacingMillimetres);
    }

    /** What to look at: the caller's region, or the whole picture. */
    public Region region() {
        return regionOfInterest.orElseGet(() -> new Region(0, 0, picture.width(), picture.height()));
    }

    public RadiographView withSide(Side newSide) {
        return new RadiographView(picture, newSide, regionOfInterest, neckBox, spacingMillimetres);
    }

    public RadiographView withRegion(Region inside) {
        return new RadiographView(picture, side, Optional.of(inside), neckBox, spacingMillimetres);
    }

    public RadiographView withNeckBox(Region box) {
        return new RadiographView(picture, side, regionOfInterest, Optional.of(box), spacingMillimetres);
    }

    public RadiographView withSpacing(double millimetres) {
        return new RadiographView(picture, side, regionOfInterest, neckBox, millimetres);
    }

    /** A rectangle in pixels of the picture. */
    public record Region(int x, int y, int width, int height) {}
}
