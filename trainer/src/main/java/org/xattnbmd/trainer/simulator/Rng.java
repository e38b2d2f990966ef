package org.xattnbmd.trainer.simulator;

/**
 * Seeded random numbers that are the same on every machine and JDK: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)
 * with {@link StrictMath} only. Not thread-safe; make one per task with {@link #stream}.
 */
final class Rng {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;
    private double spare;
    private boolean hasSpare;

    private Rng(long state) {
        this.state = state;
    }

    /** An independent stream for one subject and one purpose, so that adding a draw in one place moves no other. */
    static Rng stream(long seed, long index, Purpose purpose) {
        return new Rng(
                mix(mix(seed + GAMMA) ^ mix(index * GAMMA + 0x632BE59BD9B4E019L) ^ (purpose.ordinal() + 1) * GAMMA));
    }

    enum Purpose {
        POPULATION,
        ANATOMY,
        TEXTURE,
        DENSITOMETER,
        POSITIONING,
        DETECTOR,
        PROCESSING,
        MISSINGNESS,
        SPLIT,
        VIEW,
        OTHER_HIP,
        OTHER_POSE,
        DOMAIN,
        LANDMARKS,
        STRUTS,
        FRAMING,
        CONSOLE,
        IMPLANT,
        OTHER_LANDMARKS,
        OVERLYING,
        OTHER_OVERLYING
    }

    long nextLong() {
        return mix(state += GAMMA);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Standard normal (Marsaglia's polar method). */
    double gaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * uniform() - 1;
            v = 2 * uniform() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }

    double normal(double mean, double sd) {
        return mean + sd * gaussian();
    }

    /** Normal, held inside [low, high]. */
    double normal(double mean, double sd, double low, double high) {
        return Math.min(high, Math.max(low, normal(mean, sd)));
    }
}
