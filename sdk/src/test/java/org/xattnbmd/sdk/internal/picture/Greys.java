package org.xattnbmd.sdk.internal.picture;

import java.nio.charset.StandardCharsets;

/** A picture's greys as a program of others shows them. */
public record Greys(int width, int height, double[] values) {

    /** Comments of its maker may stand before the numbers. */
    private static final int HEAD = 2000;

    /** Of a binary PGM or PPM file of 8 or 16 bits; of colours the mean. */
    public static Greys ofPnm(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, HEAD), StandardCharsets.ISO_8859_1);
        String[] words = head.split("\\s+", 5);
        int width = Integer.parseInt(words[1]);
        int height = Integer.parseInt(words[2]);
        int bytes = Integer.parseInt(words[3]) > 255 ? 2 : 1;
        int bands = words[0].equals("P6") ? 3 : 1;
        double[] greys = new double[width * height];
        int start = file.length - greys.length * bands * bytes;
        for (int i = 0; i < greys.length * bands; i++) {
            int at = start + i * bytes;
            int value = bytes == 1 ? file[at] & 0xFF : (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
            greys[i / bands] += value / (double) bands;
        }
        return new Greys(width, height, greys);
    }

    /** Of a picture of ours. */
    public static Greys of(GreyPicture picture) {
        short[] pixels = picture.pixels();
        double[] greys = new double[pixels.length];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = pixels[i] & 0xFFFF;
        }
        return new Greys(picture.width(), picture.height(), greys);
    }

    /** Whether two pictures are of one size. */
    public boolean fits(Greys other) {
        return width == other.width && height == other.height;
    }

    /** Pearson's correlation with a picture of the same size; 0 where one of them has no contrast. */
    public double correlation(Greys other) {
        double mean = mean();
        double meanOther = other.mean();
        double both = 0;
        double squares = 0;
        double squaresOther = 0;
        for (int i = 0; i < values.length; i++) {
            double a = values[i] - mean;
            double b = other.values[i] - meanOther;
            both += a * b;
            squares += a * a;
            squaresOther += b * b;
        }
        return both / Math.sqrt(squares * squaresOther + 1e-9);
    }

    /** Whether all pixels are alike. */
    public boolean isFlat() {
        double mean = mean();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return squares < 1e-6;
    }

    private double mean() {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        return mean;
    }
}
