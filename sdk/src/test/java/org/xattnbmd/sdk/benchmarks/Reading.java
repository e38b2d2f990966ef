package org.xattnbmd.sdk.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.Turns;

/** Reading of files by {@link Radiograph#read}, against OpenCV's decoder or, for DICOM, against taking the file's bytes. */
final class Reading {

    private static final int SIDE = 768;
    private static final int DICOM_SIDE = 1536;
    private static final int DICOM_BITS = 12;
    private static final float QUALITY = 0.92f;

    private Reading() {}

    static void run(Path folder, int rounds, PrintStream out) throws Exception {
        for (Map.Entry<String, byte[]> picture : pictures().entrySet()) {
            Path file = folder.resolve(picture.getKey());
            Files.createDirectories(folder);
            Files.write(file, picture.getValue());
            boolean dicom = picture.getKey().endsWith(".dcm");
            String other = dicom ? "bytes" : "OpenCV";
            Turns turns = new Turns()
                    .add(other, () -> decode(Files.readAllBytes(file), !dicom))
                    .add("SDK", () -> Radiograph.read(file));
            turns.take(rounds);
            turns.forget();
            turns.take(rounds);
            out.printf(
                    Locale.ROOT,
                    "%-16s SDK %.2f ms, %s %.2f ms (medians), ratio %.2f (median of pairs)%n",
                    picture.getKey(),
                    turns.median("SDK"),
                    other,
                    turns.median(other),
                    turns.ratio("SDK", other));
        }
    }

    private static void decode(byte[] bytes, boolean decode) throws IOException {
        if (!decode) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Mat file = new Mat(1, bytes.length, opencv_core.CV_8UC1, new BytePointer(bytes));
            if (opencv_imgcodecs
                    .imdecode(file, opencv_imgcodecs.IMREAD_UNCHANGED)
                    .empty()) {
                throw new IOException("OpenCV cannot decode this");
            }
        }
    }

    private static Map<String, byte[]> pictures() {
        short[] hip = SyntheticHip.left(SIDE, SIDE, 1);
        BufferedImage grey = Pictures.eightBit(hip, SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage colour = Pictures.eightBit(hip, SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
        short[] large = SyntheticHip.left(DICOM_SIDE, DICOM_SIDE, 1);
        for (int i = 0; i < large.length; i++) {
            large[i] = (short) ((large[i] & 0xFFFF) >> Short.SIZE - DICOM_BITS);
        }
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        pictures.put("grey16.png", Pictures.encode("png", hip, SIDE, SIDE));
        pictures.put("grey8.png", Pictures.encode("png", grey));
        pictures.put("colour8.png", Pictures.encode("png", colour));
        pictures.put("grey8.jpg", Pictures.jpeg(grey, QUALITY));
        pictures.put("colour8.jpg", Pictures.jpeg(colour, QUALITY));
        pictures.put(
                "grey12.dcm",
                new DicomWriter(DicomWriter.EXPLICIT, large, DICOM_SIDE, DICOM_SIDE)
                        .bits(Short.SIZE, DICOM_BITS, DICOM_BITS - 1, false)
                        .toBytes());
        return pictures;
    }
}
