package org.xattnbmd.sdk.internal.results;

/** The project's own codes that stand in more than one kind of result; at most 16 characters each, as DICOM's SH has. */
public final class OwnCodes {

    /** The designator of the scheme; 99 marks a private one (DICOM PS3.16, 8). */
    public static final String SCHEME = "99XATTNBMD";

    /** Behind the letters of a {@link ResultSite}. */
    public static final String BMD = "BMD-EST";

    public static final String T_SCORE = "FN-T-EST";
    public static final String NOT_DXA = "EST-NOT-DXA";
    public static final String NOT_DXA_MEANING = "Estimated from a radiograph, not a DXA measurement";

    private OwnCodes() {}
}
