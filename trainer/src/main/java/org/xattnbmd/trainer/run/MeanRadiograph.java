package org.xattnbmd.trainer.run;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;

/**
 * The mean of the training crops as a radiograph file. It stands for "no image", in training as in evaluation, where it
 * passes the same preprocessing as every other picture.
 */
public final class MeanRadiograph {

    /** So many pictures are enough for a mean. */
    private static final int ENOUGH = 200;

    private MeanRadiograph() {}

    /**
     * What stands for "no image": a run's mean training image, or, where {@code run} is null, the mean of these rows'
     * images, at most {@value #ENOUGH} of them evenly over the rows.
     */
    public static Radiograph noImage(Path run, List<ManifestRow> rows, Preprocessing preprocessing) {
        return run == null
                ? of(rows, preprocessing, Runtime.getRuntime().availableProcessors())
                : Radiograph.read(RunFolder.meanRadiograph(run)).withSide(Radiograph.Side.LEFT);
    }

    private static Radiograph of(List<ManifestRow> rows, Preprocessing preprocessing, int threads) {
        int n = Math.min(ENOUGH, rows.size());
        List<ManifestRow> some = IntStream.range(0, n)
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / n)))
                .toList();
        float[][] crops = Cohort.load(some, preprocessing, threads).data().crops();
        return Radiograph.of(mean(crops, preprocessing)).withSide(Radiograph.Side.LEFT);
    }

    /** Writes the mean of the crops as a 16-bit PNG and returns it as the network will see it. */
    static float[] write(float[][] crops, Preprocessing preprocessing, Path file) {
        BufferedImage image = mean(crops, preprocessing);
        SafeFiles.writeAtomically(file, out -> ImageIO.write(image, "png", out));
        // Its side is canonical already.
        return preprocessing.apply(Radiograph.read(file).withSide(Radiograph.Side.LEFT));
    }

    private static BufferedImage mean(float[][] crops, Preprocessing preprocessing) {
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
        return image;
    }
}
