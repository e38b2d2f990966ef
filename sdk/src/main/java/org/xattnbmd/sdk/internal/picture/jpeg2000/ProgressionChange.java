package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.List;

/**
 * One entry of a POC marker segment (A.6.6): which packets come in which order, if they did not come before. Ends are outside.
 */
record ProgressionChange(
        int firstResolution,
        int firstComponent,
        int endLayer,
        int endResolution,
        int endComponent,
        Progression progression) {

    private static final int MOST = 32;

    static void read(ByteReader in, boolean wide, List<ProgressionChange> into) {
        while (in.remaining() > 0) {
            if (into.size() == MOST) {
                throw Failures.unsupported("with at most " + MOST + " progression changes a tile", "more of them");
            }
            int firstResolution = in.unsigned8();
            int firstComponent = wide ? in.unsigned16() : in.unsigned8();
            int endLayer = in.unsigned16();
            int endResolution = in.unsigned8();
            int endComponent = wide ? in.unsigned16() : in.unsigned8();
            // 0 stands for the largest number and one.
            into.add(new ProgressionChange(
                    firstResolution,
                    firstComponent,
                    endLayer,
                    endResolution,
                    endComponent == 0 ? Integer.MAX_VALUE : endComponent,
                    Progression.of(in.unsigned8())));
        }
    }

    /** All packets, in one order. */
    static ProgressionChange all(PacketStyle style) {
        return new ProgressionChange(0, 0, style.layers(), Integer.MAX_VALUE, Integer.MAX_VALUE, style.progression());
    }

    boolean covers(Precinct precinct) {
        return precinct.resolution() >= firstResolution
                && precinct.resolution() < endResolution
                && precinct.component() >= firstComponent
                && precinct.component() < endComponent;
    }
}
