package org.xattnbmd.trainer.plausibility;

import java.nio.file.Path;
import java.util.Optional;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * One hip on a radiograph whose BMD nobody measured. Lengths are pixels of the picture, from its top left.
 *
 * @param line of the list
 * @param file the picture
 * @param side which hip
 * @param marks what a reader marked on it
 * @param view what the picture shows
 * @param group such as "hip", "implant", "no hip"
 * @param clinical what is known of the person; mostly nothing
 */
record MarkedRadiograph(int line, Path file, Side side, Marks marks, View view, String group, ClinicalRecord clinical) {

    /** What a picture shows. */
    enum View {
        /** Both hips: the neck must be found on the whole picture and on its half too. */
        PELVIS,
        /** One hip. */
        HIP
    }

    /**
     * Marks of a reader.
     *
     * @param neck centre of the femoral neck
     * @param crop around the hip, its width standing for a known length
     */
    record Marks(Optional<Point> neck, Optional<Crop> crop) {}

    /** A place. */
    record Point(double x, double y) {}

    /** A rectangle with whole pixels. */
    record Crop(int x, int y, int width, int height) {}

    /** Whether the neck's place and the scale are known, so that it can be told whether the neck was found. */
    boolean measurable() {
        return marks.neck().isPresent() && marks.crop().isPresent();
    }
}
