package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;

class AugmentationTest {

    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final float BMD = 0.83f;

    private static final AugmentationConfig GEOMETRY =
            AugmentationConfig.none().withGeometry(new AugmentationConfig.Geometry(15, 0.15, 0.08));

    private static final List<FieldEncoding> FIELDS = List.of(
            new FieldEncoding("age", 0, 75, 6),
            new FieldEncoding("sex", 2, 0.5, 0.5),
            new FieldEncoding("bmi", 0, 27, 4));

    /** A bright Gaussian blob, 3 pixels wide, at the centre of the box. */
    private static float[] blob(float[] box) {
        float[] crop = new float[WIDTH * HEIGHT];
        for (int p = 0; p < crop.length; p++) {
            double dx = p % WIDTH + 0.5 - box[0] * WIDTH;
            double dy = p / WIDTH + 0.5 - box[1] * HEIGHT;
            crop[p] = (float) Math.exp(-(dx * dx + dy * dy) / 18);
        }
        return crop;
    }

    private static float[] noise(long seed) {
        Random random = new Random(seed);
        float[] crop = new float[WIDTH * HEIGHT];
        for (int p = 0; p < crop.length; p++) {
            crop[p] = random.nextFloat();
        }
        return crop;
    }

    private static TrainingData one(float[] crop, float[] box) {
        return new TrainingData(
                new float[][] {crop}, new float[][] {{75, 1, Float.NaN}}, new float[] {BMD}, new float[][] {box});
    }

