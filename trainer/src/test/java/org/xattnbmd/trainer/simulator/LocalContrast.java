package org.xattnbmd.trainer.simulator;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Local contrast round the femoral neck by octave, for comparing simulated radiographs with real ones: the picture of 448
 * pixels between its 1st and 99th percentile as 0 to 1, differences of Gaussian blurs of 0, 0.8, 1.6 … 25.6 pixels, their
 * standard deviation in a square of 0.3 of the picture round the neck. Arguments: {@code cohort FOLDER} for hips that
 * {@code simulate} wrote as PNG, or {@code necks CSV FOLDER} for crops listed by picture name, neck and square.
 */
final class LocalContrast {

    static final double[] BLURS = {0.8, 1.6, 3.2, 6.4, 12.8, 25.6};
    private static final int SIDE = 448;
    private static final int HALF = 67;
    /** Narrower crops have no fine structure left to measure. */
    private static final int LEAST_CROP = 300;

    private LocalContrast() {}

    public static void main(String[] args) throws IOException {
        boolean cohort = args[0].equals("cohort");
        Path table = cohort ? Path.of(args[1], "manifest.csv") : Path.of(args[1]);
        List<double[]> all = new ArrayList<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(Files.readString(table), format)) {
            for (CSVRecord row : rows) {
                double[] bands = cohort ? ofSimulated(Path.of(args[1]), row) : ofCrop(Path.of(args[2]), row);
                if (bands != null) {
                    all.add(bands);
                }
            }
        }
        System.out.println(all.size() + " hips; median SD of each band, blurs to " + Arrays.toString(BLURS));
        StringBuilder line = new StringBuilder();
        for (int k = 0; k < BLURS.length; k++) {
            int band = k;
            double[] sorted = all.stream().mapToDouble(b -> b[band]).sorted().toArray();
            line.append(String.format(Locale.ROOT, "%.4f ", sorted[sorted.length / 2]));
        }
        System.out.println(line.toString().strip());
    }

    private static double[] ofSimulated(Path folder, CSVRecord row) throws IOException {
        if (row.isMapped("view") && !row.get("view").equals("hip")) {
            return null;
        }
        BufferedImage image = ImageIO.read(folder.resolve(row.get("image")).toFile());
        float[] grey = grey(image, 0, 0, image.getWidth());
        return bands(grey, SIDE * Double.parseDouble(row.get("neck_x")), SIDE * Double.parseDouble(row.get("neck_y")));
    }

    private static double[] ofCrop(Path folder, CSVRecord row) throws IOException {
        int width = Integer.parseInt(row.get("crop_w"));
        Path file = folder.resolve(row.get("git_blob") + "." + row.get("file_type"));
        if (width < LEAST_CROP || !Files.exists(file)) {
            return null;
        }
        int left = Integer.parseInt(row.get("crop_x"));
        int top = Integer.parseInt(row.get("crop_y"));
        float[] grey = grey(ImageIO.read(file.toFile()), left, top, width);
        double scale = SIDE / (double) width;
        return bands(
                grey,
                scale * (Double.parseDouble(row.get("neck_x_px")) - left),
                scale * (Double.parseDouble(row.get("neck_y_px")) - top));
    }

    /** A square of the picture at 448 pixels: the mean of a few bilinear samples each; its edge repeats. */
    private static float[] grey(BufferedImage image, int left, int top, int width) {
        double scale = width / (double) SIDE;
        int samples = (int) Math.ceil(scale);
        float[] grey = new float[SIDE * SIDE];
        for (int p = 0; p < grey.length; p++) {
            double sum = 0;
            for (int k = 0; k < samples * samples; k++) {
                double x = left + scale * (p % SIDE + (k % samples + 0.5) / samples) - 0.5;
                double y = top + scale * (p / SIDE + (k / samples + 0.5) / samples) - 0.5;
                sum += at(image, x, y);
            }
            grey[p] = (float) (sum / (samples * samples));
        }
        return grey;
    }

    private static double at(BufferedImage image, double x, double y) {
        int i = (int) Math.floor(x);
        int j = (int) Math.floor(y);
        double u = x - i;
        double v = y - j;
        return (1 - v) * ((1 - u) * pixel(image, i, j) + u * pixel(image, i + 1, j))
                + v * ((1 - u) * pixel(image, i, j + 1) + u * pixel(image, i + 1, j + 1));
    }

    private static int pixel(BufferedImage image, int i, int j) {
        int x = Math.min(image.getWidth() - 1, Math.max(0, i));
        int y = Math.min(image.getHeight() - 1, Math.max(0, j));
        return image.getRaster().getSample(x, y, 0);
    }

    /** SD of each band round a place. */
    static double[] bands(float[] grey, double x, double y) {
        float[] sorted = grey.clone();
        Arrays.sort(sorted);
        float low = sorted[sorted.length / 100];
        float span = Math.max(1e-6f, sorted[sorted.length - 1 - sorted.length / 100] - low);
        float[] before = new float[grey.length];
        for (int p = 0; p < grey.length; p++) {
            before[p] = Math.min(1, Math.max(0, (grey[p] - low) / span));
        }
        float[] picture = before;
        double[] bands = new double[BLURS.length];
        for (int k = 0; k < BLURS.length; k++) {
            float[] after = blurred(picture, BLURS[k]);
            bands[k] = deviation(before, after, (int) x, (int) y);
            before = after;
        }
        return bands;
    }

    private static double deviation(float[] a, float[] b, int x, int y) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int j = Math.max(0, y - HALF); j < Math.min(SIDE, y + HALF); j++) {
            for (int i = Math.max(0, x - HALF); i < Math.min(SIDE, x + HALF); i++) {
                double d = a[j * SIDE + i] - b[j * SIDE + i];
                sum += d;
                squares += d * d;
                count++;
            }
        }
        return Math.sqrt(Math.max(0, squares / count - sum * sum / count / count));
    }

    private static float[] blurred(float[] a, double sigma) {
        return transposedBlur(transposedBlur(a, sigma), sigma);
    }

    private static float[] transposedBlur(float[] a, double sigma) {
        int reach = (int) (4 * sigma + 1);
        double[] kernel = new double[2 * reach + 1];
        double sum = 0;
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] = Math.exp(-0.5 * (k - reach) * (k - reach) / (sigma * sigma));
            sum += kernel[k];
        }
        float[] out = new float[a.length];
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                double v = 0;
                for (int k = 0; k < kernel.length; k++) {
                    int at = Math.min(SIDE - 1, Math.max(0, i + k - reach));
                    v += kernel[k] * a[j * SIDE + at];
                }
                out[i * SIDE + j] = (float) (v / sum);
            }
        }
        return out;
    }
}
