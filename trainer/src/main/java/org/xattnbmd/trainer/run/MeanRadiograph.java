package org.xattnbmd.trainer.run;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;

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
     *
     * @param model the model file, which carries the neck finder where its preprocessing goes by one
     */
    public static Radiograph noImage(Path run, List<ManifestRow> rows, Path model, Preprocessing preprocessing) {
        Radiograph mean = run == null
                ? of(rows, model, preprocessing, Runtime.getRuntime().availableProcessors())
                : Radiograph.read(RunFolder.meanRadiograph(run)).withSide(Radiograph.Side.LEFT);
        if (preprocessing.search() == null) {
            return mean;
        }
        // No finder knows a mean picture: it is told that the picture is the square round the neck.
        Area neck = neck(preprocessing);
        return mean.withFemoralNeck(
                (int) Math.round(neck.x()), (int) Math.round(neck.y()), (int) Math.round(neck.width()), (int)
                        Math.round(neck.height()));
    }

    private static Radiograph of(List<ManifestRow> rows, Path model, Preprocessing preprocessing, int threads) {
        int n = Math.min(ENOUGH, rows.size());
        List<ManifestRow> some = IntStream.range(0, n)
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / n)))
                .toList();
        try (PictureReader pictures = PictureReader.of(preprocessing, model)) {
            float[][] crops = Cohort.load(some, pictures, threads).data().crops();
            return Radiograph.of(mean(crops, preprocessing)).withSide(Radiograph.Side.LEFT);
        }
    }

    /** The box whose square is a whole picture of the network's size. */
    private static Area neck(Preprocessing preprocessing) {
        double side = preprocessing.width() / preprocessing.search().regionBoxes();
        return new Area((preprocessing.width() - side) / 2, (preprocessing.height() - side) / 2, side, side);
    }

    /** Writes the mean of the crops as a 16-bit PNG and returns it as the network will see it. */
    static float[] write(float[][] crops, Preprocessing preprocessing, Path file) {
        BufferedImage image = mean(crops, preprocessing);
        SafeFiles.writeAtomically(file, out -> ImageIO.write(image, "png", out));
        return seen(file, preprocessing);
    }

    /** A run's mean training picture as its network sees it, row by row. */
    public static float[] read(Path run, Preprocessing preprocessing) {
        return seen(RunFolder.meanRadiograph(run), preprocessing);
    }

    private static float[] seen(Path file, Preprocessing preprocessing) {
        // Its side is canonical already.
        Radiograph written = Radiograph.read(file).withSide(Radiograph.Side.LEFT);
        if (preprocessing.search() == null) {
            return preprocessing.apply(written);
        }
        float[] seen = new float[preprocessing.width() * preprocessing.height()];
        preprocessing.apply(written, neck(preprocessing), seen);
        return seen;
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
