package org.xattnbmd.trainer.run;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.SafeFiles;

/**
 * The mean of the training crops as a radiograph file. It stands for "no image", in training as in evaluation, where it
 * passes the same preprocessing as every other picture.
 */
final class MeanRadiograph {

    private MeanRadiograph() {}

    /** Writes the mean of the crops as a 16-bit PNG and returns it as the network will see it. */
    static float[] write(float[][] crops, Preprocessing preprocessing, Path file) {
        BufferedImage image =
                new BufferedImage(preprocessing.width(), preprocessing.height(), BufferedImage.TYPE_USHORT_GRAY);
        short[] pixels = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
        for (int p = 0; p < pixels.length; p++) {
            double sum = 0;
            for (float[] crop : crops) {
                sum += crop[p];
            }
            pixels[p] = (short) Math.round(65535 * sum / crops.length);
        }
        SafeFiles.writeAtomically(file, out -> ImageIO.write(image, "png", out));
        // Its side is canonical already.
        return preprocessing.apply(Radiograph.read(file).withSide(Radiograph.Side.LEFT));
    }
}
