package org.xattnbmd.sdk;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.ImageIoPixels;
import org.xattnbmd.sdk.internal.picture.PictureFile;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.picture.RadiographView.Region;
import org.xattnbmd.sdk.internal.picture.RawPixels;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;
import org.xattnbmd.sdk.internal.picture.Spacings;
import org.xattnbmd.sdk.internal.picture.dicom.DicomFile;

/**
 * An anteroposterior radiograph of a hip, decoded. Immutable and thread-safe; it owns its pixels on the Java heap, so
 * there is nothing to close. Whatever the source, the pixels are held as 16-bit grey with bone bright.
 *
 * <p>Sizes are checked on the declared width and height, before anything is decoded: each side from
 * {@value #MINIMUM_SIDE} to {@value #MAXIMUM_SIDE} pixels and at most {@value #MAXIMUM_PIXELS} pixels in all.
 */
public final class Radiograph {

    /** Shortest accepted side in pixels. */
    public static final int MINIMUM_SIDE = GreyPicture.MINIMUM_SIDE;

    /** Longest accepted side in pixels; a 43 cm plate at 0.05 mm has 8,600. */
    public static final int MAXIMUM_SIDE = GreyPicture.MAXIMUM_SIDE;

    /** Largest accepted number of pixels. */
    public static final int MAXIMUM_PIXELS = GreyPicture.MAXIMUM_PIXELS;

    private static final int SMALLEST_BOX = 8;

    /** The largest pictures that are accepted take seconds. */
    private static final Duration USUAL_TIME = Duration.ofMinutes(2);

    /** Which hip the picture shows. */
    public enum Side {
        /** The subject's left hip: in the usual AP display its femoral head points to the left of the picture. */
        LEFT,
        /** The subject's right hip: in the usual AP display its femoral head points to the right of the picture. */
        RIGHT,
        /** Not known; treated as {@link #LEFT}, and the estimate carries a warning. */
        UNKNOWN
    }

    private final RadiographView view;
    private final ClinicalRecord headerFacts;

    private Radiograph(RadiographView view, ClinicalRecord headerFacts) {
        this.view = view;
        this.headerFacts = headerFacts;
    }

    /**
     * Reads a PNG, JPEG, TIFF or DICOM file, told apart by content, not by name. Grey values are used as stored; colour is
     * reduced to luminance; alpha and colour profiles are ignored. The picture is turned upright, and mirroring is undone, as
     * its Exif data, tag 274 (TIFF) or Patient Orientation (DICOM) say; width, height and all coordinates are those of the
     * upright picture. DICOM says itself which way round its greys are, which hip it shows and how large a pixel is;
     * elsewhere bone is expected bright, as on a viewing station.
     *
     * <p>DICOM: files of one frame, little endian (implicit, explicit, deflated), big endian, RLE, JPEG baseline,
     * extended and lossless, JPEG-LS, and JPEG 2000 where an ImageIO plug-in for it is on the class path (DICOM.md); other transfer syntaxes
     * are refused by name.
     *
     * <p>It is given up after two minutes.
     *
     * @throws BmdException {@code IMAGE_*}: missing, unreadable, truncated, too small or large, unsupported, corrupt;
     *     {@code DEADLINE_EXCEEDED}
     */
    public static Radiograph read(Path file) {
        return read(file, Cancellation.after(USUAL_TIME));
    }

    /**
     * As {@link #read(Path)}, unless it is cancelled or not done in time.
     *
     * @throws BmdException also {@code CANCELLED}
     */
    public static Radiograph read(Path file, Cancellation cancellation) {
        Objects.requireNonNull(file, "file");
        return ReadingSignal.during(cancellation.signal(), () -> decoded(PictureFile.read(file)));
    }

    /** As {@link #read(Path)}, from bytes in memory. The bytes are not kept. */
    public static Radiograph decode(byte[] bytes) {
        return decode(bytes, Cancellation.after(USUAL_TIME));
    }

    /** As {@link #read(Path, Cancellation)}, from bytes in memory. The bytes are not kept. */
    public static Radiograph decode(byte[] bytes, Cancellation cancellation) {
        Objects.requireNonNull(bytes, "bytes");
        return ReadingSignal.during(cancellation.signal(), () -> decoded(bytes));
    }

    private static Radiograph decoded(byte[] bytes) {
        // DICOM first: some DICOM files carry a TIFF header in their preamble.
        if (DicomFile.matches(bytes)) {
            DicomFile dicom = DicomFile.decode(bytes);
            ClinicalRecord.Builder facts = ClinicalRecord.builder();
            dicom.facts().forEach(facts::set);
            Radiograph plain = of(dicom.stored(), dicom.width(), dicom.height(), dicom.format());
            return new Radiograph(plain.view, facts.build());
        }
        return of(PictureFile.decode(bytes));
    }

    /** Copies a grey or RGB picture with 8 or 16 bits a channel. Bone must be bright. */
    public static Radiograph of(BufferedImage image) {
        return of(ImageIoPixels.toGrey(Objects.requireNonNull(image, "image")));
    }

