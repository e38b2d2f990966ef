package org.xattnbmd.trainer.data;

import java.nio.file.Path;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.NeckFinder;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;

/**
 * How radiographs become the network's input: the SDK's preprocessing and, in its version 2, the neck finder that it goes by.
 * Safe for concurrent use; owns the finder.
 */
public final class PictureReader implements AutoCloseable {

    /** The crop is larger than the neck's box: soft tissue beside the bone, and room for the localiser's error. */
    public static final double CROP_MARGIN = 1.15;

    /** A neck found farther off than this share of its box was not found. */
    private static final double NOT_FOUND = 0.25;

    private final Preprocessing preprocessing;
    private final NeckFinder finder;

    private PictureReader(Preprocessing preprocessing, NeckFinder finder) {
        this.preprocessing = preprocessing;
        this.finder = finder;
    }

    /** By version 1. */
    public static PictureReader of(Preprocessing preprocessing) {
        if (preprocessing.search() != null) {
            throw new IllegalArgumentException("version 2 needs its neck finder");
        }
        return new PictureReader(preprocessing, null);
    }

    /**
     * By any version.
     *
     * @param finder a neck finder's file, or a model that carries one; not looked at in version 1
     */
    public static PictureReader of(Preprocessing preprocessing, Path finder) {
        return preprocessing.search() == null
                ? of(preprocessing)
                : new PictureReader(preprocessing, NeckFinder.open(finder));
    }

    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * The network's input.
     *
     * @param pixels row by row
     * @param box the neck crop's centre and half size as fractions of it; NaN where nobody knows it
     */
    record Prepared(float[] pixels, float[] box) {}

    /** The network's input of a radiograph of which no more is known. */
    public float[] pixels(Radiograph radiograph) {
        float[] pixels = new float[preprocessing.width() * preprocessing.height()];
        if (finder == null) {
            preprocessing.apply(radiograph, pixels);
        } else {
            preprocessing.apply(radiograph, finder.find(radiograph).box(), pixels);
        }
        return pixels;
    }

    /** Training goes by the true neck where the finder is wrong: the picture of something else teaches nothing about bone. */
    Prepared prepare(ManifestRow row) {
        Radiograph radiograph = Cohort.radiograph(row);
        float[] pixels = new float[preprocessing.width() * preprocessing.height()];
        Area truth = neck(row, radiograph);
        Area known = truth;
        Area area;
        if (finder == null) {
            area = preprocessing.apply(radiograph, pixels);
        } else {
            Area found = finder.find(radiograph).box();
            boolean wrong = truth != null && off(found, truth) > NOT_FOUND;
            Area goneBy = wrong && row.split() == Split.TRAIN ? truth : found;
            area = preprocessing.apply(radiograph, goneBy, pixels);
            known = truth == null ? found : truth;
        }
        if (known == null) {
            return new Prepared(pixels, new float[] {Float.NaN, Float.NaN, Float.NaN, Float.NaN});
        }
        return new Prepared(pixels, boxIn(area, known, row.view().side(), CROP_MARGIN));
    }

    /**
     * A box of the picture in the network's input: centre and half size as fractions of it, mirrored as a right hip is.
     *
     * @param margin how many times as large
     */
    public static float[] boxIn(Area input, Area box, Radiograph.Side side, double margin) {
        double x = (box.x() + box.width() / 2 - input.x()) / input.width();
        double y = (box.y() + box.height() / 2 - input.y()) / input.height();
        return new float[] {
            (float) (side == Radiograph.Side.RIGHT ? 1 - x : x),
            (float) y,
            (float) (margin * box.width() / 2 / input.width()),
            (float) (margin * box.height() / 2 / input.height())
        };
    }

    /** The row's box on its radiograph; null where nobody knows it. */
    public static Area neck(ManifestRow row, Radiograph radiograph) {
        double[] box = row.view().neckBox();
        if (box == null) {
            return null;
        }
        double width = radiograph.width();
        double height = radiograph.height();
        return new Area((box[0] - box[2]) * width, (box[1] - box[3]) * height, 2 * box[2] * width, 2 * box[3] * height);
    }

    private static double off(Area found, Area truth) {
        double dx = found.x() + found.width() / 2 - truth.x() - truth.width() / 2;
        double dy = found.y() + found.height() / 2 - truth.y() - truth.height() / 2;
        return Math.hypot(dx, dy) / ((truth.width() + truth.height()) / 2);
    }

    @Override
    public void close() {
        if (finder != null) {
            finder.close();
        }
    }
}
