package org.xattnbmd.trainer.finder;

import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;

/**
 * A radiograph as the finder's training keeps it: small, mirrored so that the hip asked for looks like a left one.
 *
 * @param grey {@code SIDE * SIDE} values, row by row, 0 to 255 as unsigned bytes, bone bright; this object's
 * @param box the neck's centre and half size as fractions of it, without margin
 * @param bothHips whether the other hip may be in the picture as well, whose place nobody said
 * @param implant whether there is metal in the hip
 */
record Overview(byte[] grey, float[] box, boolean bothHips, boolean implant) {

    /** Rows and columns; finer than the finder's input, so that a part of it can be looked at closer. */
    static final int SIDE = 320;

    private static final Preprocessing PREPROCESSING = Preprocessing.v1(SIDE, SIDE);

    /** @param row one with a neck's box */
    static Overview of(ManifestRow row) {
        Radiograph radiograph = Cohort.radiograph(row);
        float[] pixels = new float[SIDE * SIDE];
        Area area = PREPROCESSING.apply(radiograph, pixels);
        byte[] grey = new byte[pixels.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.round(255 * pixels[i]);
        }
        Area neck = PictureReader.neck(row, radiograph);
        return new Overview(
                grey,
                PictureReader.boxIn(area, neck, row.view().side(), 1),
                row.view().pelvis(),
                row.view().implant());
    }

    /** The grey value in [0, 1] at a place in pixels, bilinear; 0 beyond the picture. */
    float at(double x, double y) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        float fx = (float) (x - x0);
        float fy = (float) (y - y0);
        float top = value(x0, y0) * (1 - fx) + value(x0 + 1, y0) * fx;
        float bottom = value(x0, y0 + 1) * (1 - fx) + value(x0 + 1, y0 + 1) * fx;
        return (top * (1 - fy) + bottom * fy) / 255;
    }

    private int value(int x, int y) {
        return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : grey[y * SIDE + x] & 0xff;
    }
}
