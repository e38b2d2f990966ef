package org.xattnbmd.sdk.internal.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/** The packed sums against the plain definition of a block average. */
class ReducedPictureTest {

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyBlockIsTheAverageOfItsPixels(
            @ForAll @IntRange(min = 32, max = 90) int width,
            @ForAll @IntRange(min = 32, max = 80) int height,
            @ForAll @IntRange(max = 11) int left,
            @ForAll @IntRange(max = 7) int top,
            @ForAll @IntRange(min = 8, max = 60) int leastSide,
            @ForAll boolean mirrored,
            @ForAll long seed) {
        short[] grey = new short[width * height];
        Random random = new Random(seed);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) random.nextInt(65_536);
        }
        int regionWidth = width - left;
        int regionHeight = height - top;
        ReducedPicture reduced = ReducedPicture.of(
                new GreyPicture(grey, width, height),
                left,
                top,
                regionWidth,
                regionHeight,
                leastSide,
                mirrored,
                new Workspace());

        int factor = reduced.factor();
        assertThat(factor).isEqualTo(Math.max(1, Math.max(regionWidth, regionHeight) / leastSide));
        assertThat(reduced.width()).isEqualTo(regionWidth / factor);
        assertThat(reduced.height()).isEqualTo(regionHeight / factor);
        float least = Float.MAX_VALUE;
        float greatest = 0;
        for (int row = 0; row < reduced.height(); row++) {
            for (int column = 0; column < reduced.width(); column++) {
                int from = mirrored ? reduced.width() - 1 - column : column;
                float expected = average(
                        grey, width, reduced.originX() + from * factor, reduced.originY() + row * factor, factor);
                assertThat(reduced.values()[row * reduced.width() + column]).isEqualTo(expected);
                least = Math.min(least, expected);
                greatest = Math.max(greatest, expected);
            }
        }
        assertThat(reduced.minimum()).isEqualTo(least);
        assertThat(reduced.maximum()).isEqualTo(greatest);
    }

    private static float average(short[] grey, int width, int left, int top, int factor) {
        long sum = 0;
        for (int y = top; y < top + factor; y++) {
            for (int x = left; x < left + factor; x++) {
                sum += grey[y * width + x] & 0xFFFF;
            }
        }
        return sum * (1f / ((float) factor * factor));
    }
}
