package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Comparator;

/** The orders of packets (B.12.1): precincts in an order of their own, layers outside of, between or inside of it. */
enum Progression {
    LAYER_RESOLUTION(Comparator.comparingInt(Precinct::resolution).thenComparingInt(Precinct::component)),
    RESOLUTION_LAYER(LAYER_RESOLUTION.order),
    RESOLUTION_POSITION(Comparator.comparingInt(Precinct::resolution)
            .thenComparing(byPosition())
            .thenComparingInt(Precinct::component)),
    POSITION_COMPONENT(byPosition().thenComparingInt(Precinct::component).thenComparingInt(Precinct::resolution)),
    COMPONENT_POSITION(Comparator.comparingInt(Precinct::component)
            .thenComparing(byPosition())
            .thenComparingInt(Precinct::resolution));

    /** Without the layers; precincts of the same place in it stay as they were. */
    private final Comparator<Precinct> order;

    Progression(Comparator<Precinct> order) {
        this.order = order;
    }

    static Progression of(int number) {
        if (number >= values().length) {
            throw Failures.corrupt("its progression order is " + number);
        }
        return values()[number];
    }

    Comparator<Precinct> order() {
        return order;
    }

    /** Whether all layers of these two, which stand side by side in {@link #order}, come in turns. */
    boolean sharesLayers(Precinct one, Precinct next) {
        return this == LAYER_RESOLUTION || this == RESOLUTION_LAYER && one.resolution() == next.resolution();
    }

    private static Comparator<Precinct> byPosition() {
        return Comparator.comparingLong(Precinct::gridY).thenComparingLong(Precinct::gridX);
    }
}
