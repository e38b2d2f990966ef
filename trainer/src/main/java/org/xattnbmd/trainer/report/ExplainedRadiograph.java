package org.xattnbmd.trainer.report;

import java.util.List;

/**
 * A radiograph with maps of what the estimate depends on, over the same cells. Immutable.
 *
 * @param caption plain words, e.g. "female, 76 years"; no identity
 * @param rows of the maps' cells
 * @param columns of the maps' cells
 * @param maps in the order of the page, the same methods for every radiograph
 */
public record ExplainedRadiograph(
        String caption, Seen seen, int rows, int columns, List<TestedMap> maps, Values values) {

    public ExplainedRadiograph {
        maps = List.copyOf(maps);
        for (TestedMap map : maps) {
            if (map.values().length != rows * columns) {
                throw new IllegalArgumentException("expected " + rows + " x " + columns + " cells, received "
                        + map.values().length + " of " + map.name());
            }
        }
    }

    /**
     * The picture as the network sees it.
     *
     * @param pixels in [0, 1], row by row; not to be changed
     * @param region what the cells lie over
     */
    public record Seen(float[] pixels, int width, Region region) {}

    /**
     * Numbers in the target's unit.
     *
     * @param baseline the estimate for the baseline picture with the same clinical facts
     * @param attributed what the attributions of all pixels add up to; by completeness {@code estimated - baseline}
     */
    public record Values(double measured, double estimated, double baseline, double attributed) {

        /** How far the attributions are from what they should add up to. */
        double gap() {
            return Math.abs(attributed - (estimated - baseline));
        }
    }
}
