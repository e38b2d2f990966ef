package org.xattnbmd.sdk.internal.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

class ExposedFieldTest {

    private static final int SIDE = 100;

    /** Grey rises from 10,000 at the left to 40,000 at the right. */
    private static short[] ramp() {
        short[] grey = new short[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) (10_000 + 30_000 * (i % SIDE) / SIDE);
        }
        return grey;
    }

    private static void fill(short[] grey, int left, int top, int right, int bottom, int value) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                grey[y * SIDE + x] = (short) value;
            }
        }
    }

    private static ExposedField find(short[] grey) {
        Workspace workspace = new Workspace();
        ReducedPicture picture =
                ReducedPicture.of(new GreyPicture(grey, SIDE, SIDE), 0, 0, SIDE, SIDE, SIDE, false, workspace);
        return ExposedField.find(picture, 0.9, 0.02, 1, 99, workspace);
    }

    @Test
    void blackShuttersOnThreeSidesAreTakenOff() {
        short[] grey = ramp();
        fill(grey, 0, 0, 12, SIDE, 0);
        fill(grey, 0, 0, SIDE, 7, 0);
        fill(grey, 0, 80, SIDE, SIDE, 0);
        ExposedField field = find(grey);

        assertThat(field.x()).isEqualTo(12);
        assertThat(field.y()).isEqualTo(7);
        assertThat(field.height()).isEqualTo(73);
        assertThat(field.low()).isCloseTo(10_000 + 300 * 13, within(700.0));
        assertThat(field.coverage()).isCloseTo(field.width() * 73 / 10_000.0, within(1e-9));
    }

    @Test
    void whiteBandAndBlackShutterTogether() {
        short[] grey = ramp();
        fill(grey, 0, 0, 15, SIDE, 65_535);
        fill(grey, 0, 90, SIDE, SIDE, 0);
        ExposedField field = find(grey);

        assertThat(field.x()).isEqualTo(15);
        assertThat(field.y() + field.height()).isEqualTo(90);
        assertThat(field.high()).isLessThan(41_000);
    }

    @Test
    void turnedShuttersLeaveWedgesThatDoNotSetTheWindow() {
        short[] grey = ramp();
        for (int y = 0; y < SIDE; y++) {
            fill(grey, 0, y, 5 + y / 12, y + 1, 0);
        }
        ExposedField field = find(grey);

        assertThat(field.x()).isBetween(5, 13);
        assertThat(field.low()).isGreaterThan(10_500);
    }

    @Test
    void markerInsideTheFieldDoesNotSetTheWindow() {
        short[] grey = ramp();
        fill(grey, 60, 60, 75, 75, 65_535);
        ExposedField field = find(grey);

        assertThat(field.width()).isGreaterThan(95);
        assertThat(field.high()).isLessThan(41_000);
        assertThat(field.saturatedShare()).isCloseTo(0.0225, within(0.03));
    }

    @Test
    void binaryPictureFallsBackToAllItsPixels() {
        short[] grey = new short[SIDE * SIDE];
        fill(grey, 30, 30, 70, 70, 50_000);
        ExposedField field = find(grey);

        assertThat(field.width()).isEqualTo(SIDE);
        assertThat(field.low()).isLessThan(field.high());
        assertThat(field.saturatedShare()).isEqualTo(1);
    }

    @Test
    void singleGreyIsRefused() {
        assertThatThrownBy(() -> find(new short[SIDE * SIDE]))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(BmdException.Code.IMAGE_BLANK));
    }
}
