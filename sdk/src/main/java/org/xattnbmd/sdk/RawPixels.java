package org.xattnbmd.sdk;

import java.util.function.IntUnaryOperator;
import org.xattnbmd.sdk.internal.GreyPicture;

/** Brings raw pixel values of any {@link PixelFormat} to 16-bit grey with bone bright. */
final class RawPixels {

    private RawPixels() {}

    static GreyPicture toGrey(IntUnaryOperator stored, int width, int height, PixelFormat format) {
        int mask = (1 << format.bitsStored()) - 1;
        // Two's complement becomes an unsigned rank by flipping the sign bit.
        int flip = (format.signed() ? 1 << (format.bitsStored() - 1) : 0) ^ (format.inverted() ? mask : 0);
        int padding = format.paddingValue() == null ? -1 : format.paddingValue() & mask;
        short[] grey = new short[width * height];
        for (int i = 0; i < grey.length; i++) {
            int value = stored.applyAsInt(i) & mask;
            grey[i] = value == padding ? 0 : GreyPicture.stretch(value ^ flip, format.bitsStored());
        }
        return new GreyPicture(grey, width, height);
    }
}
