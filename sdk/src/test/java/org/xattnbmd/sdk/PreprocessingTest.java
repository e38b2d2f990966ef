package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;

class PreprocessingTest {

    private static final int W = 400;
    private static final int H = 480;
    private static final PixelFormat FORMAT = PixelFormat.unsigned(16).withSide(Side.LEFT);

    private final Preprocessing preprocessing = Preprocessing.v1(128, 128);
    private final short[] hip = SyntheticHip.left(W, H, 1);

    @Test
    void outputIsRowMajorInUnitRangeAndUsesIt() {
        float[] pixels = preprocessing.apply(Radiograph.of(hip, W, H, FORMAT));

        assertThat(pixels).hasSize(128 * 128);
        for (float pixel : pixels) {
            assertThat(pixel).isBetween(0f, 1f);
        }
        assertThat(max(pixels)).isEqualTo(1f);
    }

    @Test
    void boneIsBrightWhateverThePolarity() {
        short[] inverted = hip.clone();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (short) ~inverted[i];
        }
        float[] plain = preprocessing.apply(Radiograph.of(hip, W, H, FORMAT));

        assertThat(preprocessing.apply(
                        Radiograph.of(inverted, W, H, FORMAT.withPhotometric(PixelFormat.Photometric.MONOCHROME1))))
                .isEqualTo(plain);
        assertThat(preprocessing.apply(Radiograph.of(inverted, W, H, FORMAT.withRescale(-10, 3000))))
                .isEqualTo(plain);
    }

    @Test
    void rightHipIsMirroredToLookLikeALeftOne() {
        float[] left = preprocessing.apply(Radiograph.of(hip, W, H, FORMAT));
        float[] right =
                preprocessing.apply(Radiograph.of(SyntheticHip.mirrored(hip, W), W, H, FORMAT.withSide(Side.RIGHT)));

        assertThat(distance(left, right)).isLessThan(1e-5);
    }

    @Test
    void callersArrayIsFilledWithTheSameAndItsPlaceOnThePictureIsTold() {
        Radiograph left = Radiograph.of(hip, W, H, FORMAT).withRegion(40, 60, 300, 150);
        float[] output = new float[128 * 128];
        BmdEstimate.Area area = preprocessing.apply(left, output);
        BmdEstimate.Area mirrored = preprocessing.apply(left.withSide(Side.RIGHT), new float[128 * 128]);

        assertThat(output).isEqualTo(preprocessing.apply(left));
        // A region twice as wide as high is padded above and below to a square.
        assertThat(area.width()).isEqualTo(area.height(), within(area.width() / 32));
        assertThat(area.x() + area.width() / 2).isEqualTo(190, within(15.0));
        assertThat(area.y() + area.height() / 2).isEqualTo(135, within(15.0));
        assertThat(mirrored).isEqualTo(area);
        assertThat(preprocessing.locate(left)).isEqualTo(area);
        assertRefused(BmdException.Code.INVALID_ARGUMENT, () -> preprocessing.apply(left, new float[128]));
    }

    @Test
    void shuttersOpenFieldAndMarkersDoNotSetTheWindow() {
        float[] plain = preprocessing.apply(Radiograph.of(hip, W, H, FORMAT).withRegion(40, 60, 300, 360));
        short[] shuttered = SyntheticHip.collimated(hip, W, 40, 60, 340, 420);
        short[] marked = SyntheticHip.painted(shuttered, W, 60, 380, 40, 30, 65_535);

        assertThat(meanDistance(plain, preprocessing.apply(Radiograph.of(shuttered, W, H, FORMAT))))
                .isLessThan(0.02);
        assertThat(meanDistance(plain, preprocessing.apply(Radiograph.of(marked, W, H, FORMAT))))
                .isLessThan(0.05);
    }

    @Test
    void aspectIsKeptWithPadding() {
        float[] pixels = preprocessing.apply(Radiograph.of(hip, W, H, FORMAT).withRegion(0, 0, 300, 150));

        assertThat(pixels[0]).isZero();
        assertThat(pixels[64 * 128 + 64]).isPositive();
        for (int x = 0; x < 128; x++) {
            assertThat(pixels[x]).isZero();
            assertThat(pixels[127 * 128 + x]).isZero();
        }
    }

    @Test
    void knownPixelSizeGivesAPhysicalScale() {
        Preprocessing physical = preprocessing.withFieldOfView(100);
        Radiograph radiograph = Radiograph.of(hip, W, H, FORMAT);
        PreparedRadiograph prepared = PreparedRadiograph.prepare(
                physical, radiograph.withSpacing(0.5).view(), null, new Workspace(), new float[128 * 128]);

        assertThat(prepared.placement().width()).isCloseTo(200, within(4.0));
        assertThat(physical.apply(radiograph)).isEqualTo(preprocessing.apply(radiograph));
    }

    @Test
    void singleGreyIsRefused() {
        Radiograph blank = Radiograph.of(new short[W * H], W, H, FORMAT);

        assertThatThrownBy(() -> preprocessing.apply(blank))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(BmdException.Code.IMAGE_BLANK));
    }

    private static double distance(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    private static double meanDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
