package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * What the samples of a TIFF page are (TIFF 6.0, sections 8, 18, 19). Only kinds whose grey is known are read: the JDK's reader
 * takes the first sample of others, such as CMYK or CIELab, for grey or red.
 *
 * @param photometric grey with white or black as zero, RGB, palette or YCbCr
 * @param samples of a pixel, those beyond the colours included
 * @param bits of a sample
 */
record TiffKind(int photometric, int samples, int bits) {

    static final int WHITE_IS_ZERO = 0;
    static final int BLACK_IS_ZERO = 1;
    static final int YCBCR = 6;

    private static final int BITS_PER_SAMPLE = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    private static final int COMPRESSION = 259;
    private static final int FIRST_FAX = 2;
    private static final int LAST_FAX = 4;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int UNSIGNED = 1;
    private static final int UNDEFINED = 4;
    private static final int MOST_SAMPLES = 8;

    static TiffKind of(TiffDirectory page) {
        TiffKind kind = new TiffKind(
                page.has(PHOTOMETRIC) ? (int) page.single(PHOTOMETRIC) : guessed(page),
                (int) page.single(SAMPLES_PER_PIXEL, 1),
                (int) page.single(BITS_PER_SAMPLE, 1));
        kind.check();
        for (int i = 1; i < Math.min(page.count(BITS_PER_SAMPLE), kind.samples); i++) {
            if (page.value(BITS_PER_SAMPLE, i) != kind.bits) {
                throw unsupported("channels of different depth");
            }
        }
        for (int i = 0; i < Math.min(page.count(SAMPLE_FORMAT), MOST_SAMPLES); i++) {
            long format = page.value(SAMPLE_FORMAT, i);
            if (format != UNSIGNED && format != UNDEFINED) {
                throw unsupported(format == 2 ? "signed integers" : format == 3 ? "floating point" : "complex numbers");
            }
        }
        return kind;
    }

    /** What libtiff takes a page for that does not say it. */
    private static int guessed(TiffDirectory page) {
        long colours = page.single(SAMPLES_PER_PIXEL, 1) - page.count(EXTRA_SAMPLES);
        long compression = page.single(COMPRESSION, 1);
        if (colours == 1) {
            return compression >= FIRST_FAX && compression <= LAST_FAX ? WHITE_IS_ZERO : BLACK_IS_ZERO;
        }
        if (colours == 3) {
            return RGB;
        }
        throw unsupported("no photometric interpretation (tag 262)");
    }

    /** Samples of a pixel that are its colour. */
    int colours() {
        return photometric == RGB || photometric == YCBCR ? 3 : 1;
    }

    boolean grey() {
        return photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO;
    }

    private void check() {
        String name = switch (photometric) {
            case WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, YCBCR -> "";
            case 4 -> "a transparency mask";
            case 5 -> "CMYK or other inks";
            case 8, 9, 10 -> "CIELab";
            case 32803 -> "a camera's raw data";
            case 32844, 32845 -> "LogLuv";
            default -> "photometric interpretation " + photometric;
        };
        if (!name.isEmpty()) {
            throw unsupported(name);
        }
        if (samples < colours() || samples > MOST_SAMPLES) {
            throw unsupported(samples + " samples a pixel");
        }
        if (photometric == PALETTE && samples > 1) {
            throw unsupported("a palette with " + (samples - 1) + " extra sample(s)");
        }
        // The JDK's reader makes black of RGB with fewer.
        int least = photometric == YCBCR ? 8 : photometric == RGB ? 4 : 1;
        boolean depth = bits >= least && bits <= (photometric == YCBCR ? 8 : 16);
        if (!depth) {
            throw unsupported(bits + " bits a sample");
        }
    }

    static BmdException unsupported(String what) {
        return new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected TIFF that is grey, RGB, palette or YCbCr of unsigned integers, received " + what
                        + ". Export the image as 16-bit grey PNG.");
    }
}
