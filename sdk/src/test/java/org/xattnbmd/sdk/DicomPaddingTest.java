package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/** Pixels that are declared to be no picture neither set the grey window nor count as exposed field. */
class DicomPaddingTest {

    private static final int WIDTH = 240;
    private static final int HEIGHT = 200;
    private static final int BITS = 12;
    private static final int BORDER = 20;
    private static final double MOST_MOVED = 0.005;
    private static final Preprocessing INPUT = Preprocessing.v1(64, 64);

    /** Greys of 12 bits, 600 to 3,000: well inside of the range. */
    private final int[] grey = grey();

    @ParameterizedTest
    @CsvSource({
        "MONOCHROME2, false, 1, 0, 0",
        "MONOCHROME2, false, 1, 4095, 4095",
        "MONOCHROME2, false, 1, 0, 500",
        "MONOCHROME2, false, 1, 500, 0",
        "MONOCHROME2, false, -1, 4000, 4095",
        "MONOCHROME1, false, 1, 4000, 4095",
        "MONOCHROME1, false, 1, 0, 300",
        "MONOCHROME1, false, -1, 0, 300",
        "MONOCHROME2, true, 1, -2048, -2048",
        "MONOCHROME2, true, 1, -2048, -1700",
        "MONOCHROME2, true, 1, 1500, 2047",
        "MONOCHROME1, true, 1, 2000, 1500"
    })
    void paddingAroundThePictureChangesNothing(String photometric, boolean signed, int slope, int value, int limit) {
        boolean inverted = photometric.equals("MONOCHROME1") != slope < 0;
        short[] bare = stored(inverted, signed);
        short[] padded = bare.clone();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (border(x, y)) {
                    // Whatever lies from the value to the limit.
                    padded[y * WIDTH + x] = (short) (value + (long) (limit - value) * (x + y) / (WIDTH + HEIGHT));
                }
            }
        }
        DicomWriter writer = writer(padded, photometric, signed, slope).unsigned(0x00280120, value);
        if (limit != value) {
            writer.unsigned(0x00280121, limit);
        }

        Radiograph with = DicomExam.read(writer);
        Radiograph without = DicomExam.read(writer(bare, photometric, signed, slope));
        assertSame(INPUT.apply(with), INPUT.apply(inside(without)));
    }

    @Test
    void paddingDoesNotHideTheOpenFieldThatIsDarkest() {
        short[] open = stored(false, false);
        short[] padded = open.clone();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean band = x > WIDTH / 2 && x < WIDTH / 2 + 12;
                open[y * WIDTH + x] = band ? 300 : open[y * WIDTH + x];
                padded[y * WIDTH + x] = border(x, y) ? 0 : open[y * WIDTH + x];
            }
        }

        float[] with = INPUT.apply(
                DicomExam.read(writer(padded, "MONOCHROME2", false, 1).unsigned(0x00280120, 0)));

        assertSame(with, INPUT.apply(inside(DicomExam.read(writer(open, "MONOCHROME2", false, 1)))));
    }

    /** The whole [0, 1] is the window; quantiles over more pixels move its ends by a few thousandths at most. */
    private static void assertSame(float[] with, float[] without) {
        double worst = 0;
        for (int i = 0; i < with.length; i++) {
            worst = Math.max(worst, Math.abs(with[i] - without[i]));
        }
        assertThat(worst).isLessThan(MOST_MOVED);
    }

    private static DicomWriter writer(short[] stored, String photometric, boolean signed, int slope) {
        return new DicomWriter(DicomWriter.EXPLICIT, stored, WIDTH, HEIGHT)
                .bits(16, BITS, BITS - 1, signed)
                .text(0x00280004, "CS", photometric)
                .text(0x00281053, "DS", Integer.toString(slope))
                .text(0x00281052, "DS", "0");
    }

    private static Radiograph inside(Radiograph radiograph) {
        return radiograph.withRegion(BORDER, BORDER, WIDTH - 2 * BORDER, HEIGHT - 2 * BORDER);
    }

    private static boolean border(int x, int y) {
        return x < BORDER || x >= WIDTH - BORDER || y < BORDER || y >= HEIGHT - BORDER;
    }

    private short[] stored(boolean inverted, boolean signed) {
        short[] stored = new short[grey.length];
        for (int i = 0; i < stored.length; i++) {
            int value = inverted ? 4095 - grey[i] : grey[i];
            stored[i] = (short) (signed ? value - 2048 : value);
        }
        return stored;
    }

    private static int[] grey() {
        short[] hip = SyntheticHip.left(WIDTH, HEIGHT, 3);
        int[] grey = new int[hip.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = 600 + (hip[i] & 0xFFFF) * 2400 / 65535;
        }
        return grey;
    }
}
