package org.xattnbmd.samples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomTables;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.Programs;
import org.xattnbmd.sdk.fixtures.RunLengthWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/** What {@code samples/web} makes of compressed DICOM, grey for grey as the SDK; and of damaged files. Needs Node alone. */
@Tag("workflow")
class WebPicturesTest {

    private static final Path WEB =
            Path.of("..").resolve("samples/web").toAbsolutePath().normalize();
    /** No multiple of eight: blocks of cosines stand over. */
    private static final int W = 93;

    private static final int H = 77;
    private static final int DAMAGED = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Map<String, Path> files = new TreeMap<>();

    private static short[] hip(int bits) {
        short[] grey = SyntheticHip.left(W, H, 3);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) ((grey[i] & 0xFFFF) >> (16 - bits));
        }
        return grey;
    }

    /** Large flat parts, for runs, and steps between them. */
    private static short[] flat(int bits) {
        short[] grey = hip(bits);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) ((grey[i] & 0xFFFF) >> bits - 2 << bits - 2);
        }
        return grey;
    }

    private static short[] signed(short[] grey, int bits) {
        short[] moved = grey.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (short) ((moved[i] & 0xFFFF) - (1 << bits - 1));
        }
        return moved;
    }

    private static short[] masked(short[] grey, int bits) {
        short[] cut = grey.clone();
        for (int i = 0; i < cut.length; i++) {
            cut[i] = (short) (cut[i] & (1 << bits) - 1);
        }
        return cut;
    }

    private DicomWriter dicom(String syntax, short[] stored) {
        return new DicomWriter(syntax, stored, W, H);
    }

    private void put(String name, DicomWriter file) throws IOException {
        files.put(name + ".dcm", Files.write(folder.resolve(name + ".dcm"), file.toBytes()));
    }

    private static byte[] jpeg(float quality) {
        return Pictures.jpeg(
                Pictures.eightBit(SyntheticHip.left(W, H, 3), W, H, BufferedImage.TYPE_BYTE_GRAY), quality);
    }

    private static byte[] jpegLs(short[] grey, JpegLsWriter.Options options) {
        return JpegLsWriter.encode(new short[][] {grey}, W, H, options, new int[1][W * H]);
    }

    private void compressed() throws IOException {
        put("native", dicom(DicomWriter.EXPLICIT, hip(16)));
        put("deflated", dicom(DicomWriter.DEFLATED, hip(16)));
        put("rle-16", dicom(DicomWriter.RLE, hip(16)).pixels(RunLengthWriter.encode(hip(16), 16)));
        put("rle-flat", dicom(DicomWriter.RLE, flat(16)).pixels(RunLengthWriter.encode(flat(16), 16)));
        put("rle-8", dicom(DicomWriter.RLE, hip(8)).bits(8, 8, 7, false).pixels(RunLengthWriter.encode(hip(8), 8)));
        for (int predictor = 1; predictor <= 7; predictor++) {
            put(
                    "lossless-" + predictor,
                    dicom(DicomWriter.LOSSLESS_ANY, hip(16))
                            .pixels(LosslessJpegWriter.encode(hip(16), W, H, 16, predictor, predictor % 3)));
        }
        put(
                "lossless-12",
                dicom(DicomWriter.LOSSLESS, hip(12))
                        .bits(16, 12, 11, false)
                        .text(0x00280004, "CS", "MONOCHROME1")
                        .pixels(LosslessJpegWriter.encode(hip(12), W, H, 12, 1, 0)));
        short[] twos = masked(signed(hip(12), 12), 12);
        put(
                "lossless-signed",
                dicom(DicomWriter.LOSSLESS, twos)
                        .bits(16, 16, 15, true)
                        .pixels(LosslessJpegWriter.encode(twos, W, H, 12, 1, 0)));
        short[] extended = signed(hip(12), 12);
        put(
                "lossless-sign-extended",
                dicom(DicomWriter.LOSSLESS, extended)
                        .bits(16, 12, 11, true)
                        .pixels(LosslessJpegWriter.encode(extended, W, H, 16, 1, 0)));
        short[] shifted = hip(16);
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] &= (short) 0xFFF0;
        }
        put(
                "rle-high-bits",
                dicom(DicomWriter.RLE, shifted).bits(16, 12, 15, false).pixels(RunLengthWriter.encode(shifted, 16)));
        for (int bits : new int[] {8, 12, 16}) {
            put(
                    "jpegls-" + bits,
                    dicom(DicomWriter.JPEG_LS, hip(bits))
                            .bits(bits > 8 ? 16 : 8, bits, bits - 1, false)
                            .pixels(JpegLsWriter.encode(hip(bits), W, H, bits)));
        }
        put("jpegls-flat", dicom(DicomWriter.JPEG_LS, flat(16)).pixels(JpegLsWriter.encode(flat(16), W, H, 16)));
        put(
                "jpegls-near",
                dicom(DicomWriter.JPEG_LS_NEAR, hip(12))
                        .bits(16, 12, 11, false)
                        .pixels(jpegLs(hip(12), new JpegLsWriter.Options(12, 3, 0, 0, null))));
        put(
                "jpegls-restart",
                dicom(DicomWriter.JPEG_LS, hip(16))
                        .pixels(jpegLs(hip(16), new JpegLsWriter.Options(16, 0, 0, 5, null))));
        put(
                "jpegls-presets",
                dicom(DicomWriter.JPEG_LS, hip(12))
                        .bits(16, 12, 11, false)
                        .pixels(jpegLs(
                                hip(12), new JpegLsWriter.Options(12, 0, 0, 0, new int[] {4095, 9, 30, 99, 31}))));
        put("jpeg-fine", dicom(DicomWriter.JPEG, hip(8)).bits(8, 8, 7, false).pixels(jpeg(0.95f)));
        put("jpeg-coarse", dicom(DicomWriter.JPEG, hip(8)).bits(8, 8, 7, false).pixels(jpeg(0.2f)));
        put(
                "jpeg-as-extended",
                dicom(DicomWriter.JPEG_EXTENDED, hip(8)).bits(8, 8, 7, false).pixels(jpeg(0.8f)));
        // An archive that recompressed and left the old syntax.
        put("jpegls-said-to-be-rle", dicom(DicomWriter.RLE, hip(16)).pixels(JpegLsWriter.encode(hip(16), W, H, 16)));
    }

    /** What headers say of brightness, of outside, of up and down, of size and side. */
    private void headers() throws IOException {
        put("shape-inverse", dicom(DicomWriter.EXPLICIT, hip(16)).text(0x20500020, "CS", "INVERSE"));
        put(
                "shape-identity",
                dicom(DicomWriter.EXPLICIT, hip(16))
                        .text(0x00280004, "CS", "MONOCHROME1")
                        .text(0x20500020, "CS", "IDENTITY"));
        put("slope", dicom(DicomWriter.IMPLICIT, hip(16)).text(0x00281053, "DS", "-2"));
        byte[] falling = DicomTables.lutItem(
                DicomTables.descriptor(256, 0, 16), DicomTables.entries(256, i -> 51_000 - 200 * i, 2));
        put("voi-falls", dicom(DicomWriter.EXPLICIT, hip(16)).put(0x00283010, "SQ", falling));
        put("padding", dicom(DicomWriter.EXPLICIT, around(hip(16), 65_535)).unsigned(0x00280120, 65_535));
        put(
                "padding-range",
                dicom(DicomWriter.EXPLICIT, around(hip(12), 4_090))
                        .bits(16, 12, 11, false)
                        .unsigned(0x00280120, 4_080)
                        .unsigned(0x00280121, 4_095));
        put(
                "padding-signed",
                dicom(DicomWriter.EXPLICIT, around(signed(hip(16), 16), -32_768))
                        .bits(16, 16, 15, true)
                        .put(0x00280120, "SS", new byte[] {0, (byte) 0x80}));
        for (String orientation : List.of("L\\F", "R\\F", "L\\H", "R\\H", "F\\L", "F\\R", "H\\L", "H\\R", "A\\F")) {
            put(
                    "turned-" + orientation.replace('\\', '-'),
                    dicom(DicomWriter.EXPLICIT, hip(16)).text(0x00200020, "CS", orientation));
        }
        put("spacing-imager", dicom(DicomWriter.EXPLICIT, hip(16)).text(0x00181164, "DS", "0.15\\0.15"));
        put(
                "spacing-magnified",
                dicom(DicomWriter.EXPLICIT, hip(16))
                        .text(0x00181164, "DS", "0.15\\0.15")
                        .text(0x00181110, "DS", "1100")
                        .text(0x00181111, "DS", "1000"));
        put(
                "spacing-calibrated",
                dicom(DicomWriter.EXPLICIT, hip(16))
                        .text(0x00181164, "DS", "0.15\\0.15")
                        .text(0x00280030, "DS", "0.13\\0.13")
                        .text(0x00200060, "CS", "R"));
    }

    private static short[] around(short[] grey, int padding) {
        short[] framed = grey.clone();
        for (int i = 0; i < framed.length; i++) {
            if (i % W < 7 || i / W > H - 9) {
                framed[i] = (short) padding;
            }
        }
        return framed;
    }

    @Test
    void picturesAreGreyForGreyTheSdks() throws Exception {
        compressed();
        headers();
        List<JsonNode> answers = decoded(0);

        assertThat(answers).hasSameSizeAs(files.keySet());
        for (JsonNode answer : answers) {
            String name = answer.path("name").asText();
            Radiograph expected = Radiograph.read(files.get(name));
            assertThat(answer.path("sha256").asText()).as(name + " " + answer).isEqualTo(sha256(expected));
            assertThat(answer.path("width").asInt()).as(name).isEqualTo(expected.width());
            assertThat(answer.path("side").asText())
                    .as(name)
                    .isEqualTo(expected.side().name());
            assertThat(Double.parseDouble(answer.path("spacing").asText()))
                    .as(name)
                    .isEqualTo(Double.valueOf(expected.spacingMillimetres()));
        }
        assertThat(answers.stream()
                        .map(answer -> answer.path("sha256").asText())
                        .distinct()
                        .count())
                .as("pictures that differ")
                .isGreaterThan(8);
    }

    /** What DCMTK's encoders make of a picture without loss is that picture, whatever the SDK's decoders say. */
    @Test
    void filesOfAnotherMakerAreThePictureTheyWereMadeOf() throws Exception {
        Map<String, List<String>> encoders = Map.of(
                "jpegls", List.of("dcmcjpls"),
                "lossless", List.of("dcmcjpeg", "--encode-lossless-sv1"),
                "lossless-4", List.of("dcmcjpeg", "--encode-lossless", "--selection-value", "4"),
                "rle", List.of("dcmcrle"));
        assumeTrue(
                encoders.values().stream()
                        .allMatch(command -> Programs.find(command.get(0)).isPresent()),
                "dcmtk is not installed (Debian: dcmtk)");
        Path source = Files.createTempFile("source", ".dcm");
        try {
            Files.write(
                    source,
                    DicomStudy.writer(DicomWriter.EXPLICIT, hip(16), W, H).toBytes());
            for (Map.Entry<String, List<String>> encoder : encoders.entrySet()) {
                List<String> command = new ArrayList<>(encoder.getValue());
                Path made = folder.resolve(encoder.getKey() + ".dcm");
                command.addAll(List.of(source.toString(), made.toString()));
                Process process = new ProcessBuilder(command).inheritIO().start();
                assertThat(process.waitFor()).as(encoder.getKey()).isZero();
                files.put(encoder.getKey(), made);
            }
            String expected = sha256(Radiograph.read(source));
            assertThat(decoded(0))
                    .hasSize(encoders.size())
                    .allSatisfy(answer -> assertThat(answer.path("sha256").asText())
                            .as(answer.toString())
                            .isEqualTo(expected));
        } finally {
            Files.delete(source);
        }
    }

    @Test
    void whatIsNotReadIsRefusedByName() throws Exception {
        byte[] jpeg2000 = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51, 0, 41, 0, 0};
        put("a", dicom(DicomWriter.JPEG_2000, hip(16)).pixels(jpeg2000));
        byte[] progressive = Pictures.progressive(
                "jpeg", Pictures.eightBit(SyntheticHip.left(W, H, 3), W, H, BufferedImage.TYPE_BYTE_GRAY));
        put(
                "b",
                dicom(DicomWriter.JPEG_PROGRESSION, hip(8)).bits(8, 8, 7, false).pixels(progressive));
        put("c", dicom(DicomWriter.BIG_ENDIAN, hip(16)));
        put("d", dicom("1.2.840.10008.1.2.4.110", hip(16)).pixels(jpeg2000));
        put("g", dicom(DicomWriter.EXPLICIT, hip(16)).bits(16, 0, 0, false));
        put("h", dicom(DicomWriter.EXPLICIT, hip(16)).text(0x00200020, "CS", "F\\A"));
        put("i", dicom(DicomWriter.EXPLICIT, hip(16)).text(0x00280030, "DS", "0.1\\0.2"));
        put("e", dicom(DicomWriter.JPEG_LS, hip(16)).pixels(JpegLsWriter.encode(hip(16), H, W, 16)));
        put(
                "f",
                dicom(DicomWriter.JPEG_LS, hip(12))
                        .bits(16, 12, 11, false)
                        .pixels(JpegLsWriter.encode(hip(16), W, H, 16)));

        assertThat(decoded(0))
                .extracting(answer -> answer.path("name").asText().charAt(0) + " "
                        + answer.path("code").asText() + " "
                        + answer.path("message").asText())
                .satisfiesExactly(
                        said -> assertThat(said).startsWith("a BMD-1007 JPEG 2000 is not read here"),
                        said -> assertThat(said).startsWith("b BMD-1007 Progressive JPEG is not read here"),
                        said -> assertThat(said).startsWith("c BMD-1007 Big-endian DICOM is not read here"),
                        said -> assertThat(said)
                                .startsWith("d BMD-1007 Transfer syntax 1.2.840.10008.1.2.4.110 is not read here"),
                        said -> assertThat(said).startsWith("e BMD-1008 ").contains(W + "x" + H, H + "x" + W),
                        said -> assertThat(said).startsWith("f BMD-1008 ").contains("bits above the high one"),
                        said -> assertThat(said).startsWith("g BMD-1008 ").contains("contradicts itself"),
                        said -> assertThat(said).startsWith("h BMD-1007 Expected an upright"),
                        said -> assertThat(said).startsWith("i BMD-1007 Expected square pixels"));
    }

    /** Cut, changed or both: read or refused with a code, never an error of the page's own, in bounded time. */
    @Test
    void damagedFilesAreReadOrRefusedWithACode() throws Exception {
        compressed();
        headers();
        int refused = 0;
        for (JsonNode answer : decoded(DAMAGED)) {
            assertThat(answer.path("damaged").path("bugs"))
                    .as(answer.path("name").asText())
                    .isEmpty();
            refused += answer.path("damaged").path("refused").asInt();
        }
        assertThat(refused).isGreaterThan(files.size() * DAMAGED / 3);
    }

    private List<JsonNode> decoded(int damaged) throws Exception {
        Optional<Path> node = Programs.find("node");
        assumeTrue(node.isPresent(), "node is not installed (Debian: nodejs)");
        Process process = new ProcessBuilder(
                        node.orElseThrow().toString(),
                        "--max-old-space-size=512",
                        "decodings.mjs",
                        folder.toString(),
                        Integer.toString(damaged))
                .directory(WEB.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<JsonNode> lines = new String(process.getInputStream().readAllBytes())
                .lines()
                .map(line -> {
                    try {
                        return JSON.readTree(line);
                    } catch (IOException e) {
                        throw new IllegalStateException(line, e);
                    }
                })
                .toList();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return lines;
    }

    private static String sha256(Radiograph radiograph) throws Exception {
        short[] grey = ((DataBufferUShort) radiograph.toImage().getRaster().getDataBuffer()).getData();
        ByteBuffer bytes = ByteBuffer.allocate(2 * grey.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(grey);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }
}
