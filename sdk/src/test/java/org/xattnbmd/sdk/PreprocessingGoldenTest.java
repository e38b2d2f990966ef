package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/**
 * Pins what version 1 computes. Every model in the field was trained on exactly this: a change here is a new version of
 * the preprocessing, never an improvement of this one. {@link #main} writes the file for a new version.
 */
class PreprocessingGoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/preprocessing-v1.properties");
    private static final int W = 400;
    private static final int H = 480;

    @Test
    void versionOneComputesWhatItAlwaysComputed() throws Exception {
        Properties golden = new Properties();
        try (BufferedReader in = Files.newBufferedReader(GOLDEN)) {
            golden.load(in);
        }
        Map<String, float[]> computed = compute();

        assertThat(golden.stringPropertyNames()).isEqualTo(computed.keySet());
        computed.forEach((name, tensor) -> {
            float[] expected = decode(golden.getProperty(name));
            assertThat(tensor).hasSameSizeAs(expected);
            for (int i = 0; i < tensor.length; i++) {
                // OpenCV may sum in another order on another processor; a step of 8-bit grey is 4e-3.
                assertThat(tensor[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(2e-6f));
            }
        });
    }

    private static Map<String, float[]> compute() {
        short[] hip = SyntheticHip.left(W, H, 42);
        short[] shuttered = SyntheticHip.collimated(hip, W, 31, 22, 377, 455);
        short[] marked = SyntheticHip.painted(shuttered, W, 40, 400, 36, 30, 65_535);
        short[] banded = SyntheticHip.painted(hip, W, 0, 0, 25, H, 65_535);
        PixelFormat format = PixelFormat.unsigned(16).withSide(Side.LEFT);
        Preprocessing square = Preprocessing.v1(24, 24);

        Map<String, float[]> tensors = new LinkedHashMap<>();
        tensors.put("plain", square.apply(Radiograph.of(hip, W, H, format)));
        tensors.put("shuttersAndMarker", square.apply(Radiograph.of(marked, W, H, format)));
        tensors.put("openFieldBand", square.apply(Radiograph.of(banded, W, H, format)));
        tensors.put("right", square.apply(Radiograph.of(hip, W, H, format.withSide(Side.RIGHT))));
        tensors.put(
                "regionWideOutput",
                Preprocessing.v1(32, 20).apply(Radiograph.of(hip, W, H, format).withRegion(50, 61, 301, 333)));
        tensors.put("fieldOfView", square.withFieldOfView(90).apply(Radiograph.of(hip, W, H, format.withSpacing(0.4))));
        tensors.put(
                "enlarged",
                Preprocessing.v1(24, 24).apply(Radiograph.of(hip, W, H, format).withRegion(100, 100, 32, 40)));
        return tensors;
    }

    private static float[] decode(String base64) {
        FloatBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** Writes the golden file; run it from the module's folder. */
    public static void main(String[] arguments) throws Exception {
        StringJoiner lines =
                new StringJoiner("\n", "# float32, little endian, base64; see PreprocessingGoldenTest\n", "\n");
        compute().forEach((name, tensor) -> {
            ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor);
            lines.add(name + "=" + Base64.getEncoder().encodeToString(bytes.array()));
        });
        Files.writeString(GOLDEN, lines.toString());
    }
}
