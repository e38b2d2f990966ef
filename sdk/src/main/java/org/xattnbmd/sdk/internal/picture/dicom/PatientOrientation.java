package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.Orientation;

/**
 * Patient Orientation (DICOM PS3.3, C.7.6.1.1.1): where in the patient the rows and the columns of a picture run to. Upright, as
 * models are trained, rows run to the patient's left and columns to the feet. Views that do not lie in that plane are left as
 * they are where the feet are below or the picture is no standing one: an estimate of them means nothing anyway.
 */
final class PatientOrientation {

    private static final String LETTERS = "[APRLHF]{1,3}";

    private PatientOrientation() {}

    static Orientation of(Dataset set) {
        String text = set.text(Tag.PATIENT_ORIENTATION);
        // Animals are described in other letters.
        if (text.replace('\\', ' ').isBlank()
                || set.text(Tag.ANATOMICAL_ORIENTATION_TYPE).equals("QUADRUPED")) {
            return Orientation.UPRIGHT;
        }
        String[] directions = text.split("\\\\");
        if (directions.length != 2
                || !directions[0].strip().matches(LETTERS)
                || !directions[1].strip().matches(LETTERS)) {
            throw Dataset.unreadable(Tag.PATIENT_ORIENTATION, "is no pair of directions");
        }
        char row = directions[0].strip().charAt(0);
        char column = directions[1].strip().charAt(0);
        if (across(row) && along(column)) {
            return Orientation.of(false, row == 'R', column == 'H');
        }
        if (along(row) && across(column)) {
            return Orientation.of(true, row == 'H', column == 'R');
        }
        if (axis(row) == axis(column)) {
            throw Dataset.unreadable(Tag.PATIENT_ORIENTATION, "has both directions on one axis");
        }
        if (along(row) || column == 'H') {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected an upright or anteroposterior radiograph, received one from the side that is turned. Export it"
                            + " upright.");
        }
        return Orientation.UPRIGHT;
    }

    private static boolean across(char direction) {
        return direction == 'L' || direction == 'R';
    }

    private static boolean along(char direction) {
        return direction == 'H' || direction == 'F';
    }

    private static int axis(char direction) {
        return across(direction) ? 0 : along(direction) ? 1 : 2;
    }
}
