package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class SignedLayerTest {

    @Test
    void coloursSayTheSignAndOpacityTheSize() {
        double[] grid = new double[16];
        grid[0] = 0.2;
        grid[15] = -0.4;
        BufferedImage overlay = SignedLayer.render(grid, 4, 4, 80, 80);
        int above = overlay.getRGB(9, 9);
        int below = overlay.getRGB(70, 70);
        assertThat(above & 0xFFFFFF).isEqualTo(SignedLayer.ABOVE);
        assertThat(below & 0xFFFFFF).isEqualTo(SignedLayer.BELOW);
        assertThat(below >>> 24).as("the largest").isGreaterThan(180);
        assertThat((below >>> 24) / (double) (above >>> 24)).isBetween(1.8, 2.2);
        assertThat(overlay.getRGB(9, 70) >>> 24).isZero();
    }

    @Test
    void noughtsEverywhereAreClear() {
        assertThat(SignedLayer.render(new double[4], 2, 2, 10, 10).getRGB(5, 5) >>> 24)
                .isZero();
    }
}
