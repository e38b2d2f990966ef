package org.xattnbmd.trainer.data;

/** What a subject is for: learning, setting the conformal intervals, or nothing but the final test. */
public enum Split {
    TRAIN,
    CALIBRATION,
    TEST
}
