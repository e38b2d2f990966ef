package org.xattnbmd.exporter;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * Makes the inputs on which an export is traced and compared. The default draws floats uniformly from [0, 1) and
 * integers and booleans from {0, 1}; give your own where the block needs others, such as token numbers, image
 * statistics, or NaN for missing values. Called for several sizes; must not depend on anything but its arguments.
 */
@FunctionalInterface
public interface VerificationInputs {

    /**
     * The inputs, in the order and with the types and shapes that were declared.
     *
     * @param manager owns the arrays
     * @param batch length of the batch axis; 1 where there is none
     * @param seed differs between calls and is the same in every export
     */
    NDList create(NDManager manager, int batch, long seed);

    /** The same where axes other than the batch vary; {@link #ofSizes} makes such inputs. */
    default NDList create(NDManager manager, Map<String, Long> sizes, long seed) {
        return create(manager, Math.toIntExact(sizes.getOrDefault(Dim.BATCH_NAME, 1L)), seed);
    }

    /** Inputs of a model in which axes other than the batch vary. */
    static VerificationInputs ofSizes(OfSizes source) {
        return source;
    }

    /** Makes inputs by the sizes of all axes that vary. */
    @FunctionalInterface
    interface OfSizes extends VerificationInputs {

        /**
         * The inputs, in the order and with the types and shapes that were declared.
         *
         * @param manager owns the arrays
         * @param sizes length of each axis that varies, by its name
         * @param seed differs between calls and is the same in every export
         */
        @Override
        NDList create(NDManager manager, Map<String, Long> sizes, long seed);

        @Override
        default NDList create(NDManager manager, int batch, long seed) {
            return create(manager, Map.of(Dim.BATCH_NAME, (long) batch), seed);
        }
    }
}
