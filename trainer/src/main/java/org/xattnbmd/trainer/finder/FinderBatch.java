package org.xattnbmd.trainer.finder;

import org.xattnbmd.trainer.network.NeckFinder;

/**
 * One batch as flat arrays, ready to become native ones.
 *
 * @param overviews {@code [size, SIDE, SIDE]}
 * @param heat what the maps should be, {@code [size, MAPS, GRID, GRID]}
 * @param known 1 where a map's truth is known, else 0, {@code [size, MAPS]}
 * @param boxes where the neck, or the implant in its place, is, {@code [size, 4]}; anything where it is not
 * @param present 1 where it is in the overview, else 0, {@code [size]}
 */
record FinderBatch(int size, float[] overviews, float[] heat, float[] known, float[] boxes, float[] present) {

    static FinderBatch empty(int size) {
        return new FinderBatch(
                size,
                new float[size * NeckFinder.SIDE * NeckFinder.SIDE],
                new float[size * NeckFinder.MAPS * NeckFinder.GRID * NeckFinder.GRID],
                new float[size * NeckFinder.MAPS],
                new float[size * 4],
                new float[size]);
    }
}
