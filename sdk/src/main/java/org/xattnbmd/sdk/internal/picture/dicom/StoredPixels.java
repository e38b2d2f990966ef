package org.xattnbmd.sdk.internal.picture.dicom;

/**
 * Decoded pixels in the form of {@link org.xattnbmd.sdk.PixelFormat}.
 *
 * @param values row by row, in their low bits
 * @param bits 8 to 16 that count
 * @param signed two's complement in those bits
 * @param padding the value of pixels that are no picture, or null
 */
record StoredPixels(short[] values, int bits, boolean signed, Integer padding) {}
