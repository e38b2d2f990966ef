package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.xattnbmd.sdk.PixelFormat.Photometric;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The same exam gives the same estimate however it is encoded. Tolerances in g/cm². */
class EncodingInvarianceTest {

    private static final int W = 210;
    private static final int H = 230;
    private static final double LOSSLESS = 0.002;
    private static final double EIGHT_BIT = 0.01;

    private static Path folder;
    private static BmdEstimator estimator;

    enum Syntax {
        IMPLICIT(DicomWriter.IMPLICIT),
        EXPLICIT(DicomWriter.EXPLICIT),
        DEFLATED(DicomWriter.DEFLATED),
        BIG_ENDIAN(DicomWriter.BIG_ENDIAN),
        RLE(DicomWriter.RLE),
        LOSSLESS(DicomWriter.LOSSLESS),
        JPEG_LS(DicomWriter.JPEG_LS);

        private final String uid;

        Syntax(String uid) {
            this.uid = uid;
        }
    }

    @BeforeContainer
    static void open() throws Exception {
        folder = Files.createTempDirectory("encoding");
        estimator = BmdEstimator.builder(TinyModel.write(folder)).threads(1).open();
    }

    @AfterContainer
    static void close() throws Exception {
        estimator.close();
        Files.delete(folder.resolve("tiny.onnx"));
        Files.delete(folder);
    }

    @Property(tries = 60)
    void dicomOfAnyDepthSignPolaritySlopeAndSyntax(
            @ForAll @IntRange(min = 10, max = 16) int bits,
            @ForAll boolean signed,
            @ForAll boolean negativeSlope,
            @ForAll Photometric photometric,
            @ForAll Syntax syntax,
            @ForAll @IntRange(max = 1000) int seed) {
        short[] exam = exam(seed);
        boolean inverted = negativeSlope != (photometric == Photometric.MONOCHROME1);
        int mask = (1 << bits) - 1;
        short[] stored = new short[exam.length];
        for (int i = 0; i < stored.length; i++) {
            int value = (exam[i] & 0xFFFF) >> (16 - bits);
            value = inverted ? mask - value : value;
            stored[i] = (short) (signed ? value - (1 << (bits - 1)) : value);
        }
        byte[] dicom = new DicomWriter(syntax.uid, stored, W, H)
                .bits(16, bits, bits - 1, signed)
                .text(0x00280004, "CS", photometric.name())
                .text(0x00281052, "DS", "100")
                .text(0x00281053, "DS", negativeSlope ? "-2.5" : "2.5")
                .text(0x00200062, "CS", "L")
                .toBytes();

        assertThat(bmd(Radiograph.decode(dicom))).isCloseTo(reference(exam), within(LOSSLESS));
    }

    @Property(tries = 20)
    void sixteenBitPicturesAndDepthsBelowTheirContainer(
            @ForAll @IntRange(min = 10, max = 16) int used, @ForAll @IntRange(max = 1000) int seed) {
        short[] exam = exam(seed);
        short[] low = new short[exam.length];
        for (int i = 0; i < low.length; i++) {
            low[i] = (short) ((exam[i] & 0xFFFF) >> (16 - used));
        }

        assertThat(bmd(left(Pictures.encode("png", low, W, H)))).isCloseTo(reference(exam), within(LOSSLESS));
        assertThat(bmd(left(Pictures.encode("tiff", low, W, H)))).isCloseTo(reference(exam), within(LOSSLESS));
    }

    @Property(tries = 20)
    void eightBitsAndJpeg(@ForAll @IntRange(max = 1000) int seed) {
        short[] exam = exam(seed);
        BufferedImage eight = Pictures.eightBit(exam, W, H, BufferedImage.TYPE_BYTE_GRAY);

        assertThat(bmd(Radiograph.of(eight).withSide(Side.LEFT))).isCloseTo(reference(exam), within(EIGHT_BIT));
        assertThat(bmd(left(Pictures.jpeg(eight, 0.95f)))).isCloseTo(reference(exam), within(EIGHT_BIT));
    }

    private static short[] exam(int seed) {
        short[] hip = SyntheticHip.left(W, H, seed);
        short[] shuttered = SyntheticHip.collimated(hip, W, 5 + seed % 20, 4, W - 7, H - seed % 15);
        return SyntheticHip.painted(shuttered, W, 160, 200, 14, 10, 65_535);
    }

    private static double reference(short[] exam) {
        return bmd(Radiograph.of(exam, W, H, PixelFormat.unsigned(16).withSide(Side.LEFT)));
    }

    private static Radiograph left(byte[] file) {
        return Radiograph.decode(file).withSide(Side.LEFT);
    }

    private static double bmd(Radiograph radiograph) {
        return estimator.estimate(radiograph, ClinicalRecord.empty()).bmd();
    }
}
