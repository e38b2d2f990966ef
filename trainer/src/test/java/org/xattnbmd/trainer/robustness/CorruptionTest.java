package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;

class CorruptionTest {

    private static final int SIZE = 300;

    private static final List<Radiograph> PICTURES = List.of(Rows.radiograph(0, SIZE), Rows.radiograph(4, SIZE));

    /** Root-mean-square difference of two pictures' greys. */
    private static double distance(Radiograph a, Radiograph b) {
        float[] x = GreyImage.of(a).values();
        float[] y = GreyImage.of(b).values();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (double) (x[i] - y[i]);
        }
        return Math.sqrt(sum / x.length);
    }

    @ParameterizedTest
    @EnumSource(value = Corruption.class, mode = EnumSource.Mode.EXCLUDE, names = "WRONG_SIDE")
    void everyLevelIsFartherFromTheCleanPicture(Corruption corruption) {
        for (Radiograph clean : PICTURES) {
            double before = 0;
            for (int level = 1; level <= corruption.levels(); level++) {
                double now = distance(clean, corruption.apply(clean, level, 17));
                assertThat(now).as("%s level %d", corruption, level).isGreaterThan(before);
                before = now;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void sizeAndPixelSpacingStayAndTheOriginalIsNotTouched(Corruption corruption) {
        Radiograph clean = PICTURES.get(0);
        float[] before = GreyImage.of(clean).values();
        Radiograph changed = corruption.apply(clean, corruption.levels(), 3);
        assertThat(changed.width()).isEqualTo(SIZE);
        assertThat(changed.height()).isEqualTo(SIZE);
        assertThat(changed.spacingMillimetres()).isEqualTo(0.4);
        if (corruption != Corruption.WRONG_SIDE) {
            assertThat(changed.side()).isEqualTo(clean.side());
        }
        assertThat(GreyImage.of(clean).values()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void theSameSeedGivesTheSamePicture(Corruption corruption) {
        Radiograph clean = PICTURES.get(1);
        assertThat(GreyImage.of(corruption.apply(clean, 1, 8)).values())
                .isEqualTo(GreyImage.of(corruption.apply(clean, 1, 8)).values());
    }

    @ParameterizedTest
    @EnumSource(
            value = Corruption.class,
            names = {"NOISE", "SHIFT", "METAL"})
    void anotherSeedDrawsAnother(Corruption corruption) {
        Radiograph clean = PICTURES.get(1);
        assertThat(GreyImage.of(corruption.apply(clean, 3, 8)).values())
                .isNotEqualTo(GreyImage.of(corruption.apply(clean, 3, 9)).values());
    }

    @Test
    void theWrongSideIsTheOtherOneWithTheSamePixels() {
        Radiograph left = PICTURES.get(0).withSide(Side.LEFT);
        Radiograph wrong = Corruption.WRONG_SIDE.apply(left, 1, 1);
        assertThat(wrong.side()).isEqualTo(Side.RIGHT);
        assertThat(Corruption.WRONG_SIDE.apply(wrong, 1, 1).side()).isEqualTo(Side.LEFT);
        assertThat(GreyImage.of(wrong).values()).isEqualTo(GreyImage.of(left).values());
    }

    /** Ten bits in sixteen: an estimate must not see that a picture was only unpacked and packed again. */
    @Test
    void unpackingAndPackingAgainChangesNothingThatTheNetworkSees() {
        Radiograph clean = PICTURES.get(0);
        float[] seen = Preprocessing.v1(64, 64).apply(clean);
        float[] again = Preprocessing.v1(64, 64).apply(GreyImage.of(clean).toRadiograph(clean));
        for (int i = 0; i < seen.length; i++) {
            assertThat(again[i]).isBetween(seen[i] - 2e-3f, seen[i] + 2e-3f);
        }
    }

    @Test
    void aBlurSpreadsAPointAsAGaussianDoes() {
        for (double sigma : new double[] {1, 3.5, 4.2, 8}) {
            GreyImage point = new GreyImage(new float[101 * 101], 101, 101);
            point.values()[50 * 101 + 50] = 1;
            GreyImage blurred = ImageOperations.blur(point, sigma);
            double sum = 0;
            double variance = 0;
            for (int i = 0; i < blurred.values().length; i++) {
                double x = i % 101 - 50;
                sum += blurred.values()[i];
                variance += x * x * blurred.values()[i];
            }
            assertThat(sum).isBetween(0.999, 1.001);
            assertThat(Math.sqrt(variance)).isBetween(0.96 * sigma, 1.04 * sigma);
        }
    }

    @Test
    void aMoveMovesByTheGivenPixelsAndATurnOfAQuarterTurns() {
        GreyImage image = new GreyImage(new float[21 * 21], 21, 21);
        image.values()[10 * 21 + 13] = 1;
        GreyImage moved = ImageOperations.moved(image, 0, 4, -2);
        assertThat(moved.values()[8 * 21 + 17]).isEqualTo(1);
        GreyImage turned = ImageOperations.moved(image, 90, 0, 0);
        assertThat(turned.values()[13 * 21 + 10] + turned.values()[7 * 21 + 10]).isBetween(0.99f, 1.01f);
    }

    @Test
    void downsamplingKeepsTheMeanAndFlatStaysFlat() {
        GreyImage clean = GreyImage.of(PICTURES.get(0));
        GreyImage small = ImageOperations.downsampled(clean, 64);
        assertThat(mean(small)).isBetween(mean(clean) - 0.01, mean(clean) + 0.01);
        GreyImage flat = new GreyImage(new float[90 * 70], 90, 70);
        Arrays.fill(flat.values(), 0.25f);
        for (float v : ImageOperations.downsampled(flat, 33).values()) {
            assertThat(v).isBetween(0.2499f, 0.2501f);
        }
    }

    @Test
    void aPictureOfFewerPixelsThanAskedForStaysAsItIs() {
        GreyImage clean = GreyImage.of(PICTURES.get(0));
        assertThat(ImageOperations.downsampled(clean, 512).values()).isEqualTo(clean.values());
    }

    @Test
    void aPictureOfOneGreyCanBeCorruptedToo() {
        Radiograph blank = Radiograph.of(new short[80 * 80], 80, 80, PixelFormat.unsigned(12));
        for (Corruption corruption : Corruption.values()) {
            assertThat(corruption.apply(blank, 1, 1).width()).isEqualTo(80);
        }
    }

    private static double mean(GreyImage image) {
        double sum = 0;
        for (float v : image.values()) {
            sum += v;
        }
        return sum / image.values().length;
    }

    @Test
    void sharpeningAddsWhatABlurTakesAway() {
        GreyImage image = GreyImage.of(PICTURES.get(0));
        float[] smooth = ImageOperations.blur(image, 3).values();
        float[] sharp = ImageOperations.sharpened(image, 3, 2).values();
        for (int i = 0; i < sharp.length; i += 97) {
            float before = image.values()[i];
            assertThat(sharp[i] - before).isCloseTo(2 * (before - smooth[i]), within(1e-5f));
        }
    }

    @Test
    void aReducedPictureHoldsTheMeansOfWhatItsPixelsCover() {
        GreyImage image = new GreyImage(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 4, 2);

        GreyImage reduced = ImageOperations.reduced(image, 2, 1);

        assertThat(reduced.width()).isEqualTo(2);
        assertThat(reduced.height()).isEqualTo(1);
        assertThat(reduced.values()).containsExactly(2.5f, 4.5f);
    }
}
