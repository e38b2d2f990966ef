package org.xattnbmd.trainer.explanation;

import java.util.Collection;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.report.Region;

/**
 * The cells that a network sees a picture in, those of its image attention: they divide the crop around the neck, or the whole picture
 * where there is none. Immutable.
 */
final class CellGrid {

    private final int width;
    private final int height;
    private final int rows;
    private final int columns;
    private final Region region;

    /** @param box of the crop, centre and half size as fractions of the picture; not read without a localiser */
    CellGrid(NetworkConfig config, float[] box) {
        width = config.picture().imageWidth();
        height = config.picture().imageHeight();
        rows = config.tokenRows();
        columns = config.tokenColumns();
        region = config.localized()
                ? new Region(box[0] - box[2], box[1] - box[3], 2.0 * box[2], 2.0 * box[3])
                : Region.WHOLE;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int cells() {
        return rows * columns;
    }

    /** The part of the picture that the cells divide. */
    Region region() {
        return region;
    }

    /** The cell that holds a pixel's centre, row by row; -1 for none. */
    private int cell(int pixel) {
        double across = ((pixel % width + 0.5) / width - region.x()) / region.width();
        double down = ((pixel / width + 0.5) / height - region.y()) / region.height();
        boolean within = across >= 0 && across < 1 && down >= 0 && down < 1;
        return within ? (int) (down * rows) * columns + (int) (across * columns) : -1;
    }

    /** What the pixels of each cell add up to. */
    double[] sums(double[] pixels) {
        double[] sums = new double[cells()];
        for (int i = 0; i < pixels.length; i++) {
            int cell = cell(i);
            if (cell >= 0) {
                sums[cell] += pixels[i];
            }
        }
        return sums;
    }

    /** A picture that is another one within some cells. */
    float[] without(float[] picture, Collection<Integer> cells, float[] other) {
        float[] changed = picture.clone();
        for (int i = 0; i < changed.length; i++) {
            if (cells.contains(cell(i))) {
                changed[i] = other[i];
            }
        }
        return changed;
    }
}
