package org.xattnbmd.sdk.internal.model;

/**
 * The femoral-neck BMD that an adult can have, g/cm². Young adults have about 1.0 with a standard deviation of 0.14: both ends
 * are more than five of these away. What a card says of references and thresholds lies in it, and every estimate.
 */
public final class BmdRange {

    public static final double LEAST = 0.2;

    public static final double GREATEST = 2.0;

    private BmdRange() {}

    public static boolean holds(double bmd) {
        return bmd >= LEAST && bmd <= GREATEST;
    }
}
