package org.xattnbmd.sdk.internal.dicom;

/** The value representations that are written (DICOM PS3.5, 6.2), each with its padding and longest value. */
public enum Vr {
    AS(4),
    CS(16),
    DA(8),
    DS(16),
    DT(26),
    FL(Vr.BINARY),
    IS(12),
    LO(64),
    LT(10_240),
    OB(Vr.BINARY),
    OW(Vr.BINARY),
    PN(64),
    SH(16),
    SL(Vr.BINARY),
    SQ(Vr.BINARY),
    SS(Vr.BINARY),
    ST(1024),
    TM(14),
    UC(Integer.MAX_VALUE),
    UI(64),
    UL(Vr.BINARY),
    UR(Integer.MAX_VALUE),
    US(Vr.BINARY),
    UT(Integer.MAX_VALUE);

    private static final int BINARY = -1;

    private final int mostCharacters;

    Vr(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    /** Whether a value is written in letters. */
    public boolean isText() {
        return mostCharacters != BINARY;
    }

    /** Whether one element may hold several texts, which a backslash parts. */
    boolean isMultiple() {
        return switch (this) {
            case LT, ST, UR, UT -> false;
            default -> isText();
        };
    }

    /** Whether values are numbers of 16 bits, whose bytes a big-endian file has the other way round. */
    public boolean isShorts() {
        return this == US || this == SS || this == OW;
    }

    /** Characters of the longest single value. */
    public int mostCharacters() {
        return mostCharacters;
    }

    /** Whether the length is written in 32 bits. */
    public boolean isLong() {
        return switch (this) {
            case OB, OW, SQ, UC, UR, UT -> true;
            default -> false;
        };
    }

    /** What makes a length even. */
    byte padding() {
        return (byte) (isText() && this != UI ? ' ' : 0);
    }
}
