package org.xattnbmd.sdk.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.PixelFormat.Photometric;

class RawPixelsTest {

    private static final int HEIGHT = 32;

    @Property(tries = 300)
    void fourPixelsAtATimeAreAsOneByOne(
            @ForAll @IntRange(min = 8, max = 16) int bits,
            @ForAll boolean signed,
            @ForAll Photometric photometric,
            @ForAll @IntRange(min = 32, max = 70) int width,
            @ForAll long seed) {
        short[] stored = values(width, seed);
        PixelFormat format =
                (signed ? PixelFormat.signed(bits) : PixelFormat.unsigned(bits)).withPhotometric(photometric);

        assertThat(RawPixels.toGrey(stored, width, HEIGHT, format).words())
                .isEqualTo(new GreyPicture(oneByOne(stored, format), width, HEIGHT).words());
    }

    @Property(tries = 300)
    void paddingCountsOnlyWhereItIs(
            @ForAll @IntRange(min = 8, max = 16) int bits,
            @ForAll boolean there,
            @ForAll boolean signed,
            @ForAll @IntRange(min = 32, max = 70) int width,
            @ForAll long seed) {
        short[] stored = values(width, seed);
        int mask = (1 << bits) - 1;
        int padding = new Random(~seed).nextInt(mask + 1);
        for (int i = 0; i < stored.length; i++) {
            stored[i] ^= (short) ((stored[i] & mask) == padding ? 1 : 0);
        }
        PixelFormat format = signed ? PixelFormat.signed(bits) : PixelFormat.unsigned(bits);
        short[] expected = oneByOne(stored, format);
        if (there) {
            int at = new Random(seed + 1).nextInt(stored.length);
            stored[at] = (short) (stored[at] & ~mask | padding);
            expected[at] = darkestBut(expected, at);
        }

        assertThat(RawPixels.toGrey(stored, width, HEIGHT, format.withPadding(padding))
                        .pixels())
                .isEqualTo(expected);
    }

    /** Few values, so that one of them is found often, with anything in the bits above. */
    private static short[] values(int width, long seed) {
        Random random = new Random(seed);
        short[] stored = new short[width * HEIGHT];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (short) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
        }
        return stored;
    }

    private static short[] oneByOne(short[] stored, PixelFormat format) {
        int bits = format.bitsStored();
        int mask = (1 << bits) - 1;
        short[] grey = new short[stored.length];
        for (int i = 0; i < grey.length; i++) {
            int value = stored[i] & mask;
            int rank = format.signed() ? (value + (1 << bits - 1)) & mask : value;
            boolean dark = format.photometric() == Photometric.MONOCHROME1;
            grey[i] = GreyPicture.stretch(dark ? mask - rank : rank, bits);
        }
        return grey;
    }

    /** The darkest grey of the others, single dead pixels aside. */
    private static short darkestBut(short[] grey, int at) {
        int[] others = new int[grey.length - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = grey[i < at ? i : i + 1] & 0xFFFF;
        }
        Arrays.sort(others);
        return (short) others[(int) (GreyPicture.EXTREME_QUANTILE * others.length)];
    }
}
