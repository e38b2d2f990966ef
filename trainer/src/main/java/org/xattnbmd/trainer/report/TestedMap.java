package org.xattnbmd.trainer.report;

/**
 * A map over the cells of a picture, and what deletion says of it: the cells that it marks most are taken out at once, and so are as
 * many at random. Immutable; the array is copied.
 *
 * @param name of the method
 * @param values row by row; above 0 where a cell raises the estimate, if {@code signed}, otherwise at least 0
 * @param cells how many are taken out
 * @param change of the estimate without the marked cells
 * @param randomChange mean size of the change without as many cells at random
 */
public record TestedMap(String name, double[] values, boolean signed, int cells, double change, double randomChange) {

    public TestedMap {
        values = values.clone();
    }

    @Override
    public double[] values() {
        return values.clone();
    }

    /** Whether the estimate moves more without the marked cells than without others. If not, the map says nothing. */
    public boolean holds() {
        return Math.abs(change) > randomChange;
    }
}
