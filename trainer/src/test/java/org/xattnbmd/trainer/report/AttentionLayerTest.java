package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.ExampleRadiograph.Attention;

class AttentionLayerTest {

    @Test
    void passesThroughTheCellCentres() {
        double[] grid = {0, 1, 2, 3, 4, 5};
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 3; c++) {
                assertThat(AttentionLayer.sample(grid, 2, 3, r, c)).isEqualTo(grid[r * 3 + c], within(1e-12));
            }
        }
    }

    @Test
    void isBrightestWhereTheAttentionIsAndClearWhereThereIsNone() {
        float[] grid = new float[16];
        grid[1 * 4 + 2] = 0.7f;
        BufferedImage overlay = AttentionLayer.render(new Attention(4, 4, grid, Region.WHOLE), 80, 80);
        assertThat(overlay.getRGB(50, 30) & 0xFFFFFF).isEqualTo(0xFCFFA4);
        assertThat(overlay.getRGB(50, 30) >>> 24).isGreaterThan(200);
        assertThat(overlay.getRGB(5, 75) >>> 24).isZero();
    }

    @Test
    void noAttentionAnywhereIsClear() {
        BufferedImage overlay = AttentionLayer.render(new Attention(2, 2, new float[4], Region.WHOLE), 10, 10);
        assertThat(overlay.getRGB(5, 5) >>> 24).isZero();
    }

    @Test
    void sixteenBitPicturesAreWindowedAndLargeOnesShrunk() throws Exception {
        BufferedImage raw = new BufferedImage(900, 600, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 900; x++) {
                raw.getRaster().setSample(x, y, 0, 100 + x);
            }
        }
        Picture picture = Picture.decode(ExampleRadiograph.png(raw));
        assertThat(picture.width()).isEqualTo(300);
        assertThat(picture.height()).isEqualTo(200);
        assertThat(picture.grey()[0] & 0xFF).isZero();
        assertThat(picture.grey()[150] & 0xFF).isBetween(122, 133);
        assertThat(picture.grey()[299] & 0xFF).isEqualTo(255);
    }

    @Test
    void eightBitPicturesKeepTheirGrey() throws Exception {
        BufferedImage raw = new BufferedImage(4, 2, BufferedImage.TYPE_BYTE_GRAY);
        raw.getRaster().setSample(3, 1, 0, 77);
        assertThat(Picture.decode(ExampleRadiograph.png(raw)).grey()[7]).isEqualTo((byte) 77);
    }

    @Test
    void peakIsToldAgainstChance() {
        assertThat(ExampleCards.peakOverChance(grid(1, 1, 1, 1))).isEqualTo(1);
        assertThat(ExampleCards.peakOverChance(grid(0, 0, 0, 1))).isEqualTo(4);
        assertThat(ExampleCards.peakOverChance(grid(0, 0, 0, 0))).isNaN();
    }

    @Test
    void refusesGridsThatDoNotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> grid(1, 2)).withMessageContaining("received 2");
        assertThatIllegalArgumentException().isThrownBy(() -> grid(1, 2, 3, Float.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Region(0, 0, 0, 1));
    }

    private static ExampleRadiograph grid(float... values) {
        return new ExampleRadiograph(
                "", new byte[0], new Attention(2, 2, values, Region.WHOLE), Optional.empty(), 1, 1, new Interval(0, 1));
    }
}
