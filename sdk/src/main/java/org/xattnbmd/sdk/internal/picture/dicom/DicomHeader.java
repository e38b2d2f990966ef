package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Locale;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.PixelFormat.Photometric;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * The attributes that describe the pixels (DICOM PS3.3, C.7.6.3), checked.
 *
 * @param padding the values that mark pixels outside the picture, or null
 * @param spacingMillimetres size of a pixel in the plane of the hip, NaN if unknown
 */
public record DicomHeader(
        int rows,
        int columns,
        Bits bits,
        Samples samples,
        Greys greys,
        PixelPadding padding,
        Side side,
        double spacingMillimetres) {

    /**
     * Where the value of a pixel stands in its cell.
     *
     * @param allocated 1 to 16 or 32; of floating-point numbers 32 or 64, all of them stored
     * @param high the highest bit of the value
     */
    public record Bits(int allocated, int stored, int high, boolean signed) {}

    /**
     * How colour is stored.
     *
     * @param count 1 grey or palette, 3 colour
     * @param palette whether the only sample is a number in a palette
     * @param planar whether colour is stored plane by plane
     * @param luminanceFirst whether the first colour sample is a luminance (YBR) rather than red
     * @param halved whether two pixels side by side share their colour, where nothing is compressed
     */
    public record Samples(int count, boolean palette, boolean planar, boolean luminanceFirst, boolean halved) {}

    /**
     * How stored values become greys.
     *
     * @param inverted whether larger values are darker
     */
    public record Greys(boolean inverted, double slope, double intercept) {}

    /** Two spacings that differ by less, relatively, are one, written with more and with fewer digits. */
    private static final double SAME_SPACING = 0.005;

    private static final double MOST_MAGNIFIED = 3;

    static DicomHeader of(Dataset set) {
        if (!set.has(Tag.PIXEL_DATA) && !WideCells.areReal(set)) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected a DICOM image, received an object without pixel data. Send the radiograph itself.");
        }
        int rows = required(set, Tag.ROWS, "Rows");
        int columns = required(set, Tag.COLUMNS, "Columns");
        GreyPicture.checkSize(columns, rows);
        int samples = set.unsigned16(Tag.SAMPLES_PER_PIXEL, 1);
        String photometric = photometric(set, samples);
        boolean grey = photometric.startsWith("MONOCHROME");
        checkFrames(set);
        boolean table =
                grey && !LookupTable.items(set, Tag.MODALITY_LUT_SEQUENCE).isEmpty();
        Bits bits = bits(set, photometric, table);
        double slope = set.decimal(Tag.RESCALE_SLOPE, 0).orElse(1);
        double intercept = set.decimal(Tag.RESCALE_INTERCEPT, 0).orElse(0);
        // As for DCMTK a Modality LUT is used instead of a slope beside it, and colour has neither.
        boolean rescaled = grey && !table && slope != 0;
        return new DicomHeader(
                rows,
                columns,
                bits,
                new Samples(
                        samples,
                        photometric.equals("PALETTE COLOR"),
                        set.unsigned16(Tag.PLANAR_CONFIGURATION, 0) == 1,
                        photometric.startsWith("YBR_"),
                        photometric.endsWith("_422")),
                new Greys(grey && Polarity.inverted(set, photometric), rescaled ? slope : 1, rescaled ? intercept : 0),
                samples == 1 && !grey ? null : PixelPadding.of(set),
                side(set),
                spacing(set));
    }

    private static int required(Dataset set, int tag, String name) {
        int value = set.unsigned16(tag, -1);
        if (value < 0) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT,
                    "Expected a DICOM image with " + name + " " + Dataset.name(tag)
                            + ", received none. Have it corrected" + " where the file comes from.");
        }
        return value;
    }

    private static String photometric(Dataset set, int samples) {
        String photometric = set.text(Tag.PHOTOMETRIC_INTERPRETATION).toUpperCase(Locale.ROOT);
        if (photometric.isEmpty()) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected DICOM with Photometric Interpretation (0028,0004), received none, so nobody knows whether bone"
                            + " is bright. Have it corrected where the file comes from.");
        }
        boolean grey = photometric.equals("MONOCHROME1") || photometric.equals("MONOCHROME2");
        boolean palette = photometric.equals("PALETTE COLOR");
        boolean colour = photometric.equals("RGB") || photometric.startsWith("YBR_");
        String shown = photometric.matches("[A-Z0-9_ ]{1,16}") ? photometric : "another photometric interpretation";
        if (!grey && !palette && !colour) {
            throw unsupported("a grey, RGB or palette picture", shown);
        }
        if (samples != (colour ? 3 : 1)) {
            throw unsupported(
                    "one sample a pixel for grey and palettes and three for colour",
                    shown + " with " + samples + " sample(s)");
        }
        return photometric;
    }

    private static Bits bits(Dataset set, String photometric, boolean table) {
        int allocated = required(set, Tag.BITS_ALLOCATED, "Bits Allocated");
        boolean colour = !photometric.startsWith("MONOCHROME") && !photometric.startsWith("PALETTE");
        boolean palette = photometric.startsWith("PALETTE");
        if (WideCells.areReal(set)) {
            int size = set.has(Tag.FLOAT_PIXEL_DATA) ? Float.SIZE : Double.SIZE;
            if (allocated != size) {
                throw Dataset.corrupt("it has " + allocated + " bits allocated to numbers of " + size);
            }
            if (colour || palette || table) {
                throw unsupported("grey on a linear scale as floating-point numbers", "a table or " + photometric);
            }
            return new Bits(size, size, size - 1, true);
        }
        int stored = set.unsigned16(Tag.BITS_STORED, allocated);
        int high = set.unsigned16(Tag.HIGH_BIT, stored - 1);
        int representation = set.unsigned16(Tag.PIXEL_REPRESENTATION, 0);
        if ((allocated < 1 || allocated > Short.SIZE) && allocated != Integer.SIZE) {
            throw unsupported("1 to 16 or 32 bits allocated", "" + allocated);
        }
        if (colour && (allocated != 8 && allocated != 16 || allocated == 16 && photometric.endsWith("_422"))) {
            throw unsupported("8 or 16 bits for colour, 8 where pixels share it", "" + allocated);
        }
        if ((palette || table) && stored > Short.SIZE) {
            throw unsupported("a palette or Modality LUT for at most 16 bits", "" + stored);
        }
        if (stored < 1 || stored > allocated || high < stored - 1 || high >= allocated) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT,
                    "The DICOM header contradicts itself: " + stored + " bits stored with the highest at " + high
                            + " of " + allocated + " allocated. Have it corrected where the file comes from.");
        }
        if (representation > 1) {
            throw Dataset.unreadable(Tag.PIXEL_REPRESENTATION, "is neither 0 nor 1");
        }
        return new Bits(allocated, stored, high, representation == 1 && !colour);
    }

    int pixels() {
        return rows * columns;
    }

    boolean hasColourWords() {
        return samples.count() == 3 && bits.allocated() == Short.SIZE;
    }

    /** How the decoded pixels are to be read. */
    PixelFormat format(StoredPixels pixels) {
        PixelFormat base = pixels.signed() ? PixelFormat.signed(pixels.bits()) : PixelFormat.unsigned(pixels.bits());
        PixelFormat format = base.withPhotometric(greys.inverted() ? Photometric.MONOCHROME1 : Photometric.MONOCHROME2)
                .withRescale(greys.slope(), greys.intercept())
                .withSide(side)
                .withSpacing(spacingMillimetres);
        return pixels.padding() == null ? format : format.withPadding(pixels.padding());
    }

    /** One frame; 0 and nothing, which both are not allowed, mean one to DCMTK and gdcm too. */
    private static void checkFrames(Dataset set) {
        double frames = set.whole(Tag.NUMBER_OF_FRAMES, 1);
        if (frames < 0 || frames > 1) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected DICOM with a single frame, received "
                            + (frames < 0 ? "a negative number" : frames < 1e6 ? "" + (int) frames : "millions")
                            + ". Export one of them as a picture of its own.");
        }
    }

    private static Side side(Dataset set) {
        String image = set.text(Tag.IMAGE_LATERALITY);
        String frame = image.isEmpty() ? set.text(Tag.FRAME_LATERALITY) : image;
        String laterality = frame.isEmpty() ? set.text(Tag.LATERALITY) : frame;
        return switch (laterality) {
            case "L" -> Side.LEFT;
            case "R" -> Side.RIGHT;
            default -> Side.UNKNOWN;
        };
    }

    /**
     * The size of a pixel in the plane of the hip. Pixel Spacing was brought there if the header says how (Pixel Spacing
     * Calibration Type) or if it differs from Imager Pixel Spacing, by more than digits that were left off (PS3.3,
     * 10.7.1.3); otherwise the spacing is the detector's and is divided by the magnification, if the header has it or the
     * two distances it follows from. A digitised film's Nominal Scanned Pixel Spacing is the detector's too. A spacing that is no size of a pixel is as good as none.
     */
    private static double spacing(Dataset set) {
        double imager = square(set, Tag.IMAGER_PIXEL_SPACING);
        double scanned = square(set, Tag.NOMINAL_SCANNED_PIXEL_SPACING);
        double detector = Double.isNaN(imager) ? scanned : imager;
        double pixel = square(set, Tag.PIXEL_SPACING);
        if (Double.isNaN(detector) && Double.isNaN(pixel)) {
            checkAspect(set);
            return Double.NaN;
        }
        String calibration = set.text(Tag.PIXEL_SPACING_CALIBRATION_TYPE);
        boolean calibrated = calibration.equals("GEOMETRY") || calibration.equals("FIDUCIAL");
        if (!Double.isNaN(pixel)
                && (calibrated || Double.isNaN(detector) || Math.abs(pixel / detector - 1) > SAME_SPACING)) {
            return pixel;
        }
        return detector / magnification(set);
    }

    /** Of the hip on the detector, 1 to 3; 1 where it is not known. */
    private static double magnification(Dataset set) {
        double stated =
                set.decimal(Tag.ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR, 0).orElse(0);
        if (stated >= 1 && stated <= MOST_MAGNIFIED) {
            return stated;
        }
        double toDetector = set.decimal(Tag.DISTANCE_SOURCE_TO_DETECTOR, 0).orElse(0);
        double toPatient = set.decimal(Tag.DISTANCE_SOURCE_TO_PATIENT, 0).orElse(0);
        double followed = toPatient > 0 ? toDetector / toPatient : 1;
        return followed >= 1 && followed <= MOST_MAGNIFIED ? followed : 1;
    }

    private static double square(Dataset set, int tag) {
        double row = set.decimal(tag, 0).orElse(0);
        double column = set.decimal(tag, 1).orElse(0);
        if (!size(row) || !size(column)) {
            return Double.NaN;
        }
        checkSquare(row, column, row + " by " + column + " mm");
        return row;
    }

    private static boolean size(double millimetres) {
        return millimetres >= 0.01 && millimetres <= 10;
    }

    /** Pixel Aspect Ratio, which stands in for sizes where these are not known. */
    private static void checkAspect(Dataset set) {
        double vertical = set.decimal(Tag.PIXEL_ASPECT_RATIO, 0).orElse(0);
        double horizontal = set.decimal(Tag.PIXEL_ASPECT_RATIO, 1).orElse(0);
        if (vertical > 0 && horizontal > 0) {
            checkSquare(vertical, horizontal, "an aspect ratio of " + vertical + " to " + horizontal);
        }
    }

    private static void checkSquare(double row, double column, String received) {
        if (Math.abs(row / column - 1) > 0.01) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected square pixels, received " + received + ". Resample the picture first.");
        }
    }

    private static BmdException unsupported(String expected, String received) {
        return new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected DICOM with " + expected + ", received " + received + ". Convert the picture.");
    }
}
