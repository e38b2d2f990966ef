package org.xattnbmd.trainer.plausibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Crop;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.Point;
import org.xattnbmd.trainer.plausibility.MarkedRadiograph.View;
import org.xattnbmd.trainer.robustness.GreyImage;
import org.xattnbmd.trainer.robustness.ImageOperations;

/**
 * A way to look at a marked radiograph. Immutable.
 *
 * @param kind what is changed
 * @param title in words
 * @param moved how the crop is moved and scaled
 * @param strength how often the mask is subtracted, for {@link Kind#ENHANCED}; pixels that the crop is to be wide, for {@link
 *     Kind#COARSE}; else 0
 */
record Look(Kind kind, String title, Moved moved, double strength) {

    /** What is changed. */
    enum Kind {
        /** The whole picture, with the side said. */
        PICTURE,
        /** The half of the picture that the hip is on. */
        HALF,
        /** The crop as marked. */
        TIDY,
        /** The crop moved or scaled. */
        MOVED,
        /** The crop of a picture whose edges were enhanced, as consoles do. */
        ENHANCED,
        /** The crop of a blurred picture. */
        BLURRED,
        /** The crop of a picture with fewer pixels. */
        COARSE
    }

    /** Shares of the crop's width and height; {@code scale} 1 leaves its size. */
    record Moved(double right, double down, double scale) {}

    /** How far a person's crop may be off. */
    private static final double OFF = 0.15;

    /** Of the mask that is subtracted, as a share of the crop's width: where consoles' enhancement is strongest. */
    private static final double ENHANCEMENT_SIGMA = 0.04;

    private static final double[] ENHANCEMENTS = {0.5, 1, 2};

    /** 1.2 pixels of a picture of 448. */
    private static final double BLUR_SIGMA = 1.2 / 448;

    private static final int[] COARSER = {320, 224, 160, 128, 96, 80, 64, 48};

    private static final Moved STILL = new Moved(0, 0, 1);

    /** All of them, in the order of the tables. */
    static List<Look> all() {
        List<Look> looks = new ArrayList<>();
        looks.add(new Look(Kind.PICTURE, "Whole picture", STILL, 0));
        looks.add(new Look(Kind.HALF, "Half of the picture", STILL, 0));
        looks.add(new Look(Kind.TIDY, "Crop", STILL, 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % to the left", new Moved(-OFF, 0, 1), 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % to the right", new Moved(OFF, 0, 1), 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % up", new Moved(0, -OFF, 1), 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % down", new Moved(0, OFF, 1), 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % narrower", new Moved(0, 0, 1 - OFF), 0));
        looks.add(new Look(Kind.MOVED, "Crop 15 % wider", new Moved(0, 0, 1 + OFF), 0));
        for (double times : ENHANCEMENTS) {
            looks.add(new Look(Kind.ENHANCED, "Edges enhanced, σ 4 % of the crop, × " + times, STILL, times));
        }
        looks.add(new Look(Kind.BLURRED, "Blur, σ 1.2 px of 448", STILL, 0));
        IntStream.of(COARSER)
                .forEach(across -> looks.add(new Look(Kind.COARSE, across + " px across the crop", STILL, across)));
        return List.copyOf(looks);
    }

    /** Whether there is anything to be seen in this way: pictures are never made finer. */
    boolean appliesTo(MarkedRadiograph row) {
        return switch (kind) {
            case PICTURE -> row.measurable() || row.marks().crop().isEmpty();
            case HALF -> row.measurable() && row.view() == View.PELVIS;
            case TIDY -> row.marks().crop().isPresent();
            case MOVED, ENHANCED, BLURRED -> row.measurable();
            case COARSE ->
                row.measurable() && strength < row.marks().crop().get().width();
        };
    }

    /**
     * What the model is shown.
     *
     * @param radiograph the row's, read once for all ways
     */
    Shown show(MarkedRadiograph row, Radiograph radiograph) {
        return switch (kind) {
            case PICTURE -> new Shown(radiograph, 1);
            case HALF -> half(row, radiograph);
            case TIDY -> cropped(row, radiograph, 1);
            case MOVED -> cropped(row, radiograph, 1);
            case ENHANCED -> {
                double sigma =
                        ENHANCEMENT_SIGMA * row.marks().crop().orElseThrow().width();
                yield cropped(
                        row,
                        ImageOperations.sharpened(GreyImage.of(radiograph), sigma, strength)
                                .toRadiograph(radiograph),
                        1);
            }
            case BLURRED -> {
                double sigma = BLUR_SIGMA * row.marks().crop().orElseThrow().width();
                yield cropped(
                        row,
                        ImageOperations.blur(GreyImage.of(radiograph), sigma).toRadiograph(radiograph),
                        1);
            }
            case COARSE -> {
                double scale = strength / row.marks().crop().orElseThrow().width();
                GreyImage small = ImageOperations.reduced(
                        GreyImage.of(radiograph), (int) Math.round(scale * radiograph.width()), (int)
                                Math.round(scale * radiograph.height()));
                yield cropped(row, small.toRadiograph(radiograph), scale);
            }
        };
    }

    /**
     * A radiograph with the region to look at.
     *
     * @param scale its pixels per pixel of the original
     */
    record Shown(Radiograph radiograph, double scale) {}

    private static Shown half(MarkedRadiograph row, Radiograph radiograph) {
        Point neck = row.marks().neck().orElseThrow();
        int middle = radiograph.width() / 2;
        return new Shown(
                neck.x() < middle
                        ? radiograph.withRegion(0, 0, middle, radiograph.height())
                        : radiograph.withRegion(middle, 0, radiograph.width() - middle, radiograph.height()),
                1);
    }

    /** The moved crop, cut off at the picture's edge. */
    private Shown cropped(MarkedRadiograph row, Radiograph radiograph, double scale) {
        Optional<Crop> marked = row.marks().crop();
        Crop crop = marked.orElseThrow();
        double width = crop.width() * moved.scale();
        double height = crop.height() * moved.scale();
        double x = crop.x() + crop.width() * moved.right() + (crop.width() - width) / 2;
        double y = crop.y() + crop.height() * moved.down() + (crop.height() - height) / 2;
        int left = bounded(scale * x, radiograph.width());
        int top = bounded(scale * y, radiograph.height());
        int right = bounded(scale * (x + width), radiograph.width());
        int bottom = bounded(scale * (y + height), radiograph.height());
        return new Shown(radiograph.withRegion(left, top, right - left, bottom - top), scale);
    }

    private static int bounded(double position, int length) {
        return (int) Math.max(0, Math.min(length, Math.round(position)));
    }
}
