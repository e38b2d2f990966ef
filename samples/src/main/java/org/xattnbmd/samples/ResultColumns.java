package org.xattnbmd.samples;

/** Columns of a batch's results.csv that other programs read; part of the interface of `batch`. */
public final class ResultColumns {

    /** Whether there is an estimate: {@link #ESTIMATED}, or that it was refused. */
    public static final String STATUS = "status";

    /** In {@link #STATUS}. */
    public static final String ESTIMATED = "ok";

    /** g/cm². */
    public static final String BMD = "bmd_g_per_cm2";

    /** Kinds in small letters, separated by semicolons. */
    public static final String WARNINGS = "warnings";

    /** How unlike the training radiographs this one is. */
    public static final String OUTLIER_SCORE = "outlier_score";

    /** SHA-256 of the model file. */
    public static final String MODEL_SHA256 = "model_sha256";

    private ResultColumns() {}
}
