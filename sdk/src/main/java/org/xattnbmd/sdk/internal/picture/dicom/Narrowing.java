package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * Brings numbers of any range to 16 bits by a linear change, on which an estimate does not depend. Whole numbers of which none is
 * more than 65,535 above another keep their differences: the least becomes 0. Others are scaled so that they fill 16 bits, the
 * outermost 0.05 % at either end left aside: single hot or dead pixels would take the others their detail.
 */
final class Narrowing {

    private static final int WHITE = 0xFFFF;

    /** So many pixels, spread evenly, say where the outermost begin. */
    private static final int SAMPLED = 1 << 20;

    private final IntToDoubleFunction values;
    private final int count;
    private double paddingFrom = Double.NaN;
    private double paddingTo = Double.NaN;

    Narrowing(IntToDoubleFunction values, int count) {
        this.values = values;
        this.count = count;
    }

    /** Leaves out pixels that are no picture: of a value, or from it to a limit; NaN where there is none. */
    Narrowing without(double value, double limit) {
        paddingFrom = Double.isNaN(limit) ? value : Math.min(value, limit);
        paddingTo = Double.isNaN(limit) ? value : Math.max(value, limit);
        return this;
    }

    StoredPixels pixels() {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean whole = true;
        for (int i = 0; i < count; i++) {
            double value = values.applyAsDouble(i);
            if (isPadding(value)) {
                continue;
            }
            if (!Double.isFinite(value)) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED,
                        "Expected floating-point pixels that are numbers, received one that is none and no padding. Export"
                                + " the picture as integers.");
            }
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            whole &= value == Math.rint(value);
        }
        // 0 is kept for pixels that are no picture, where the header knows such pixels.
        int black = Double.isNaN(paddingFrom) ? 0 : 1;
        if (whole && greatest - least <= WHITE - black) {
            return linear(black, least, least + WHITE - black);
        }
        double[] inner = inner();
        return inner[0] < inner[1] ? linear(black, inner[0], inner[1]) : linear(black, least, greatest);
    }

    /** The values at which the outermost ones begin. */
    private double[] inner() {
        int step = Math.max(1, count / SAMPLED);
        double[] sample = new double[(count + step - 1) / step];
        int taken = 0;
        for (int i = 0; i < count; i += step) {
            double value = values.applyAsDouble(i);
            if (!isPadding(value)) {
                sample[taken++] = value;
            }
        }
        Arrays.sort(sample, 0, taken);
        int outer = (int) (GreyPicture.EXTREME_QUANTILE * taken);
        return taken == 0 ? new double[2] : new double[] {sample[outer], sample[taken - 1 - outer]};
    }

    private StoredPixels linear(int black, double from, double to) {
        // Halved, so that no difference is too large for a double.
        double half = to / 2 - from / 2;
        short[] narrow = new short[count];
        for (int i = 0; i < count; i++) {
            double value = values.applyAsDouble(i);
            if (!isPadding(value)) {
                double share = half > 0 ? Math.max(0, Math.min((value / 2 - from / 2) / half, 1)) : 0;
                narrow[i] = (short) (black + Math.rint(share * (WHITE - black)));
            }
        }
        return new StoredPixels(narrow, Short.SIZE, false, black == 0 ? null : 0);
    }

    private boolean isPadding(double value) {
        return value >= paddingFrom && value <= paddingTo;
    }
}