    /** Copies raw pixels, row by row from the top left; one short each, see {@link PixelFormat}. */
    public static Radiograph of(short[] pixels, int width, int height, PixelFormat format) {
        Objects.requireNonNull(format, "format");
        GreyPicture.checkSize(width, height);
        checkCount(pixels.length, width, height);
        return of(RawPixels.toGrey(pixels, width, height, format), format);
    }

    /** Copies raw 8-bit pixels, row by row from the top left. */
    public static Radiograph of(byte[] pixels, int width, int height, PixelFormat format) {
        Objects.requireNonNull(format, "format");
        GreyPicture.checkSize(width, height);
        checkCount(pixels.length, width, height);
        if (format.bitsStored() != 8) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected 8 bits stored for pixels given as bytes, received " + format.bitsStored()
                            + ". Give longer pixels as shorts.");
        }
        return of(RawPixels.toGrey(pixels, width, height, format), format);
    }

    private static Radiograph of(GreyPicture picture) {
        return new Radiograph(RadiographView.whole(picture, Side.UNKNOWN, Double.NaN), ClinicalRecord.empty());
    }

    private static Radiograph of(GreyPicture picture, PixelFormat format) {
        return new Radiograph(
                RadiographView.whole(picture, format.side(), format.spacingMillimetres()), ClinicalRecord.empty());
    }

    /** The same picture, said to be of this side. Shares the pixels. */
    public Radiograph withSide(Side newSide) {
        return new Radiograph(view.withSide(Objects.requireNonNull(newSide, "side")), headerFacts);
    }

    /**
     * The same picture with a region of interest: only this rectangle is looked at. Shares the pixels.
     *
     * @param x left edge in pixels of this picture, from 0
     * @param y top edge in pixels of this picture, from 0
     * @throws BmdException {@code REGION_OUTSIDE_IMAGE} or {@code IMAGE_TOO_SMALL}
     */
    public Radiograph withRegion(int x, int y, int width, int height) {
        Region inside = inside("a region", x, y, width, height);
        GreyPicture.checkSize(width, height);
        return new Radiograph(view.withRegion(inside), headerFacts);
    }

    /**
     * The same picture with the femoral neck's box: the model looks there instead of where it would find the neck itself.
     * Shares the pixels. A box found for another picture ({@link BmdEstimate#femoralNeck}) has the size and proportions that
     * models are trained with; one of other proportions distorts the neck.
     *
     * @param x left edge in pixels of this picture, from 0
     * @param y top edge in pixels of this picture, from 0
     * @param width at least 8
     * @param height at least 8
     * @throws BmdException {@code REGION_OUTSIDE_IMAGE} or {@code INVALID_ARGUMENT}. An estimate with a box throws {@code
     *     INVALID_ARGUMENT} if the model takes none, {@code REGION_OUTSIDE_IMAGE} if its centre is outside the exposed field
     */
    public Radiograph withFemoralNeck(int x, int y, int width, int height) {
        Region box = inside("a box", x, y, width, height);
        if (width < SMALLEST_BOX || height < SMALLEST_BOX) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a box of the femoral neck of at least " + SMALLEST_BOX + "x" + SMALLEST_BOX
                            + " pixels, received " + width + "x" + height + ".");
        }
        return new Radiograph(view.withNeckBox(box), headerFacts);
    }

    /** The same picture with the size of a (square) pixel in the plane of the hip, in millimetres; NaN = unknown. */
    public Radiograph withSpacing(double millimetres) {
        Spacings.check(millimetres);
        return new Radiograph(view.withSpacing(millimetres), headerFacts);
    }

    /** Width of the whole picture in pixels. */
    public int width() {
        return view.picture().width();
    }

    /** Height of the whole picture in pixels. */
    public int height() {
        return view.picture().height();
    }

    /**
     * A copy of the whole picture as 16-bit grey, for display: bone bright whatever the file's polarity, its grey values
     * stretched to 0 to 65,535.
     */
    public BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster()
                .setDataElements(0, 0, width(), height(), view.picture().pixels());
        return image;
    }

    /** Which hip this is said to be. */
    public Side side() {
        return view.side();
    }

    /** Size of a pixel in millimetres, NaN if unknown. */
    public double spacingMillimetres() {
        return view.spacingMillimetres();
    }

    /**
     * Sex, age, height and weight from the file's header, where it has them ({@code sex}, {@code age}, {@code height_cm},
     * {@code weight_kg}); empty for anything but DICOM. They are an offer: an estimate uses them only if the caller takes
     * them over with {@link ClinicalRecord.Builder#fillFrom}.
     */
    public ClinicalRecord headerFacts() {
        return headerFacts;
    }

    /** For the rooms below, which know the picture but not how it came. */
    RadiographView view() {
        return view;
    }

    private Region inside(String what, int x, int y, int width, int height) {
        if (x < 0 || y < 0 || width > width() - (long) x || height > height() - (long) y) {
            throw new BmdException(
                    BmdException.Code.REGION_OUTSIDE_IMAGE,
                    "Expected " + what + " inside the picture of " + width() + "x" + height() + " pixels, received x="
                            + x + ", y=" + y + ", width=" + width + ", height=" + height + ".");
        }
        return new Region(x, y, width, height);
    }

    private static void checkCount(int received, int width, int height) {
        if (received != width * height) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected width x height = " + (long) width * height + " pixels, received " + received + ".");
        }
    }
}