    private static TrainingBatch apply(AugmentationConfig config, TrainingData data, long seed) {
        float[] mean = new float[WIDTH * HEIGHT];
        Arrays.fill(mean, 0.25f);
        TrainingBatch batch = TrainingBatch.empty(1, WIDTH * HEIGHT, 3);
        new Augmentation(config, HEIGHT, WIDTH, mean, new float[] {0.5f, 0.5f, 0.2f, 0.2f}, FIELDS)
                .apply(data, 0, new SplittableRandom(seed), batch, 0);
        return batch;
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theBoxMovesWithThePicture(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @FloatRange(min = 0.35f, max = 0.65f) float x,
            @ForAll @FloatRange(min = 0.35f, max = 0.65f) float y) {
        float[] box = {x, y, 0.1f, 0.12f};
        TrainingBatch batch = apply(GEOMETRY, one(blob(box), box), seed);
        double mass = 0;
        double cx = 0;
        double cy = 0;
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
            double v = batch.crops()[p];
            mass += v;
            cx += v * (p % WIDTH + 0.5);
            cy += v * (p / WIDTH + 0.5);
        }
        assertThat(cx / mass / WIDTH).isEqualTo(batch.boxes()[0], within(0.6 / WIDTH));
        assertThat(cy / mass / HEIGHT).isEqualTo(batch.boxes()[1], within(0.6 / HEIGHT));
        // The blob's area grows with the square of the zoom, the box's sides with the zoom.
        double zoom = batch.boxes()[2] / box[2];
        assertThat(mass).isEqualTo(18 * Math.PI * zoom * zoom, within(0.06 * 18 * Math.PI));
        assertThat(batch.boxes()[3] / box[3]).isEqualTo((float) zoom, within(1e-5f));
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void labelAndRangeStayAndTheOriginalIsLeftAlone(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        float[] crop = noise(seed);
        float[] box = {0.5f, 0.5f, 0.1f, 0.1f};
        float[] before = crop.clone();
        TrainingBatch batch = apply(AugmentationConfig.defaults(), one(crop, box), seed);
        assertThat(batch.bmd()).containsExactly(BMD);
        for (float v : batch.crops()) {
            assertThat(v).isBetween(0f, 1f);
        }
        assertThat(crop).containsExactly(before);
        assertThat(box).containsExactly(0.5f, 0.5f, 0.1f, 0.1f);
        assertThat(batch.clinical()[2]).isNaN();
    }

    @Test
    void noneIsTheIdentity() {
        float[] crop = noise(1);
        float[] box = {0.4f, 0.6f, 0.1f, 0.15f};
        TrainingBatch batch = apply(AugmentationConfig.none(), one(crop, box), 3);
        assertThat(batch.crops()).containsExactly(crop, within(1e-6f));
        assertThat(batch.boxes()).containsExactly(box, within(1e-6f));
        assertThat(batch.cropBoxes()).containsExactly(box, within(1e-6f));
        assertThat(batch.clinical()).containsExactly(75, 1, Float.NaN);
        assertThat(batch.bmd()).containsExactly(BMD);
    }

    @Test
    void sameSeedGivesTheSameExampleAndAnotherSeedAnother() {
        TrainingData data = one(noise(1), new float[] {0.4f, 0.6f, 0.1f, 0.15f});
        float[] first = apply(AugmentationConfig.defaults(), data, 5).crops();
        assertThat(apply(AugmentationConfig.defaults(), data, 5).crops()).containsExactly(first);
        assertThat(apply(AugmentationConfig.defaults(), data, 6).crops()).isNotEqualTo(first);
    }

    @Test
    void cutOutErasesPartOfTheNecksBoxInAboutHalfOfTheExamples() {
        float[] box = {0.5f, 0.5f, 0.25f, 0.25f};
        float[] crop = new float[WIDTH * HEIGHT];
        AugmentationConfig cut = AugmentationConfig.none().withCutout(0.25);
        int erased = 0;
        for (int seed = 0; seed < 200; seed++) {
            float[] out = apply(cut, one(crop, box), seed).crops();
            int changed = 0;
            for (float v : out) {
                changed += v != 0 ? 1 : 0;
            }
            assertThat(changed).isIn(0, 12 * 12);
            erased += changed > 0 ? 1 : 0;
        }
        assertThat(erased).isBetween(70, 130);
    }

    @Test
    void chancesThatCannotBeAreRefused() {
        AugmentationConfig.Missing usual = AugmentationConfig.defaults().missing();
        assertThat(usual.withMissingImage(0.3).missingImage()).isEqualTo(0.3);
        assertThat(usual.withMissingImage(0.3).withMissingImage(usual.missingImage()))
                .isEqualTo(usual);
        for (double chance : new double[] {-0.1, 0.95, Double.NaN}) {
            assertThatThrownBy(() -> usual.withMissingImage(chance))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("received 0.06, 0.12 and " + chance);
        }
    }

    @Test
    void missingPartsComeAsOftenAsAsked() {
        float[] crop = noise(1);
        TrainingData data = one(crop, new float[] {0.4f, 0.6f, 0.1f, 0.15f});
        AugmentationConfig missing =
                AugmentationConfig.none().withMissing(new AugmentationConfig.Missing(0.2, 0.3, 0.25));
        int images = 0;
        int all = 0;
        int second = 0;
        int n = 1000;
        for (int seed = 0; seed < n; seed++) {
            TrainingBatch batch = apply(missing, data, seed);
            boolean noImage = batch.crops()[0] == 0.25f && batch.crops()[1] == 0.25f;
            boolean noFirst = Float.isNaN(batch.clinical()[0]);
            boolean noSecond = Float.isNaN(batch.clinical()[1]);
            images += noImage ? 1 : 0;
            all += noFirst && noSecond ? 1 : 0;
            second += noSecond ? 1 : 0;
            if (noImage) {
                assertThat(batch.boxes()).containsExactly(0.5f, 0.5f, 0.2f, 0.2f);
            }
        }
        assertThat(images / (double) n).isEqualTo(0.25, within(0.06));
        assertThat(all / (double) n).isEqualTo(0.3 + 0.7 * 0.04, within(0.06));
        assertThat(second / (double) n).isEqualTo(0.3 + 0.7 * 0.2, within(0.06));
    }

    @Test
    void clinicalNoiseHasItsSizeAndLeavesCategoriesAndMissingValuesAlone() {
        AugmentationConfig noise = AugmentationConfig.none().withClinicalNoise(0.5);
        TrainingData data = one(noise(1), new float[] {0.4f, 0.6f, 0.1f, 0.15f});
        float[] ages = new float[500];
        for (int seed = 0; seed < ages.length; seed++) {
            TrainingBatch batch = apply(noise, data, seed);
            ages[seed] = batch.clinical()[0];
            assertThat(batch.clinical()[1]).isEqualTo(1);
            assertThat(batch.clinical()[2]).isNaN();
        }
        Moments moments = Moments.of(ages);
        assertThat(moments.mean()).isEqualTo(75, within(0.5));
        assertThat(moments.sd()).isEqualTo(0.5 * 6, within(0.4));
    }

    @Test
    void jitterMovesTheCropsBoxOnlyAndWithinBounds() {
        float[] box = {0.4f, 0.6f, 0.1f, 0.2f};
        AugmentationConfig jitter = AugmentationConfig.none().withBoxJitter(0.1);
        for (int seed = 0; seed < 50; seed++) {
            TrainingBatch batch = apply(jitter, one(noise(1), box), seed);
            assertThat(batch.boxes()).containsExactly(box, within(1e-6f));
            assertThat(batch.cropBoxes()).isNotEqualTo(batch.boxes());
            assertThat(batch.cropBoxes()[0]).isEqualTo(0.4f, within(0.0101f));
            assertThat(batch.cropBoxes()[1]).isEqualTo(0.6f, within(0.0201f));
            assertThat(batch.cropBoxes()[2]).isEqualTo(0.1f, within(0.0101f));
            assertThat(batch.cropBoxes()[3]).isEqualTo(0.2f, within(0.0201f));
        }
    }

    @Test
    void repositioningChangesThePictureALittleAndNothingElse() {
        float[] box = {0.5f, 0.5f, 0.1f, 0.1f};
        float[] crop = blob(box);
        float[] before = crop.clone();
        float[][] again = Repositioning.apply(one(crop, box), HEIGHT, WIDTH, 1);
        assertThat(crop).containsExactly(before);
        double difference = 0;
        for (int p = 0; p < crop.length; p++) {
            difference += Math.abs(again[0][p] - crop[p]) / crop.length;
        }
        assertThat(difference).isBetween(1e-4, 0.05);
        assertThat(Repositioning.apply(one(crop, box), HEIGHT, WIDTH, 1)[0]).containsExactly(again[0]);
    }
}
