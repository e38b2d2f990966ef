package org.xattnbmd.samples;

import org.xattnbmd.sdk.ModelCard;

/** Columns of a batch's results.csv that other programs read; part of the interface of `batch`. */
public final class ResultColumns {

    /** Whether there is an estimate: {@link #ESTIMATED}, {@link #NOT_USABLE}, or that it was refused. */
    public static final String STATUS = "status";

    /** In {@link #STATUS}. */
    public static final String ESTIMATED = "ok";

    /** In {@link #STATUS}: figures that say nothing about a femoral neck, returned for research. Also in {@link #TRUST}. */
    public static final String NOT_USABLE = "not_usable";

    /** Of femoral-neck BMD, g/cm². */
    public static final String BMD = "bmd_g_per_cm2";

    /** Of another target, in its own unit, which the columns {@code target} and {@code unit} name. */
    public static final String VALUE = "value";

    /** What is estimated, in a few letters. */
    public static String quantity(ModelCard.Target target) {
        return target.hasReference() ? "BMD" : target.label();
    }

    /** The column of the estimate. */
    public static String estimate(ModelCard.Target target) {
        return target.hasReference() ? BMD : VALUE;
    }

    /** Kinds in small letters, separated by semicolons. */
    public static final String WARNINGS = "warnings";

    /** How unlike the training radiographs this one is. */
    public static final String OUTLIER_SCORE = "outlier_score";

    /** How far the estimate can be trusted: a level in small letters; empty where it was refused for something else. */
    public static final String TRUST = "trust";

    /** SHA-256 of the model file. */
    public static final String MODEL_SHA256 = "model_sha256";

    private ResultColumns() {}
}
