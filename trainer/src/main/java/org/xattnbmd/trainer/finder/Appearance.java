package org.xattnbmd.trainer.finder;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.xattnbmd.trainer.training.Draws;
import org.xattnbmd.trainer.training.LocalContrast;

/**
 * Changes how an example looks, as consoles, exports and people do, far beyond what is usual: tone, local contrast, shading,
 * noise, shutters, things laid over it. Own code, since the trainer knows no other image operations on arrays in [0, 1] that
 * are seeded.
 */
final class Appearance {

    private final int side;
    private final LocalContrast contrast;

    /** Not thread-safe: it keeps arrays. */
    Appearance(int side) {
        this.side = side;
        contrast = new LocalContrast(side, side);
    }

    /** In place. */
    void change(float[] grey, SplittableRandom random) {
        if (random.nextDouble() < 0.6) {
            contrast.change(grey, 0, 1, random);
        }
        tone(grey, random);
        if (random.nextDouble() < 0.5) {
            shade(grey, random);
        }
        float sd = (float) (0.05 * random.nextDouble() * random.nextDouble());
        for (int i = 0; i < grey.length; i++) {
            grey[i] = clamp(grey[i] + sd * Draws.normal(random));
        }
        int things = random.nextDouble() < 0.45 ? 1 + random.nextInt(4) : 0;
        for (int k = 0; k < things; k++) {
            block(grey, random, 0.02 + 0.2 * random.nextDouble(), 0.02 + 0.2 * random.nextDouble());
        }
        if (random.nextDouble() < 0.3) {
            shutters(grey, random);
        }
    }

    /** A picture of nothing: patches, gradients and noise. */
    void nothing(float[] grey, SplittableRandom random) {
        Arrays.fill(grey, random.nextFloat());
        shade(grey, random);
        int blocks = random.nextInt(14);
        for (int k = 0; k < blocks; k++) {
            if (random.nextBoolean()) {
                block(grey, random, 0.8 * random.nextDouble(), 0.8 * random.nextDouble());
            } else {
                ellipse(grey, random);
            }
        }
        if (random.nextBoolean()) {
            contrast.add(grey, 0, 1 + random.nextInt(6), -1 + random.nextDouble());
        }
        change(grey, random);
    }

    private void tone(float[] grey, SplittableRandom random) {
        double gamma = Math.exp(Draws.symmetric(random, 0.7));
        double low = Draws.symmetric(random, 0.15);
        double high = 1 + Draws.symmetric(random, 0.25);
        for (int i = 0; i < grey.length; i++) {
            double v = Math.max(0, Math.min(1, (grey[i] - low) / (high - low)));
            grey[i] = (float) Math.pow(v, gamma);
        }
    }

    /** Brighter here and darker there, smoothly. */
    private void shade(float[] grey, SplittableRandom random) {
        double[] corner = new double[16];
        for (int k = 0; k < corner.length; k++) {
            corner[k] = Draws.symmetric(random, 0.3);
        }
        for (int j = 0; j < side; j++) {
            double y = 2.999 * j / side;
            int y0 = (int) y;
            for (int i = 0; i < side; i++) {
                double x = 2.999 * i / side;
                int x0 = (int) x;
                double top = corner[4 * y0 + x0] * (1 - x + x0) + corner[4 * y0 + x0 + 1] * (x - x0);
                double low = corner[4 * y0 + 4 + x0] * (1 - x + x0) + corner[4 * y0 + 5 + x0] * (x - x0);
                double gain = 1 + top * (1 - y + y0) + low * (y - y0);
                grey[j * side + i] = clamp((float) (grey[j * side + i] * gain));
            }
        }
    }

    private void block(float[] grey, SplittableRandom random, double width, double height) {
        int w = Math.max(1, (int) (width * side));
        int h = Math.max(1, (int) (height * side));
        int x = random.nextInt(side);
        int y = random.nextInt(side);
        float ink = random.nextFloat();
        boolean clear = random.nextBoolean();
        for (int j = y; j < Math.min(side, y + h); j++) {
            for (int i = x; i < Math.min(side, x + w); i++) {
                grey[j * side + i] = clear ? clamp(grey[j * side + i] + 0.4f * (ink - 0.4f)) : ink;
            }
        }
    }

    private void ellipse(float[] grey, SplittableRandom random) {
        double cx = random.nextDouble() * side;
        double cy = random.nextDouble() * side;
        double rx = (0.03 + 0.4 * random.nextDouble()) * side;
        double ry = (0.03 + 0.4 * random.nextDouble()) * side;
        float ink = random.nextFloat();
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                double d = Math.hypot((i - cx) / rx, (j - cy) / ry);
                if (d < 1) {
                    grey[j * side + i] = ink;
                }
            }
        }
    }

    /** Dark or bright bands along the edges. */
    private void shutters(float[] grey, SplittableRandom random) {
        float ink = random.nextInt(4) == 0 ? 1 : 0.05f * random.nextFloat();
        for (int edge = 0; edge < 4; edge++) {
            if (random.nextBoolean()) {
                int width = (int) (0.14 * random.nextDouble() * side);
                for (int k = 0; k < width; k++) {
                    for (int along = 0; along < side; along++) {
                        int across = edge < 2 ? k : side - 1 - k;
                        grey[edge % 2 == 0 ? along * side + across : across * side + along] = ink;
                    }
                }
            }
        }
    }

    private static float clamp(float v) {
        return Math.max(0, Math.min(1, v));
    }
}
