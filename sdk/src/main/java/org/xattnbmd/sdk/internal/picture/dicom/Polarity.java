package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Whether larger values (after the rescale slope) are shown darker, by everything in the header that says so, as DCMTK shows it:
 * a Presentation LUT or its shape overrules the photometric interpretation, and a VOI LUT that falls turns round what comes of
 * it (DICOM PS3.3, C.7.6.3.1.2, C.11.2, C.11.6). Only the direction of these tables counts: models are trained on stored values.
 */
final class Polarity {

    /** A table that follows neither direction better than this (correlation) has none. */
    private static final double CLEAR = 0.3;

    private Polarity() {}

    static boolean inverted(Dataset set, String photometric) {
        List<Dataset> voi = LookupTable.items(set, Tag.VOI_LUT_SEQUENCE);
        boolean falls = !voi.isEmpty() && falls(voi.get(0));
        return falls != presentedInverted(set, photometric.equals("MONOCHROME1"));
    }

    private static boolean presentedInverted(Dataset set, boolean monochrome1) {
        List<Dataset> tables = LookupTable.items(set, Tag.PRESENTATION_LUT_SEQUENCE);
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
    private static boolean falls(Dataset item) {
        int[] entries = LookupTable.ofItem(item, false).entries();
        double center = (entries.length - 1) / 2.0;
        double mean = Arrays.stream(entries).average().orElseThrow();
        double along = 0;
        double positions = 0;
        double values = 0;
        for (int i = 0; i < entries.length; i++) {
            double value = entries[i] - mean;
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
