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
 * @param attentionRows rows of the attention grid
 * @param attentionColumns columns of the attention grid
 * @param attention the model's {@code image_attention}, row by row; none below zero
 * @param attentionRegion the part of the picture that the grid lies over, which is the whole unless the model saw a crop
 * @param box outlined on the picture, e.g. the femoral-neck crop
 * @param measured g/cm²
 * @param estimated g/cm²
 * @param interval prediction interval, g/cm²
 */
public record ExampleRadiograph(
        String caption,
        byte[] picture,
        int attentionRows,
        int attentionColumns,
        float[] attention,
        Region attentionRegion,
        Optional<Region> box,
        double measured,
        double estimated,
        Interval interval) {

    public ExampleRadiograph {
        Objects.requireNonNull(caption, "caption");
        Objects.requireNonNull(attentionRegion, "attentionRegion");
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(interval, "interval");
        picture = picture.clone();
        attention = attention.clone();
        if (attentionRows < 1 || attentionColumns < 1 || attention.length != attentionRows * attentionColumns) {
            throw new IllegalArgumentException("expected " + attentionRows + " x " + attentionColumns
                    + " attention values, received " + attention.length);
        }
        for (float value : attention) {
            if (!(value >= 0) || Float.isInfinite(value)) {
                throw new IllegalArgumentException("expected attention values of at least 0, received " + value);
            }
        }
    }

    @Override
    public byte[] picture() {
        return picture.clone();
    }

    @Override
    public float[] attention() {
        return attention.clone();
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
