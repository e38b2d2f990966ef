package org.xattnbmd.exporter;

/**
 * How 8-bit numbers are laid out, which decides whether a file computes the same on every processor.
 *
 * <p>x86-64 processors without VNNI multiply uint8 activations by int8 weights with VPMADDUBSW, which adds neighbouring
 * products in 16 bits and saturates at 32,767 (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2).
 * Products of the full ranges pass that: 2 · 255 · 127 = 64,770.
 */
public enum Int8Scheme {
    /**
     * No sum can saturate, in any runtime and on any processor: for each layer whichever serves it of weights within ±63
     * (2 · 255 · 63 = 32,130), activations of 7 bits with a Clip that holds them there (2 · 127 · 127 = 32,258), or
     * uint8 weights, whose products are added in 32 bits; with {@link Int8Activations#DYNAMIC} the first or the last of them.
     * Weights are rounded so that the errors of one make up for
     * those of others on inputs like the samples. The error is at most a tenth above that of {@link #FULL_RANGE} in exact
     * arithmetic.
     */
    EXACT,
    /**
     * uint8 activations and int8 weights within ±127, each weight rounded by itself: what most quantisers write. Costs
     * exactness: without VNNI, sums saturate and the file computes something else, unless the session sets
     * {@code session.x64quantprecision}, as this library and the SDK do and other runtimes do not; with it, such
     * processors need about 1.4 times as long.
     */
    FULL_RANGE
}
