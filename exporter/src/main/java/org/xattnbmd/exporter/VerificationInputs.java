package org.xattnbmd.exporter;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Makes the inputs on which an export is traced and compared. The default draws floats uniformly from [0, 1) and
 * integers and booleans from {0, 1}; give your own where the block needs others, such as token numbers, image
 * statistics, or NaN for missing values. Called for several batch sizes; must not depend on anything but its arguments.
 */
@FunctionalInterface
public interface VerificationInputs {

    /**
     * The inputs, in the order and with the types and shapes that were declared.
     *
     * @param manager owns the arrays
     * @param batch length of every axis declared as -1
     * @param seed differs between calls and is the same in every export
     */
    NDList create(NDManager manager, int batch, long seed);
}
