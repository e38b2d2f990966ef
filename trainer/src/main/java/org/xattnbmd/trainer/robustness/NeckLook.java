package org.xattnbmd.trainer.robustness;

import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.evaluation.AttentionMass;

/**
 * Where the model looked, against the femoral neck's known box.
 *
 * @param attention share of the image attention in the neck's box, and that of an even map
 * @param ofPicture the same share, and the box's share of the whole picture: a localiser looks nowhere else by design
 * @param inner the same for a box of half the sides about the same centre: the neck without what surrounds it
 * @param localiser null if the model has none
 */
record NeckLook(AttentionMass attention, AttentionMass ofPicture, AttentionMass inner, Localised localiser) {

    /**
     * A box that the model's localiser found, against the box that it should have: the neck's, with the margin that
     * `train` crops with.
     *
     * @param centreErrorX found minus true, pixels of the picture
     * @param centreErrorY the same downwards
     * @param scale found over true side, geometric mean of both sides
     * @param overlap intersection over union of both boxes
     * @param trueSide geometric mean of the true box's sides, pixels
     * @param spacing side of a pixel, mm; NaN if unknown
     */
    record Localised(
            double centreErrorX, double centreErrorY, double scale, double overlap, double trueSide, double spacing) {

        /** Distance of the centres as a share of the true box's side. */
        double centreShare() {
            return Math.hypot(centreErrorX, centreErrorY) / trueSide;
        }

        /** Distance of the centres in mm, NaN if the pixel size is not known. */
        double centreMillimetres() {
            return Math.hypot(centreErrorX, centreErrorY) * spacing;
        }
    }

    /** Null if the row has no box. */
    static NeckLook of(ManifestRow row, Radiograph radiograph, BmdEstimate estimate, double cohortSpacing) {
        double[] box = row.view().neckBox();
        if (box == null) {
            return null;
        }
        Area neck = new Area(
                (box[0] - box[2]) * radiograph.width(),
                (box[1] - box[3]) * radiograph.height(),
                2 * box[2] * radiograph.width(),
                2 * box[3] * radiograph.height());
        AttentionMap map = estimate.imageAttention();
        AttentionMass inBox = mass(map, neck);
        double seen =
                new AttentionMass.Edges(box[0] - box[2], box[1] - box[3], box[0] + box[2], box[1] + box[3]).area();
        double known = radiograph.spacingMillimetres();
        return new NeckLook(
                inBox,
                new AttentionMass(inBox.share(), seen),
                mass(map, scaled(neck, 0.5)),
                estimate.femoralNeck()
                        .map(found -> localised(
                                found,
                                scaled(neck, PictureReader.CROP_MARGIN),
                                Double.isNaN(known) ? cohortSpacing : known))
                        .orElse(null));
    }

    private static AttentionMass mass(AttentionMap map, Area region) {
        float[] grid = new float[map.values().size()];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = map.values().get(i);
        }
        double left = (region.x() - map.area().x()) / map.area().width();
        double top = (region.y() - map.area().y()) / map.area().height();
        return AttentionMass.inside(
                grid,
                map.rows(),
                map.columns(),
                new AttentionMass.Edges(
                        left,
                        top,
                        left + region.width() / map.area().width(),
                        top + region.height() / map.area().height()));
    }

    static Localised localised(Area found, Area truth, double spacing) {
        double dx = found.x() + found.width() / 2 - truth.x() - truth.width() / 2;
        double dy = found.y() + found.height() / 2 - truth.y() - truth.height() / 2;
        double wide = Math.min(found.x() + found.width(), truth.x() + truth.width()) - Math.max(found.x(), truth.x());
        double high = Math.min(found.y() + found.height(), truth.y() + truth.height()) - Math.max(found.y(), truth.y());
        double common = Math.max(0, wide) * Math.max(0, high);
        double foundArea = found.width() * found.height();
        double trueArea = truth.width() * truth.height();
        return new Localised(
                dx,
                dy,
                Math.sqrt(foundArea / trueArea),
                common / (foundArea + trueArea - common),
                Math.sqrt(trueArea),
                spacing);
    }

    private static Area scaled(Area area, double factor) {
        return new Area(
                area.x() + area.width() * (1 - factor) / 2,
                area.y() + area.height() * (1 - factor) / 2,
                area.width() * factor,
                area.height() * factor);
    }
}
