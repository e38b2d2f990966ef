package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.dicom.DicomHeader.Bits;

/**
 * From decoded cells to stored values in their low bits (DICOM PS3.5, 8.1.1). A codestream of fewer bits than the header has keeps
 * its value in its own low bits and its sign in its own highest one, whatever High Bit and Bits Stored say.
 */
final class StoredBits {

    /** Single hot or dead pixels, and no more, may lie outside. */
    private static final double FEW = 0.0005;

    private StoredBits() {}

    /**
     * What lossy coding made of the largest stored value, where its codestream has room for more, is that value again.
     *
     * @param most how far above it may lie
     */
    static void cutOvershoot(short[] cells, DicomHeader header, int most) {
        Bits bits = header.bits();
        int largest = (1 << bits.stored()) - 1;
        for (int i = 0; !bits.signed() && bits.high() == bits.stored() - 1 && i < cells.length; i++) {
            int value = cells[i] & 0xFFFF;
            cells[i] = (short) (value > largest && value - largest <= most ? largest : value);
        }
    }

    /**
     * Changes the cells in place.
     *
     * @param precision bits of a cell that the coding has: all that are allocated, or those of the codestream
     */
    static short[] align(short[] cells, Dataset set, DicomHeader header, int precision) {
        Bits bits = header.bits();
        if (precision > bits.high() + 1) {
            checkAbove(cells, set, header);
        }
        int shift = precision > bits.high() ? bits.high() + 1 - bits.stored() : 0;
        int unused = Integer.SIZE - precision;
        boolean extend = bits.signed() && precision < bits.stored();
        for (int i = 0; (shift > 0 || extend) && i < cells.length; i++) {
            cells[i] = (short) (extend ? cells[i] << unused >> unused : (cells[i] & 0xFFFF) >>> shift);
        }
        return cells;
    }

    /**
     * Bits above the high one are overlays that the header declares, copies of the sign, or padding. If they are anything else,
     * the header is wrong about the bits, and the values without them would wrap round.
     */
    private static void checkAbove(short[] cells, Dataset set, DicomHeader header) {
        int high = header.bits().high();
        int overlays = 0;
        for (int group = 0x6000; group <= 0x601E; group += 2) {
            int position = set.unsigned16(group << 16 | Tag.OVERLAY_BIT_POSITION, 0);
            overlays |= position > high && position < Short.SIZE ? 1 << position : 0;
        }
        int above = (0xFFFF << high + 1 & 0xFFFF) & ~overlays;
        int sign = header.bits().signed() ? 1 << high : 0;
        int wrong = 0;
        for (short cell : cells) {
            int outside = cell & above;
            boolean extended = (cell & sign) != 0 && outside == above;
            boolean padding = header.padding() != null
                    && ((cell & 0xFFFF) == header.padding().value()
                            || (cell & 0xFFFF) == header.padding().limit());
            wrong += outside != 0 && !extended && !padding ? 1 : 0;
        }
        if (wrong > FEW * cells.length) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT,
                    "The DICOM header is wrong about its pixels: they use bits above the highest that it says are stored ("
                            + high + "). Have Bits Stored and High Bit corrected where the file comes from.");
        }
    }
}
