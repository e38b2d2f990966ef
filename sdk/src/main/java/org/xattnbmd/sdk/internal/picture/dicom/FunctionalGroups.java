package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Attributes that enhanced objects keep in functional groups instead of at the top (DICOM PS3.3, C.7.6.16): rescale, pixel size,
 * VOI LUT, side and orientation of the only frame. Whoever cuts a frame out of an object may leave the groups of the others behind:
 * they do not count if they all say the same of the picture. That there is one frame is for the pixel data to show.
 */
final class FunctionalGroups {

    private static final int[] GROUPS = {Tag.SHARED_FUNCTIONAL_GROUPS, Tag.PER_FRAME_FUNCTIONAL_GROUPS};

    private static final int[] MACROS = {
        Tag.PIXEL_VALUE_TRANSFORMATION,
        Tag.PIXEL_MEASURES,
        Tag.FRAME_VOI_LUT,
        Tag.FRAME_ANATOMY,
        Tag.FRAME_PIXEL_DATA_PROPERTIES,
        Tag.PATIENT_ORIENTATION_IN_FRAME
    };

    private FunctionalGroups() {}

    /** Gives the data set what its groups say and it does not say itself. */
    static void bringUp(Dataset set) {
        for (int group : GROUPS) {
            List<Dataset> frames = set.items(group);
            for (Dataset frame : frames) {
                for (int macro : MACROS) {
                    if (!Arrays.equals(bytes(frame, macro), bytes(frames.get(0), macro))) {
                        throw new BmdException(
                                Code.IMAGE_UNSUPPORTED,
                                "Expected DICOM with a single frame, received functional groups of " + frames.size()
                                        + " that differ. Export one of them as a picture of its own.");
                    }
                    frame.items(macro).stream().limit(1).forEach(set::addAbsent);
                }
            }
        }
    }

    private static byte[] bytes(Dataset frame, int macro) {
        return frame.has(macro) ? frame.copy(macro, false) : new byte[0];
    }
}
