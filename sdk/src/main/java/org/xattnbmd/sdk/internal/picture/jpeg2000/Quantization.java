package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * The parameters of QCD and QCC (A.6.4) for one component.
 *
 * @param style 0 none, 1 derived from the lowest subband, 2 one step for each subband
 * @param guardBits G
 * @param exponents of the subbands in the order of the codestream; not changed
 * @param mantissas likewise, 0 without quantisation
 */
record Quantization(int style, int guardBits, int[] exponents, int[] mantissas) {

    private static final int MOST_BANDS = 3 * 32 + 1;

    static Quantization read(ByteReader in) {
        int first = in.unsigned8();
        int style = first & 0x1F;
        if (style > 2) {
            throw Failures.corrupt("its quantisation is of style " + style);
        }
        int bands = style == 1 ? 1 : Math.min(MOST_BANDS, in.remaining() / (style == 0 ? 1 : 2));
        int[] exponents = new int[bands];
        int[] mantissas = new int[bands];
        for (int i = 0; i < bands; i++) {
            int value = style == 0 ? in.unsigned8() << 8 : in.unsigned16();
            exponents[i] = value >> 11;
            mantissas[i] = value & 0x7FF;
        }
        return new Quantization(style, first >> 5, exponents, style == 0 ? new int[bands] : mantissas);
    }

    /**
     * The exponent of a subband (equation E-5 where it is derived).
     *
     * @param band its place in the codestream: 0 for the lowest, then three for each level
     */
    int exponent(int band) {
        int exponent = style == 1 ? exponents[0] - Math.max(0, (band - 1) / 3) : exponents[place(band)];
        if (exponent < 0) {
            throw Failures.corrupt("a subband has a negative exponent");
        }
        return exponent;
    }

    /** The bit planes of a subband, M_b (equation E-2). */
    int planes(int band) {
        return guardBits + exponent(band) - 1;
    }

    /**
     * The step by which a subband was divided (equation E-3).
     *
     * @param range bits of the subband's values, R_b
     */
    float step(int band, int range) {
        double mantissa = 1 + mantissas[style == 1 ? 0 : place(band)] / 2048.0;
        return (float) Math.scalb(mantissa, range - exponent(band));
    }

    private int place(int band) {
        if (band >= exponents.length) {
            throw Failures.corrupt("a subband has no quantisation");
        }
        return band;
    }
}
