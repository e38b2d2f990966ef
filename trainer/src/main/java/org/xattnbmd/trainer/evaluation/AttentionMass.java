package org.xattnbmd.trainer.evaluation;

/**
 * Share of an attention map that lies in a region, e.g. the known femoral neck of a phantom.
 *
 * @param share attention inside over all attention; NaN if there is none
 * @param chance share of an even map: the region's part of the picture
 */
public record AttentionMass(double share, double chance) {

    /** Edges of a region in fractions of a map or picture from its top left corner; what lies outside is cut off. */
    public record Edges(double left, double top, double right, double bottom) {

        public Edges {
            if (!(left <= right) || !(top <= bottom)) {
                throw new IllegalArgumentException("expected left <= right and top <= bottom, received " + left + ", "
                        + right + " and " + top + ", " + bottom);
            }
        }

        /** The part of the whole that is inside. */
        public double area() {
            return (clip(right) - clip(left)) * (clip(bottom) - clip(top));
        }
    }

    /**
     * Adds up the cells, each by the part of it that the region covers.
     *
     * @param grid attention row by row, none below zero
     */
    public static AttentionMass inside(float[] grid, int rows, int columns, Edges region) {
        if (rows < 1 || columns < 1 || grid.length != rows * columns) {
            throw new IllegalArgumentException(
                    "expected " + rows + " x " + columns + " attention values, received " + grid.length);
        }
        double inside = 0;
        double all = 0;
        for (int r = 0; r < rows; r++) {
            double covered = overlap(r, rows, region.top, region.bottom);
            for (int c = 0; c < columns; c++) {
                double value = grid[r * columns + c];
                if (!(value >= 0)) {
                    throw new IllegalArgumentException("expected attention of at least 0, received " + value);
                }
                all += value;
                inside += value * covered * overlap(c, columns, region.left, region.right);
            }
        }
        return new AttentionMass(all > 0 ? inside / all : Double.NaN, region.area());
    }

    private static double overlap(int cell, int cells, double from, double to) {
        double start = Math.max(cell, clip(from) * cells);
        double end = Math.min(cell + 1.0, clip(to) * cells);
        return Math.max(0, end - start);
    }

    private static double clip(double fraction) {
        return Math.max(0, Math.min(1, fraction));
    }
}
