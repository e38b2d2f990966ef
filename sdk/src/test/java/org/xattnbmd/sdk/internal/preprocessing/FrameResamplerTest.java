package org.xattnbmd.sdk.internal.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/** A frame between the pixels against the plain definition: the mean of the area that an output pixel covers. */
class FrameResamplerTest {

    private static final int SIDE = 24;

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anOutputPixelIsTheMeanOfWhatItCovers(
            @ForAll @IntRange(min = 32, max = 70) int width,
            @ForAll @IntRange(min = 32, max = 70) int height,
            @ForAll @DoubleRange(min = -20, max = 40) double left,
            @ForAll @DoubleRange(min = -20, max = 40) double top,
            @ForAll @DoubleRange(min = 1, max = 3) double step,
            @ForAll long seed) {
        short[] grey = new short[width * height];
        Random random = new Random(seed);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) random.nextInt(65_536);
        }
        try (RowWorkers workers = new RowWorkers(2)) {
            Workspace workspace = new Workspace(workers);
            ReducedPicture whole = ReducedPicture.of(
                    new GreyPicture(grey, width, height), 0, 0, width, height, width + height, false, workspace);
            float[] output = new float[SIDE * SIDE];
            FrameResampler.resample(whole, left, top, step, step, SIDE, SIDE, workspace, output);

            for (int row = 0; row < SIDE; row++) {
                for (int column = 0; column < SIDE; column++) {
                    double expected = mean(grey, width, height, left + column * step, top + row * step, step);
                    float found = output[row * SIDE + column];
                    if (isOnAnEdge(left + (column + 0.5) * step, width)
                            || isOnAnEdge(top + (row + 0.5) * step, height)) {
                        continue;
                    }
                    if (Double.isNaN(expected)) {
                        assertThat(found).isNaN();
                    } else {
                        // Greys up to 65535 in float32, a handful of them added up: 24 bits less a few.
                        assertThat((double) found).isCloseTo(expected, within(0.05));
                    }
                }
            }
        }
    }

    /** On which side of it a middle lies is decided by how its coordinate is rounded. */
    private static boolean isOnAnEdge(double middle, int side) {
        return Math.min(Math.abs(middle), Math.abs(middle - side)) < 1e-9;
    }

    /** NaN where the middle lies beyond the picture. */
    private static double mean(short[] grey, int width, int height, double x, double y, double step) {
        double middleX = x + step / 2;
        double middleY = y + step / 2;
        if (middleX < 0 || middleX >= width || middleY < 0 || middleY >= height) {
            return Double.NaN;
        }
        double sum = 0;
        double area = 0;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double wide = Math.min(x + step, column + 1) - Math.max(x, column);
                double high = Math.min(y + step, row + 1) - Math.max(y, row);
                if (wide > 0 && high > 0) {
                    sum += (grey[row * width + column] & 0xFFFF) * wide * high;
                    area += wide * high;
                }
            }
        }
        return sum / area;
    }
}
