package org.xattnbmd.trainer.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes one training example at random: geometry, exposure, noise, cut-out, missing parts. Thread-safe. */
final class Augmentation {

    private final AugmentationConfig config;
    private final int height;
    private final int width;
    private final float[] meanCrop;

    Augmentation(AugmentationConfig config, int height, int width, float[] meanCrop) {
        this.config = config;
        this.height = height;
        this.width = width;
        this.meanCrop = meanCrop;
    }

    /** Writes the changed crop and clinical row into the given slices of a batch. */
    void apply(
            float[] crop,
            float[] clinical,
            SplittableRandom random,
            float[] cropOut,
            int cropAt,
            float[] clinicalOut,
            int clinicalAt) {
        double drop = random.nextDouble();
        boolean noImage = drop < config.missingImage();
        boolean noFields = !noImage && drop < config.missingImage() + config.missingAll();
        if (noImage) {
            System.arraycopy(meanCrop, 0, cropOut, cropAt, meanCrop.length);
        } else {
            warp(crop, random, cropOut, cropAt);
            expose(random, cropOut, cropAt);
            cut(random, cropOut, cropAt);
        }
        for (int f = 0; f < clinical.length; f++) {
            boolean missing = noFields || random.nextDouble() < config.missingField();
            clinicalOut[clinicalAt + f] = missing ? Float.NaN : clinical[f];
        }
    }

    private static double symmetric(SplittableRandom random, double size) {
        return (2 * random.nextDouble() - 1) * size;
    }

    /** Rotation, zoom and shift about the centre, bilinear; the edge repeats outside. */
    private void warp(float[] in, SplittableRandom random, float[] out, int at) {
        double angle = Math.toRadians(symmetric(random, config.rotationDegrees()));
        double zoom = 1 + symmetric(random, config.scale());
        double shiftX = symmetric(random, config.shift()) * width;
        double shiftY = symmetric(random, config.shift()) * height;
        double cos = Math.cos(angle) / zoom;
        double sin = Math.sin(angle) / zoom;
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x - cx - shiftX;
                double dy = y - cy - shiftY;
                double sx = clamp(cos * dx + sin * dy + cx, width - 1);
                double sy = clamp(cos * dy - sin * dx + cy, height - 1);
                int x0 = Math.min((int) sx, width - 2);
                int y0 = Math.min((int) sy, height - 2);
                float fx = (float) (sx - x0);
                float fy = (float) (sy - y0);
                int i = y0 * width + x0;
                float top = in[i] + fx * (in[i + 1] - in[i]);
                float bottom = in[i + width] + fx * (in[i + width + 1] - in[i + width]);
                out[at + y * width + x] = top + fy * (bottom - top);
            }
        }
    }

    private void expose(SplittableRandom random, float[] out, int at) {
        double gamma = Math.exp(symmetric(random, config.gamma()));
        float gain = (float) (1 + symmetric(random, config.gain()));
        float offset = (float) symmetric(random, config.gain() / 2);
        float sd = (float) (random.nextDouble() * config.noise());
        for (int i = at; i < at + height * width; i++) {
            float v = (float) Math.pow(out[i], gamma) * gain + offset;
            if (sd > 0) {
                // A sum of four uniforms is normal enough for noise, and a tenth of the cost.
                double u = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2;
                v += (float) (sd * u * Math.sqrt(3));
            }
            out[i] = Math.max(0, Math.min(1, v));
        }
    }

    private void cut(SplittableRandom random, float[] out, int at) {
        int side = (int) Math.round(config.cutout() * width);
        if (side == 0 || random.nextBoolean()) {
            return;
        }
        int x = random.nextInt(width - side + 1);
        int y = random.nextInt(height - side + 1);
        for (int row = y; row < y + side; row++) {
            int from = at + row * width + x;
            Arrays.fill(out, from, from + side, 0.5f);
        }
    }

    private static double clamp(double v, int max) {
        return v < 0 ? 0 : Math.min(v, max);
    }
}
