package org.xattnbmd.sdk.internal.results.dicom;

import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;

/**
 * The femoral neck's box as DICOM writes it: columns and rows of the picture as it is stored, from its top left corner, inside of
 * it (PS3.3, C.18.6.1.1). The estimate has it on the upright picture, and it may reach beyond the edge.
 */
final class NeckOutline {

    private NeckOutline() {}

    /**
     * The box on the upright picture, as far as it is inside of it; empty if there is none, or if the estimate says nothing about a
     * femoral neck.
     */
    static Optional<Area> upright(ResultSource source) {
        return source.usable()
                ? source.estimate()
                        .femoralNeck()
                        .flatMap(box -> inside(box, source.header().image()))
                : Optional.empty();
    }

    /** Five corners on the stored picture, column and row of each, the last the first again; empty as above. */
    static Optional<float[]> stored(ResultSource source) {
        return upright(source).map(box -> corners(box, source.header().image()));
    }

    private static Optional<Area> inside(Area box, Image image) {
        double left = Math.max(0, box.x());
        double top = Math.max(0, box.y());
        double right = Math.min(image.orientation().width(image.columns(), image.rows()), box.x() + box.width());
        double bottom = Math.min(image.orientation().height(image.columns(), image.rows()), box.y() + box.height());
        return left < right && top < bottom
                ? Optional.of(new Area(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    private static float[] corners(Area box, Image image) {
        double right = box.x() + box.width();
        double bottom = box.y() + box.height();
        double[][] corners = {
            {box.x(), box.y()}, {right, box.y()}, {right, bottom}, {box.x(), bottom}, {box.x(), box.y()}
        };
        float[] outline = new float[2 * corners.length];
        for (int i = 0; i < corners.length; i++) {
            double[] stored = image.orientation().stored(corners[i][0], corners[i][1], image.columns(), image.rows());
            outline[2 * i] = (float) stored[0];
            outline[2 * i + 1] = (float) stored[1];
        }
        return outline;
    }
}
