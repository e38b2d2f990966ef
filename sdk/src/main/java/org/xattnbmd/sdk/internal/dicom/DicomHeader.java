package org.xattnbmd.sdk.internal.dicom;

import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.PixelFormat.Photometric;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.GreyPicture;

/**
 * The attributes that describe the pixels (DICOM PS3.3, C.7.6.3), checked.
 *
 * @param bitsAllocated 8 or 16
 * @param samples 1 grey, 3 colour
 * @param planar whether colour is stored plane by plane
 * @param luminanceFirst whether the first colour sample is a luminance (YBR) rather than red
 */
record DicomHeader(
        int rows,
        int columns,
        int bitsAllocated,
        int bitsStored,
        int highBit,
        boolean signed,
        int samples,
        boolean planar,
        boolean luminanceFirst,
        boolean inverted,
        double slope,
        double intercept,
        Integer padding,
        Side side,
        double spacingMillimetres) {

    private static final int MODALITY_LUT_SEQUENCE = 0x00283000;

    static DicomHeader of(Dataset set) {
        if (!set.has(Dataset.PIXEL_DATA)) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected a DICOM image, received an object without integer pixel data. Send the radiograph itself.");
        }
        int rows = set.unsigned16(0x00280010, 0);
        int columns = set.unsigned16(0x00280011, 0);
        GreyPicture.checkSize(columns, rows);
        int samples = set.unsigned16(0x00280002, 1);
        String photometric = set.text(0x00280004);
        boolean grey = photometric.equals("MONOCHROME1") || photometric.equals("MONOCHROME2");
        boolean colour = photometric.equals("RGB") || photometric.startsWith("YBR_");
        supported(grey && samples == 1 || colour && samples == 3, "a grey or RGB picture", photometric, samples);
        int allocated = set.unsigned16(0x00280100, 0);
        int stored = set.unsigned16(0x00280101, allocated);
        int high = set.unsigned16(0x00280102, stored - 1);
        supported(allocated == 8 || allocated == 16, "8 or 16 bits allocated", "", allocated);
        supported(stored >= 8 && stored <= allocated, "8 to " + allocated + " bits stored", "", stored);
        supported(high >= stored - 1 && high < allocated, "a high bit of " + (stored - 1) + " or above", "", high);
        supported(grey || allocated == 8, "8 bits for colour", "", allocated);
        int frames = (int) set.decimal(0x00280008, 0).orElse(1);
        supported(frames == 1, "a single frame", "", frames);
        if (set.has(MODALITY_LUT_SEQUENCE)) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected grey values on a linear scale, received a picture with a Modality LUT. Export it as processed"
                            + " for presentation.");
        }
        boolean signed = set.unsigned16(0x00280103, 0) == 1;
        double slope = set.decimal(0x00281053, 0).orElse(1);
        Integer padding = set.has(0x00280120) ? (Integer) set.unsigned16(0x00280120, 0) : null;
        return new DicomHeader(
                rows,
                columns,
                allocated,
                stored,
                high,
                signed && grey,
                samples,
                set.unsigned16(0x00280006, 0) == 1,
                photometric.startsWith("YBR_"),
                photometric.equals("MONOCHROME1"),
                slope == 0 ? 1 : slope,
                set.decimal(0x00281052, 0).orElse(0),
                padding,
                side(set),
                spacing(set));
    }

    PixelFormat format() {
        PixelFormat base = signed ? PixelFormat.signed(bitsStored) : PixelFormat.unsigned(bitsStored);
        PixelFormat format = base.withPhotometric(inverted ? Photometric.MONOCHROME1 : Photometric.MONOCHROME2)
                .withRescale(slope, intercept)
                .withSide(side)
                .withSpacing(spacingMillimetres);
        return padding == null ? format : format.withPadding(padding);
    }

    private static Side side(Dataset set) {
        String image = set.text(0x00200062);
        String laterality = image.isEmpty() ? set.text(0x00200060) : image;
        return switch (laterality) {
            case "L" -> Side.LEFT;
            case "R" -> Side.RIGHT;
            default -> Side.UNKNOWN;
        };
    }

    /**
     * The size of a pixel in the plane of the hip. Pixel Spacing that differs from Imager Pixel Spacing was calibrated to
     * the patient (PS3.3, 10.7.1.3); otherwise the spacing is the detector's and is divided by the magnification, if the
     * header has it or the two distances it follows from.
     */
    private static double spacing(Dataset set) {
        double detector = square(set, 0x00181164);
        double pixel = square(set, 0x00280030);
        if (!Double.isNaN(pixel) && pixel != detector) {
            return pixel;
        }
        if (Double.isNaN(detector)) {
            return Double.NaN;
        }
        OptionalDouble stated = set.decimal(0x00181114, 0);
        double toDetector = set.decimal(0x00181110, 0).orElse(0);
        double toPatient = set.decimal(0x00181111, 0).orElse(0);
        double magnification = stated.orElse(toPatient > 0 ? toDetector / toPatient : 1);
        return magnification >= 1 && magnification <= 3 ? detector / magnification : detector;
    }

    private static double square(Dataset set, int tag) {
        OptionalDouble row = set.decimal(tag, 0);
        OptionalDouble column = set.decimal(tag, 1);
        if (row.isEmpty() || column.isEmpty() || !(row.getAsDouble() >= 0.01 && row.getAsDouble() <= 10)) {
            return Double.NaN;
        }
        if (Math.abs(row.getAsDouble() / column.getAsDouble() - 1) > 0.01) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected square pixels, received " + row.getAsDouble() + " by " + column.getAsDouble()
                            + " mm. Resample the picture first.");
        }
        return row.getAsDouble();
    }

    private static void supported(boolean holds, String expected, String what, int value) {
        if (!holds) {
            String shown = what.matches("[A-Z0-9_ ]{0,16}") ? what : "something else";
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected DICOM with " + expected + ", received " + (shown + " " + value).strip()
                            + ". Convert the picture.");
        }
    }
}
