package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.List;

/** A precinct of one resolution of one component (B.6): its code-blocks and how many layers of them were read. */
final class Precinct {

    private final int component;
    private final int resolution;
    private final long gridX;
    private final long gridY;
    private final CodingStyle style;
    private final List<BlockGrid> bands;
    private int layersRead;

    /**
     * @param gridX its left side on the reference grid, or that of the tile
     * @param gridY its top likewise
     */
    Precinct(int component, int resolution, long gridX, long gridY, CodingStyle style, List<BlockGrid> bands) {
        this.component = component;
        this.resolution = resolution;
        this.gridX = gridX;
        this.gridY = gridY;
        this.style = style;
        this.bands = bands;
    }

    int component() {
        return component;
    }

    int resolution() {
        return resolution;
    }

    long gridX() {
        return gridX;
    }

    long gridY() {
        return gridY;
    }

    CodingStyle style() {
        return style;
    }

    List<BlockGrid> bands() {
        return bands;
    }

    int layersRead() {
        return layersRead;
    }

    void layerRead() {
        layersRead++;
    }
}
