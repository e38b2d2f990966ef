package org.xattnbmd.sdk.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GreyPictureTest {

    @Property(tries = 50)
    void packingKeepsEveryPixel(@ForAll @IntRange(min = 32, max = 70) int width, @ForAll long seed) {
        short[] grey = new short[width * 40];
        Random random = new Random(seed);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) random.nextInt(65_536);
        }
        GreyPicture picture = new GreyPicture(grey, width, 40);

        assertThat(picture.pixels()).isEqualTo(grey);
        assertThat(picture.grey(width - 1, 39)).isEqualTo(grey[grey.length - 1] & 0xFFFF);
    }

    @Property
    void stretchingKeepsBlackWhiteAndOrder(
            @ForAll @IntRange(min = 1, max = 16) int bits, @ForAll @IntRange(max = 65_535) int any) {
        int top = (1 << bits) - 1;
        int value = any & top;

        assertThat(GreyPicture.stretch(0, bits)).isZero();
        assertThat(GreyPicture.stretch(top, bits) & 0xFFFF).isEqualTo(65_535);
        assertThat(GreyPicture.stretch(value, bits) & 0xFFFF)
                .as("the original bits come first")
                .satisfies(stretched -> assertThat(stretched >> (16 - bits)).isEqualTo(value));
    }
}
