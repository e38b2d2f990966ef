package org.xattnbmd.trainer.training;

import java.util.SplittableRandom;

/** Random numbers as changes of training examples draw them. */
public final class Draws {

    private Draws() {}

    /** Even between {@code -size} and {@code size}. */
    public static double symmetric(SplittableRandom random, double size) {
        return (2 * random.nextDouble() - 1) * size;
    }

    /** About normal: the sum of four 16-bit uniforms, brought to unit variance. */
    public static float normal(SplittableRandom random) {
        long bits = random.nextLong();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum / 65536f - 2) * 1.7320508f;
    }
}
