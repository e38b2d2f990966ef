package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Against bilinear sampling written as everybody writes it. */
class NeckCropTest {

    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final int SIZE = 8;

    private static float[] reference(float[] picture, float[] box) {
        float[] crop = new float[SIZE * SIZE];
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                double x = (box[0] + box[2] * (2 * (i + 0.5) / SIZE - 1)) * WIDTH - 0.5;
                double y = (box[1] + box[3] * (2 * (j + 0.5) / SIZE - 1)) * HEIGHT - 0.5;
                x = Math.max(0, Math.min(WIDTH - 1, x));
                y = Math.max(0, Math.min(HEIGHT - 1, y));
                int x0 = Math.min((int) x, WIDTH - 2);
                int y0 = Math.min((int) y, HEIGHT - 2);
                double fx = x - x0;
                double fy = y - y0;
                int at = y0 * WIDTH + x0;
                crop[j * SIZE + i] = (float) ((1 - fy) * ((1 - fx) * picture[at] + fx * picture[at + 1])
                        + fy * ((1 - fx) * picture[at + WIDTH] + fx * picture[at + WIDTH + 1]));
            }
        }
        return crop;
    }

    private static float[] picture(long seed) {
        Random random = new Random(seed);
        float[] picture = new float[WIDTH * HEIGHT];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextFloat();
        }
        return picture;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void cropsAsBilinearSamplingDoes(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @FloatRange(min = -0.4f, max = 1.4f) float x,
            @ForAll @FloatRange(min = -0.4f, max = 1.4f) float y,
            @ForAll @FloatRange(min = 0.01f, max = 0.8f) float halfWidth,
            @ForAll @FloatRange(min = 0.01f, max = 0.8f) float halfHeight) {
        float[] box = {x, y, halfWidth, halfHeight};
        float[] whole = {0.5f, 0.5f, 0.5f, 0.5f};
        float[] first = picture(seed);
        float[] second = picture(seed + 1);
        float[] both = new float[2 * first.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray boxes =
                    manager.create(new float[] {x, y, halfWidth, halfHeight, 0.5f, 0.5f, 0.5f, 0.5f}, new Shape(2, 4));
            NDArray crops = NeckCrop.of(manager.create(both, new Shape(2, 1, HEIGHT, WIDTH)), boxes, SIZE);
            assertThat(crops.getShape()).isEqualTo(new Shape(2, 1, SIZE, SIZE));
            assertThat(crops.get(0).toFloatArray()).containsExactly(reference(first, box), within(2e-5f));
            assertThat(crops.get(1).toFloatArray()).containsExactly(reference(second, whole), within(2e-5f));
        }
    }

    @Test
    void boxOutsideThePictureRepeatsItsEdge() {
        float[] picture = picture(1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray far = manager.create(new float[] {-3f, -3f, 0.2f, 0.2f}, new Shape(1, 4));
            NDArray crop = NeckCrop.of(manager.create(picture, new Shape(1, 1, HEIGHT, WIDTH)), far, SIZE);
            assertThat(crop.toFloatArray()).containsOnly(picture[0]);
        }
    }
}
