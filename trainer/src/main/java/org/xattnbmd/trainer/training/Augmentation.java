package org.xattnbmd.trainer.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;

/**
 * Changes one training example at random: geometry, exposure, noise, cut-out, missing parts. Own code, because DJL's image
 * transforms know nothing of a neck box and clinical values that change along with the picture. Thread-safe.
 */
final class Augmentation {

    /** Steps of the tone curve. */
    private static final int CURVE = 1024;

    private final AugmentationConfig config;
    private final int height;
    private final int width;
    private final float[] meanCrop;
    private final float[] meanBox;
    private final List<FieldEncoding> fields;

    Augmentation(
            AugmentationConfig config,
            int height,
            int width,
            float[] meanCrop,
            float[] meanBox,
            List<FieldEncoding> fields) {
        this.config = config;
        this.height = height;
        this.width = width;
        this.meanCrop = meanCrop;
        this.meanBox = meanBox;
        this.fields = fields;
    }

    /** Writes the changed example {@code i} into slot {@code k} of a batch; its weight is the caller's. */
    void apply(TrainingData data, int i, SplittableRandom random, TrainingBatch batch, int k) {
        double drop = random.nextDouble();
        boolean noImage = drop < config.missing().missingImage();
        boolean noFields = !noImage
                && drop < config.missing().missingImage() + config.missing().missingAll();
        float[] box = noImage ? meanBox.clone() : data.boxes()[i].clone();
        int at = k * height * width;
        if (noImage) {
            System.arraycopy(meanCrop, 0, batch.crops(), at, meanCrop.length);
        } else {
            warp(data.crops()[i], random, batch.crops(), at, box);
            sharpen(random, batch.crops(), at);
            expose(random, batch.crops(), at);
            cut(random, batch.crops(), at, box);
        }
        for (int c = 0; c < 4; c++) {
            double error = Draws.symmetric(random, config.boxJitter());
            batch.boxes()[4 * k + c] = box[c];
            batch.cropBoxes()[4 * k + c] = (float) (c < 2 ? box[c] + error * box[c + 2] : box[c] * (1 + error));
        }
        float[] clinical = data.clinical()[i];
        for (int f = 0; f < clinical.length; f++) {
            boolean missing = noFields || random.nextDouble() < config.missing().missingField();
            float noise = Draws.normal(random) * scale(f);
            batch.clinical()[k * clinical.length + f] =
                    missing && mayBeMissing(f) ? Float.NaN : noisy(clinical[f], noise, f);
        }
        batch.bmd()[k] = data.bmd()[i];
    }

    /** Where a missing value means a stated one, taking it away would be telling something else. */
    private boolean mayBeMissing(int field) {
        return field >= fields.size() || fields.get(field).filling() == null;
    }

    /** On the scale on which the field enters the network. */
    private float noisy(float value, float noise, int field) {
        boolean log = field < fields.size() && fields.get(field).log();
        return log ? (float) (value * Math.exp(noise)) : value + noise;
    }

    /** Noise of a numeric field on its scale; a category is left alone. */
    private float scale(int field) {
        boolean numeric = field < fields.size() && fields.get(field).categories() == 0;
        return numeric ? (float) (config.clinicalNoise() * fields.get(field).sd()) : 0;
    }

    /** Rotation, zoom and shift about the centre, bilinear; the edge repeats outside. The box moves with the picture. */
    private void warp(float[] in, SplittableRandom random, float[] out, int at, float[] box) {
        double angle = Math.toRadians(Draws.symmetric(random, config.geometry().rotationDegrees()));
        double zoom = 1 + Draws.symmetric(random, config.geometry().scale());
        double shiftX = Draws.symmetric(random, config.geometry().shift()) * width;
        double shiftY = Draws.symmetric(random, config.geometry().shift()) * height;
        double cos = Math.cos(angle) / zoom;
        double sin = Math.sin(angle) / zoom;
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        moveBox(box, Math.cos(angle) * zoom, Math.sin(angle) * zoom, zoom, shiftX, shiftY);
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

    private void moveBox(float[] box, double cos, double sin, double zoom, double shiftX, double shiftY) {
        double dx = box[0] * width - width / 2.0;
        double dy = box[1] * height - height / 2.0;
        box[0] = (float) ((cos * dx - sin * dy + shiftX) / width + 0.5);
        box[1] = (float) ((sin * dx + cos * dy + shiftY) / height + 0.5);
        box[2] *= (float) zoom;
        box[3] *= (float) zoom;
    }

    /** Takes no random number where there is nothing to do: older runs go on as they began. */
    private void sharpen(SplittableRandom random, float[] out, int at) {
        double sharpness = config.exposure().sharpness();
        if (sharpness > 0 && random.nextBoolean()) {
            new LocalContrast(width, height).change(out, at, sharpness, random);
        }
    }

    private void expose(SplittableRandom random, float[] out, int at) {
        double gamma = Math.exp(Draws.symmetric(random, config.exposure().gamma()));
        float gain = (float) (1 + Draws.symmetric(random, config.exposure().gain()));
        float offset = (float) Draws.symmetric(random, config.exposure().gain() / 2);
        float sd = (float) (random.nextDouble() * config.exposure().noise());
        float[] curve = new float[CURVE + 2];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = (float) Math.pow((double) i / CURVE, gamma) * gain + offset;
        }
        for (int i = at; i < at + height * width; i++) {
            float position = Math.max(0, Math.min(1, out[i])) * CURVE;
            int step = (int) position;
            float v = curve[step] + (position - step) * (curve[step + 1] - curve[step]);
            if (sd > 0) {
                v += sd * Draws.normal(random);
            }
            out[i] = Math.max(0, Math.min(1, v));
        }
    }

    /** Erases a square somewhere in the neck's box, or anywhere where the box is unknown. */
    private void cut(SplittableRandom random, float[] out, int at, float[] box) {
        boolean known = !Float.isNaN(box[0]);
        int side = (int) Math.round(config.cutout() * width * (known ? 2 * box[2] : 1));
        if (side == 0 || random.nextBoolean()) {
            return;
        }
        double u = random.nextDouble();
        double v = random.nextDouble();
        double left = known ? (box[0] - box[2] + 2 * box[2] * u) * width - side / 2.0 : u * width;
        double top = known ? (box[1] - box[3] + 2 * box[3] * v) * height - side / 2.0 : v * height;
        int x = (int) clamp(left, width - side);
        int y = (int) clamp(top, height - side);
        for (int row = y; row < y + side; row++) {
            int from = at + row * width + x;
            Arrays.fill(out, from, from + side, 0.5f);
        }
    }

    private static double clamp(double v, int max) {
        return v < 0 ? 0 : Math.min(v, max);
    }
}
