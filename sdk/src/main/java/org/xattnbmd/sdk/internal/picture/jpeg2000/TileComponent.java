package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.List;

/** One component of one tile: its resolutions, subbands and precincts (B.5 to B.7), laid out before any is read. */
final class TileComponent {

    private final int index;
    private final Area area;
    private final CodingStyle style;
    private final Quantization quantization;
    private final int shift;
    private final int precision;

    TileComponent(int index, Area area, Parameters parameters, int precision) {
        this.index = index;
        this.area = area;
        this.precision = precision;
        style = parameters.style(index);
        quantization = parameters.quantization(index);
        shift = parameters.shift(index);
        if (style.reversible() && quantization.style() != 0) {
            throw Failures.corrupt("its reversible wavelet is quantised");
        }
        if (style.has(CodingStyle.HIGH_THROUGHPUT) && shift > 0) {
            throw Failures.unsupported("of High-Throughput without regions of interest", "one with them");
        }
    }

    Area area() {
        return area;
    }

    CodingStyle style() {
        return style;
    }

    /** By how many bits the region of interest is shifted up. */
    int shift() {
        return shift;
    }

    Area resolution(int r) {
        return area.reduced(style.levels() - r);
    }

    /** How many precincts and code-blocks there are in all; no precinct cuts a code-block. */
    long parts() {
        long parts = precincts();
        for (int r = 0; r <= style.levels(); r++) {
            for (Subband band : precincts(r) == 0 ? List.<Subband>of() : bands(r)) {
                parts += (long) BlockGrid.across(band.area(), blockWidth(r))
                        * BlockGrid.down(band.area(), blockHeight(r));
            }
        }
        return parts;
    }

    /** How many precincts there are in all. */
    long precincts() {
        long precincts = 0;
        for (int r = 0; r <= style.levels(); r++) {
            precincts += precincts(r);
        }
        return precincts;
    }

    private long precincts(int r) {
        Area whole = resolution(r);
        return (long) BlockGrid.across(whole, style.precinctWidth(r)) * BlockGrid.down(whole, style.precinctHeight(r));
    }

    /** Adds the precincts of all resolutions, those of each in raster order. */
    void layOut(List<Precinct> into) {
        for (int r = 0; r <= style.levels(); r++) {
            if (precincts(r) > 0) {
                layOut(r, into);
            }
        }
    }

    private void layOut(int r, List<Precinct> into) {
        Area whole = resolution(r);
        int width = style.precinctWidth(r);
        int height = style.precinctHeight(r);
        List<Subband> bands = bands(r);
        // In the subbands a precinct is half as wide and high as in the resolution that they make up.
        int half = r == 0 ? 0 : 1;
        int toGrid = style.levels() - r;
        for (long y = whole.top() >> height; y << height < whole.bottom(); y++) {
            for (long x = whole.left() >> width; x << width < whole.right(); x++) {
                List<BlockGrid> grids = new ArrayList<>(bands.size());
                for (Subband band : bands) {
                    Area part = band.area()
                            .intersect(
                                    x << width - half,
                                    y << height - half,
                                    x + 1 << width - half,
                                    y + 1 << height - half);
                    if (!part.isEmpty()) {
                        grids.add(new BlockGrid(band, part, blockWidth(r), blockHeight(r)));
                    }
                }
                into.add(new Precinct(
                        index,
                        r,
                        Math.max(area.left(), x << width + toGrid),
                        Math.max(area.top(), y << height + toGrid),
                        style,
                        grids));
            }
        }
    }

    private List<Subband> bands(int r) {
        if (r == 0) {
            return List.of(band(Subband.LOW, 0, resolution(0), 0, 0));
        }
        int level = style.levels() - r + 1;
        Area low = resolution(r - 1);
        int first = 3 * r - 2;
        return List.of(
                band(Subband.HIGH_ACROSS, first, area.subband(level, 1, 0), low.width(), 0),
                band(Subband.HIGH_DOWN, first + 1, area.subband(level, 0, 1), 0, low.height()),
                band(Subband.HIGH, first + 2, area.subband(level, 1, 1), low.width(), low.height()));
    }

    private Subband band(int kind, int place, Area bandArea, int planeX, int planeY) {
        int gain = kind == Subband.LOW ? 0 : kind == Subband.HIGH ? 2 : 1;
        return new Subband(
                kind,
                bandArea,
                planeX,
                planeY,
                quantization.planes(place) + shift,
                style.reversible() ? 1 : quantization.step(place, precision + gain));
    }

    private int blockWidth(int r) {
        return Math.min(style.blockWidth(), r == 0 ? style.precinctWidth(0) : style.precinctWidth(r) - 1);
    }

    private int blockHeight(int r) {
        return Math.min(style.blockHeight(), r == 0 ? style.precinctHeight(0) : style.precinctHeight(r) - 1);
    }
}
