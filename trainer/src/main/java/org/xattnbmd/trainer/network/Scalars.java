package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;

/**
 * Arithmetic with a number that a gradient will flow through. DJL 0.35's own ({@code x.mul(0.5f)}, {@code div}, {@code
 * minimum}, …) wraps the number in an array over Java memory and closes it at once, while PyTorch's graph still holds that
 * memory for the backward pass: a garbage collection in between frees it, and the gradient is made with whatever lies
 * there then. Here the number stays with the manager of {@code x} until that is closed.
 */
public final class Scalars {

    private Scalars() {}

    /** {@code x * factor}, shape kept. */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(kept(x, factor));
    }

    /** {@code min(x, limit)}, shape kept. */
    public static NDArray atMost(NDArray x, double limit) {
        return x.minimum(kept(x, limit));
    }

    /** {@code max(x, limit)}, shape kept. */
    public static NDArray atLeast(NDArray x, double limit) {
        return x.maximum(kept(x, limit));
    }

    private static NDArray kept(NDArray x, double number) {
        return x.getManager().create((float) number);
    }
}
