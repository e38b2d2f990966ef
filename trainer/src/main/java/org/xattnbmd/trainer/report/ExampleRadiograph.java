package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.xattnbmd.trainer.evaluation.Interval;

/**
 * A radiograph shown plain and with the attention of the clinical tokens laid over it. Immutable; arrays are copied.
 *
 * @param caption plain words, e.g. "female, 76 years"; no identity
 * @param picture an encoded picture (PNG); greyscale of more than 8 bits is windowed to its 0.5 and 99.5 % quantiles
 * @param attention of the model, laid over the picture
 * @param box outlined on the picture, e.g. the femoral-neck crop
 * @param measured g/cm²
 * @param estimated g/cm²
 * @param interval prediction interval, g/cm²
 */
public record ExampleRadiograph(
        String caption,
        byte[] picture,
        Attention attention,
        Optional<Region> box,
        double measured,
        double estimated,
        Interval interval) {

    /**
     * A grid of attention over a picture. Immutable; the array is copied.
     *
     * @param rows of the grid
     * @param columns of the grid
     * @param values the model's {@code image_attention}, row by row; none below zero
     * @param region the part of the picture that the grid lies over, which is the whole unless the model saw a crop
     */
    public record Attention(int rows, int columns, float[] values, Region region) {

        public Attention {
            Objects.requireNonNull(region, "region");
            values = values.clone();
            if (rows < 1 || columns < 1 || values.length != rows * columns) {
                throw new IllegalArgumentException(
                        "expected " + rows + " x " + columns + " attention values, received " + values.length);
            }
            for (float value : values) {
                if (!(value >= 0) || Float.isInfinite(value)) {
                    throw new IllegalArgumentException("expected attention values of at least 0, received " + value);
                }
            }
        }

        @Override
        public float[] values() {
            return values.clone();
        }
    }

    public ExampleRadiograph {
        Objects.requireNonNull(caption, "caption");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(interval, "interval");
        picture = picture.clone();
    }

    @Override
    public byte[] picture() {
        return picture.clone();
    }

    /** Encodes a picture for {@link #picture()}. */
    public static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, "png", out)) {
                throw new IllegalArgumentException(
                        "expected a picture that PNG can hold, received type " + picture.getType());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
