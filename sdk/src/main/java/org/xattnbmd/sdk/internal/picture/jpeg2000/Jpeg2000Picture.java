package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * A JPEG 2000 picture of part 1 (ITU-T T.800): one or three components of one size and depth, 1 to 16 bits, signed or not, any
 * progression, tiles, code-block styles and regions of interest. A stream that is damaged or ends early is refused; nothing is
 * filled in. Sizes are checked, and are in proportion to the data, before anything is allocated.
 */
public final class Jpeg2000Picture {

    private static final int SOC_SIZ = 0xFF4FFF51;
    /** Nothing but empty pictures takes less than a byte for as many samples. */
    private static final int MOST_SAMPLES_A_BYTE = 4096;

    private final Codestream stream;

    private Jpeg2000Picture(Codestream stream) {
        this.stream = stream;
    }

    /** Whether bytes begin as a codestream, or as the boxes around one. */
    public static boolean matches(byte[] bytes) {
        return isCodestream(bytes) || Jp2Boxes.matches(bytes);
    }

    /**
     * Reads the headers.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code IMAGE_CORRUPT}, {@code IMAGE_TRUNCATED}, {@code IMAGE_UNSUPPORTED},
     *     {@code IMAGE_TOO_LARGE}
     */
    public static Jpeg2000Picture open(byte[] bytes) {
        byte[] stream = Jp2Boxes.matches(bytes) ? Jp2Boxes.codestream(bytes) : bytes;
        if (!isCodestream(stream)) {
            throw Failures.corrupt("it is no codestream");
        }
        return new Jpeg2000Picture(Codestream.read(stream));
    }

    public int width() {
        return stream.size().image().width();
    }

    public int height() {
        return stream.size().image().height();
    }

    /** 1 or 3. */
    public int components() {
        return stream.size().components();
    }

    /** Bits of a sample, 1 to 16. */
    public int precision() {
        return stream.size().precision();
    }

    public boolean signed() {
        return stream.size().signed();
    }

    /** Whether the components were coded as luminance and two colours, and are decoded to red, green and blue. */
    public boolean transformed() {
        return stream.transformed();
    }

    /** The samples of each component, row by row, of signed ones with their sign in all higher bits. */
    public short[][] decode() {
        ImageSize size = stream.size();
        if ((long) width() * height() * components() > (long) MOST_SAMPLES_A_BYTE * stream.length()) {
            throw Failures.truncated();
        }
        short[][] picture = new short[components()][width() * height()];
        TileDecoder decoder = new TileDecoder(size, picture);
        for (int i = 0; i < size.tiles(); i++) {
            decoder.decode(size.tileArea(i), stream.tile(i));
        }
        return picture;
    }

    private static boolean isCodestream(byte[] bytes) {
        return bytes.length >= 4
                && ((bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF)
                        == SOC_SIZ;
    }
}
