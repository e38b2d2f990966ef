package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {

    @ParameterizedTest
    @ValueSource(ints = {64, 97, 130})
    void aPyramidWithoutGainsIsThePicture(int n) {
        float[] picture = noise(n);
        float[] again = new Pyramid(picture.clone(), n).collapse();
        for (int p = 0; p < picture.length; p++) {
            assertThat(again[p]).isCloseTo(picture[p], within(1e-4f));
        }
    }

    @Test
    void aGainOnOneOctaveActsThere() {
        int n = 128;
        float[] fine = waves(n, 2.4);
        float[] coarse = waves(n, 24);
        Pyramid a = new Pyramid(fine.clone(), n);
        a.equalise(0, 2, 0);
        Pyramid b = new Pyramid(coarse.clone(), n);
        b.equalise(0, 2, 0);
        assertThat(deviation(a.collapse()) / deviation(fine)).isGreaterThan(1.6);
        assertThat(deviation(b.collapse()) / deviation(coarse)).isCloseTo(1, within(0.1));
    }

    @Test
    void aBoostLiftsFaintDetailsMore() {
        int n = 128;
        float[] both = waves(n, 4);
        for (int p = 0; p < both.length; p++) {
            both[p] *= p % n < n / 2 ? 0.02f : 1;
        }
        Pyramid pyramid = new Pyramid(both.clone(), n);
        for (int k = 0; k < pyramid.details(); k++) {
            pyramid.equalise(k, 1, 2);
        }
        float[] after = pyramid.collapse();
        assertThat(half(after, n, 0) / half(both, n, 0)).isGreaterThan(1.3 * half(after, n, 1) / half(both, n, 1));
    }

    @Test
    void jpegKeepsAFlatPictureAndLosesMoreAtLowerQuality() {
        int n = 64;
        float[] flat = new float[n * n];
        Arrays.fill(flat, 128);
        JpegBlocks.apply(flat, n, 50);
        for (float v : flat) {
            assertThat(v).isCloseTo(128, within(0.01f));
        }
        assertThat(loss(100)).isLessThan(1);
        assertThat(loss(45)).isGreaterThan(2 * loss(90));
    }

    private static double loss(int quality) {
        int n = 64;
        float[] grey = noise(n);
        for (int p = 0; p < grey.length; p++) {
            grey[p] = 128 + 60 * grey[p];
        }
        float[] after = grey.clone();
        JpegBlocks.apply(after, n, quality);
        double sum = 0;
        for (int p = 0; p < grey.length; p++) {
            sum += Math.abs(after[p] - grey[p]);
        }
        return sum / grey.length;
    }

    @Test
    void annotationOnlyBrightens() {
        int written = 0;
        for (int i = 0; i < 12; i++) {
            float[] grey = new float[96 * 96];
            Annotation.write(grey, 96, Rng.stream(1, i, Rng.Purpose.CONSOLE));
            for (float v : grey) {
                assertThat(v).isBetween(0f, 1f);
                written += v > 0.5f ? 1 : 0;
            }
        }
        assertThat(written).isGreaterThan(100);
    }

    @Test
    void localContrastMeasuresTheOctaveThatIsThere() {
        float[] picture = waves(448, 10);
        double[] bands = LocalContrast.bands(picture, 224, 224);
        int strongest = 0;
        for (int k = 1; k < bands.length; k++) {
            strongest = bands[k] > bands[strongest] ? k : strongest;
        }
        assertThat(LocalContrast.BLURS[strongest]).isBetween(1.6, 3.2);
    }

    private static float[] noise(int n) {
        Rng rng = Rng.stream(2, n, Rng.Purpose.TEXTURE);
        float[] a = new float[n * n];
        for (int p = 0; p < a.length; p++) {
            a[p] = (float) rng.uniform(-1, 1);
        }
        return a;
    }

    private static float[] waves(int n, double period) {
        float[] a = new float[n * n];
        for (int p = 0; p < a.length; p++) {
            a[p] = (float) StrictMath.sin(2 * Math.PI * (p % n) / period);
        }
        return a;
    }

    private static double half(float[] a, int n, int side) {
        double squares = 0;
        for (int p = 0; p < a.length; p++) {
            int i = p % n;
            if (i > 8 + side * n / 2 && i < n / 2 - 8 + side * n / 2) {
                squares += a[p] * a[p];
            }
        }
        return Math.sqrt(squares);
    }

    private static double deviation(float[] a) {
        double squares = 0;
        for (float v : a) {
            squares += v * v;
        }
        return Math.sqrt(squares / a.length);
    }
}
