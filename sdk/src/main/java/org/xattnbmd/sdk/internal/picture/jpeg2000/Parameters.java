package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.List;

/**
 * What the marker segments of the main header, or of a tile's first header, say of the coding. Of two that contradict each other
 * the one for a component counts before the one for all, and the tile's before the main header's (A.6).
 */
final class Parameters {

    private static final int COD = 0xFF52;
    private static final int COC = 0xFF53;
    private static final int QCD = 0xFF5C;
    private static final int QCC = 0xFF5D;
    private static final int RGN = 0xFF5E;
    private static final int POC = 0xFF5F;
    private static final int MOST_SHIFT = 37;

    private final Parameters main;
    private final int components;
    private final CodingStyle[] styles;
    private final Quantization[] quantizations;
    private final Integer[] shifts;
    private final List<ProgressionChange> changes = new ArrayList<>();
    private PacketStyle packets;
    private CodingStyle style;
    private Quantization quantization;

    private Parameters(Parameters main, int components) {
        this.main = main;
        this.components = components;
        styles = new CodingStyle[components];
        quantizations = new Quantization[components];
        shifts = new Integer[components];
    }

    static Parameters ofMainHeader(int components) {
        return new Parameters(null, components);
    }

    Parameters ofTile() {
        return new Parameters(this, components);
    }

    /** Takes a marker segment's content; segments that say nothing of the coding are passed over. */
    void take(int marker, ByteReader in) {
        switch (marker) {
            case COD -> {
                int flags = in.unsigned8();
                packets = PacketStyle.read(in, flags);
                style = CodingStyle.read(in, (flags & 1) != 0);
            }
            case COC -> {
                int component = component(in);
                styles[component] = CodingStyle.read(in, (in.unsigned8() & 1) != 0);
            }
            case QCD -> quantization = Quantization.read(in);
            case QCC -> quantizations[component(in)] = Quantization.read(in);
            case RGN -> shift(in);
            case POC -> ProgressionChange.read(in, components > 256, changes);
            default -> {}
        }
    }

    private void shift(ByteReader in) {
        int component = component(in);
        int kind = in.unsigned8();
        int shift = in.unsigned8();
        if (kind != 0 || shift > MOST_SHIFT) {
            throw Failures.corrupt("its region of interest is of kind " + kind + ", shifted by " + shift);
        }
        shifts[component] = shift;
    }

    private int component(ByteReader in) {
        int component = components > 256 ? in.unsigned16() : in.unsigned8();
        if (component >= components) {
            throw Failures.corrupt("it describes a component that is not there");
        }
        return component;
    }

    PacketStyle packets() {
        return found(packets != null || main == null ? packets : main.packets);
    }

    CodingStyle style(int component) {
        CodingStyle own = styles[component] == null ? style : styles[component];
        return found(own != null || main == null ? own : main.style(component));
    }

    Quantization quantization(int component) {
        Quantization own = quantizations[component] == null ? quantization : quantizations[component];
        return found(own != null || main == null ? own : main.quantization(component));
    }

    /** By how many bits a region of interest is shifted up (annex H). */
    int shift(int component) {
        if (shifts[component] != null) {
            return shifts[component];
        }
        return main == null ? 0 : main.shift(component);
    }

    /** The order of the packets: what changes it, or else one order for all. */
    List<ProgressionChange> progressions() {
        if (!changes.isEmpty()) {
            return changes;
        }
        return main == null || main.changes.isEmpty() ? List.of(ProgressionChange.all(packets())) : main.changes;
    }

    private static <T> T found(T value) {
        if (value == null) {
            throw Failures.corrupt("its header does not say how it is coded");
        }
        return value;
    }
}
