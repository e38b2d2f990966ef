package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Whether larger values (after the rescale slope) are shown darker, by everything in the header that says so, as DCMTK shows it:
 * a Presentation LUT or its shape overrules the photometric interpretation, and a VOI LUT that falls turns round what comes of
 * it (DICOM PS3.3, C.7.6.3.1.2, C.11.2, C.11.6). Only the direction of these tables counts: models are trained on stored values.
 */
final class Polarity {

    private static final int LUT_DESCRIPTOR = 0x00283002;
    private static final int LUT_DATA = 0x00283006;

    /** A table that follows neither direction better than this (correlation) has none. */
    private static final double CLEAR = 0.3;

    private Polarity() {}

    static boolean inverted(Dataset set, String photometric) {
        List<Dataset> voi = set.items(Tag.VOI_LUT_SEQUENCE);
        boolean falls = !voi.isEmpty() && falls(voi.get(0));
        return falls != presentedInverted(set, photometric.equals("MONOCHROME1"));
    }

    private static boolean presentedInverted(Dataset set, boolean monochrome1) {
        List<Dataset> tables = set.items(Tag.PRESENTATION_LUT_SEQUENCE);
        if (!tables.isEmpty()) {
            return falls(tables.get(0));
        }
        return switch (set.text(Tag.PRESENTATION_LUT_SHAPE)) {
            case "" -> monochrome1;
            case "IDENTITY" -> false;
            case "INVERSE" -> true;
            default -> throw Dataset.unreadable(Tag.PRESENTATION_LUT_SHAPE, "is neither IDENTITY nor INVERSE");
        };
    }

    /** Whether a table gives smaller outputs to larger inputs. */
    private static boolean falls(Dataset table) {
        if (!table.has(LUT_DATA) || !table.has(LUT_DESCRIPTOR)) {
            throw Dataset.corrupt("a lookup table without its data");
        }
        int declared = table.unsigned16(LUT_DESCRIPTOR, 0);
        int entries = declared == 0 ? 1 << 16 : declared;
        int bytes = table.get(LUT_DATA).length();
        if (bytes < entries) {
            throw Dataset.corrupt("a lookup table that is shorter than its descriptor says");
        }
        boolean wide = bytes >= 2 * entries;
        double center = (entries - 1) / 2.0;
        double mean = 0;
        for (int i = 0; i < entries; i++) {
            mean += table.tableValue(LUT_DATA, i, wide) / (double) entries;
        }
        double along = 0;
        double positions = 0;
        double values = 0;
        for (int i = 0; i < entries; i++) {
            double value = table.tableValue(LUT_DATA, i, wide) - mean;
            along += (i - center) * value;
            positions += (i - center) * (i - center);
            values += value * value;
        }
        double correlation = along / Math.sqrt(positions * values);
        if (!(Math.abs(correlation) >= CLEAR)) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected a VOI or Presentation LUT that rises or falls, received one that does neither. Export the"
                            + " picture without it.");
        }
        return correlation < 0;
    }
}
