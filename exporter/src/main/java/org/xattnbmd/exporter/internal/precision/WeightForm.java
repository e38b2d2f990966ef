package org.xattnbmd.exporter.internal.precision;

import java.util.Locale;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** What the 8-bit numbers of a weight can be; all stand for symmetric ranges. */
enum WeightForm {
    /** Pairs of products with any uint8 stay within 16 bits. */
    SEVEN_BITS(63, ElementType.INT8, 0),
    /** Pairs of products stay within 16 bits where the activation has 7 bits. */
    EIGHT_BITS(127, ElementType.INT8, 0),
    /** Products are added in 32 bits, which costs speed where there is no VNNI. */
    UNSIGNED(127, ElementType.UINT8, 128);

    private final int limit;
    private final ElementType type;
    private final int zeroPoint;

    WeightForm(int limit, ElementType type, int zeroPoint) {
        this.limit = limit;
        this.type = type;
        this.zeroPoint = zeroPoint;
    }

    /** Largest number, its sign left out. */
    int limit() {
        return limit;
    }

    /** For a report. */
    String inWords() {
        return type.name().toLowerCase(Locale.ROOT) + " within ±" + limit;
    }

    ElementType type() {
        return type;
    }

    /** The number that stands for zero. */
    int zeroPoint() {
        return zeroPoint;
    }
}
