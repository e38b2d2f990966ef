package org.xattnbmd.trainer.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.explanation.IntegratedGradients.Attribution;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.TinyNetworks;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.report.TestedMap;
import org.xattnbmd.trainer.training.Gradients;

class IntegratedGradientsTest {

    private static final int SIZE = TinyNetworks.SIZE;
    private static final float[] BOX = {0.45f, 0.55f, 0.25f, 0.3f};

    private interface Use {
        void of(HeldSubject subject);
    }

    private static void withNetwork(boolean localized, Use use) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed(12);
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, localized), manager);
            NamedParameters.of(network).values().forEach(p -> p.freeze(true));
            use.of(new HeldSubject(network, manager, new float[] {81, 1, Float.NaN, 2}, BOX));
        }
    }

    /** Light that falls off from a place. */
    private static float[] picture(double x, double y) {
        float[] pixels = new float[SIZE * SIZE];
        Random random = new Random(4);
        for (int i = 0; i < pixels.length; i++) {
            double distance = Math.hypot((i % SIZE + 0.5) / SIZE - x, (i / SIZE + 0.5) / SIZE - y);
            pixels[i] = (float) (0.8 * Math.exp(-6 * distance * distance) + 0.1 * random.nextDouble());
        }
        return pixels;
    }

    /** With 128 steps their sum misses the difference of the estimates by less than 1 % of what they add and take away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attributionsAddUpToTheDifferenceOfTheEstimates(boolean localized) {
        float[] baseline = picture(0.5, 0.5);
        float[] picture = picture(0.3, 0.6);
        withNetwork(localized, subject -> {
            Attribution fine = new IntegratedGradients(baseline, 128).of(subject, picture);
            Attribution coarse = new IntegratedGradients(baseline, 1).of(subject, picture);
            double difference = fine.estimate() - fine.baselineEstimate();
            assertThat(Math.abs(difference)).isGreaterThan(1e-3);
            double moved = Arrays.stream(fine.pixels()).map(Math::abs).sum();
            assertThat(fine.gap()).isLessThan(0.01 * moved);
            assertThat(fine.sum()).isCloseTo(difference, within(0.15 * Math.abs(difference)));
            assertThat(fine.gap()).isLessThan(coarse.gap());
            assertThat(fine.pixels()).hasSize(SIZE * SIZE);
        });
    }

    @Test
    void gradientsAreThoseOfTheEstimateForEachPictureAlone() {
        float[] one = picture(0.3, 0.6);
        float[] two = picture(0.6, 0.4);
        Random random = new Random(8);
        float[] direction = new float[one.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) Math.signum(one[i] - 0.4) * random.nextFloat();
        }
        withNetwork(true, subject -> {
            double[] gradients = subject.gradients(List.of(one, two));
            double slope = 0;
            for (int i = 0; i < gradients.length; i++) {
                slope += gradients[i] * direction[i];
            }
            // Short, or it steps over the kinks of ReLU and pooling.
            double step = 1e-4;
            double[] moved = subject.estimates(List.of(
                    moved(one, direction, step),
                    moved(one, direction, -step),
                    moved(two, direction, step),
                    moved(two, direction, -step)));
            double expected = (moved[0] - moved[1] + moved[2] - moved[3]) / (2 * step);
            assertThat(slope).isCloseTo(expected, within(0.1 * Math.abs(expected)));
        });
    }

    private static float[] moved(float[] picture, float[] direction, double by) {
        float[] moved = new float[picture.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (picture[i] + by * direction[i]);
        }
        return moved;
    }

    /** 0.02 for each unit of grey in a part of the picture, nothing elsewhere. */
    private static final class Bright implements PictureFunction {

        private static double weight(int pixel) {
            return pixel % SIZE < SIZE / 4 && pixel / SIZE < SIZE / 2 ? 0.02 : 0;
        }

        @Override
        public double[] estimates(List<float[]> pictures) {
            return pictures.stream()
                    .mapToDouble(picture -> {
                        double sum = 0.3;
                        for (int i = 0; i < picture.length; i++) {
                            sum += weight(i) * picture[i];
                        }
                        return sum;
                    })
                    .toArray();
        }

        @Override
        public double[] gradients(List<float[]> pictures) {
            double[] sum = new double[SIZE * SIZE];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = pictures.size() * weight(i);
            }
            return sum;
        }
    }

    /** Where estimates are sums over pixels all is known: attributions, occlusion and what deletion must find. */
    @Test
    void ofASumEachPixelHasItsShareAndDeletionFindsIt() {
        Bright bright = new Bright();
        CellGrid grid = new CellGrid(TinyNetworks.config(FusionStrategy.BOTH, false), null);
        float[] baseline = new float[SIZE * SIZE];
        float[] picture = picture(0.1, 0.2);
        Attribution attribution = new IntegratedGradients(baseline, 3).of(bright, picture);
        assertThat(attribution.gap()).isLessThan(1e-9);
        assertThat(attribution.pixels()[5]).isCloseTo(0.02 * picture[5], within(1e-9));
        assertThat(attribution.pixels()[SIZE - 1]).isZero();

        Deletions deletions = new Deletions(bright, grid, picture, baseline, attribution.estimate());
        double[] sums = grid.sums(attribution.pixels());
        assertThat(grid.cells()).isEqualTo(16);
        assertThat(deletions.occlusion()).containsExactly(sums, within(1e-6));
        TestedMap map = deletions.test("sum", sums, true);
        assertThat(map.cells()).isEqualTo(2);
        assertThat(map.change()).as("both cells that count are gone").isCloseTo(-attribution.sum(), within(1e-6));
        assertThat(map.holds()).isTrue();
        double[] elsewhere = new double[16];
        elsewhere[10] = 1;
        elsewhere[15] = 1;
        assertThat(deletions.test("wrong", elsewhere, false).holds()).isFalse();
    }

    @Test
    void cellsDivideTheCropAndNothingElse() {
        NetworkConfig config = TinyNetworks.config(FusionStrategy.BOTH, true);
        CellGrid grid = new CellGrid(config, BOX);
        double[] ones = new double[SIZE * SIZE];
        Arrays.fill(ones, 1);
        double sum = 0;
        for (double cell : grid.sums(ones)) {
            sum += cell;
        }
        // 0.5 by 0.6 of 64 pixels a side, to a pixel of each edge.
        assertThat(sum).isCloseTo(32 * 38.4, within(60.0));
        float[] other = new float[SIZE * SIZE];
        List<Integer> all = new ArrayList<>();
        for (int cell = 0; cell < grid.cells(); cell++) {
            all.add(cell);
        }
        float[] picture = picture(0.5, 0.5);
        float[] without = grid.without(picture, all, other);
        int changed = 0;
        for (int i = 0; i < without.length; i++) {
            changed += without[i] == picture[i] ? 0 : 1;
        }
        assertThat(changed).isEqualTo((int) sum);
        assertThat(grid.without(picture, List.of(), other)).containsExactly(picture);
    }
}
