package org.xattnbmd.sdk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.sdk.internal.picture.Spacings;

/**
 * How raw pixel values are to be read, in DICOM's terms. Immutable; start from {@link #unsigned} or {@link #signed} and
 * change what differs.
 *
 * @param bitsStored significant bits of a pixel, 8 to 16, at the low end of its byte or short
 * @param signed two's complement in {@code bitsStored} bits
 * @param photometric whether the smallest displayed value is black or white
 * @param rescaleSlope only its sign matters: the estimate does not depend on a linear change of grey values
 * @param rescaleIntercept kept for completeness; the estimate does not depend on it
 * @param spacingMillimetres size of a square pixel in the plane of the hip, or NaN if unknown
 * @param paddingValue the stored value of pixels that are no picture, or null
 * @param side which hip, where the format says so
 */
public record PixelFormat(
        int bitsStored,
        boolean signed,
        Photometric photometric,
        double rescaleSlope,
        double rescaleIntercept,
        double spacingMillimetres,
        @Nullable Integer paddingValue,
        Radiograph.Side side) {

    /** DICOM's Photometric Interpretation of a grey picture. */
    public enum Photometric {
        /** The smallest value is shown white. */
        MONOCHROME1,
        /** The smallest value is shown black. */
        MONOCHROME2
    }

    public PixelFormat {
        Objects.requireNonNull(photometric, "photometric");
        Objects.requireNonNull(side, "side");
        if (bitsStored < 8 || bitsStored > 16) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected 8 to 16 bits stored, received " + bitsStored + ". Give the significant bits of a pixel.");
        }
        if (rescaleSlope == 0 || !Double.isFinite(rescaleSlope) || !Double.isFinite(rescaleIntercept)) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a finite rescale slope other than 0 and a finite intercept, received slope "
                            + rescaleSlope + ", intercept " + rescaleIntercept + ". Use slope 1 where there is none.");
        }
        Spacings.check(spacingMillimetres);
    }

    /** MONOCHROME2, unsigned, slope 1, spacing and side unknown. */
    public static PixelFormat unsigned(int bitsStored) {
        return new PixelFormat(
                bitsStored, false, Photometric.MONOCHROME2, 1, 0, Double.NaN, null, Radiograph.Side.UNKNOWN);
    }

    /** MONOCHROME2, two's complement, slope 1, spacing and side unknown. */
    public static PixelFormat signed(int bitsStored) {
        return new PixelFormat(
                bitsStored, true, Photometric.MONOCHROME2, 1, 0, Double.NaN, null, Radiograph.Side.UNKNOWN);
    }

    /** The same format with another photometric interpretation. */
    public PixelFormat withPhotometric(Photometric other) {
        return new PixelFormat(
                bitsStored, signed, other, rescaleSlope, rescaleIntercept, spacingMillimetres, paddingValue, side);
    }

    /** The same format with another rescale slope and intercept. */
    public PixelFormat withRescale(double slope, double intercept) {
        return new PixelFormat(
                bitsStored, signed, photometric, slope, intercept, spacingMillimetres, paddingValue, side);
    }

    /** The same format with the size of a pixel in millimetres. */
    public PixelFormat withSpacing(double millimetres) {
        return new PixelFormat(
                bitsStored, signed, photometric, rescaleSlope, rescaleIntercept, millimetres, paddingValue, side);
    }

    /** The same format with a stored value that marks pixels outside the picture. */
    public PixelFormat withPadding(int storedValue) {
        return new PixelFormat(
                bitsStored, signed, photometric, rescaleSlope, rescaleIntercept, spacingMillimetres, storedValue, side);
    }

    /** The same format with the side of the hip. */
    public PixelFormat withSide(Radiograph.Side other) {
        return new PixelFormat(
                bitsStored,
                signed,
                photometric,
                rescaleSlope,
                rescaleIntercept,
                spacingMillimetres,
                paddingValue,
                other);
    }
}
