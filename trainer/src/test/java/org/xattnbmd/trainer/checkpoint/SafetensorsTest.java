package org.xattnbmd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** What a file says is checked against the file before anything is believed. */
class SafetensorsTest {

    @TempDir
    Path folder;

    private Path file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("weights.safetensors"), bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(long headerLength, String header, byte... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(json)
                .put(data)
                .array();
    }

    private static byte[] bytes(String header, byte... data) {
        return bytes(header.getBytes(StandardCharsets.UTF_8).length, header, data);
    }

    private static byte[] halves(String dtype, int... bits) {
        ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int b : bits) {
            data.putShort((short) b);
        }
        String header = "{\"x\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + bits.length + "],\"data_offsets\":[0,"
                + 2 * bits.length + "]}}";
        return bytes(header, data.array());
    }

    private void refused(byte[] bytes, String... words) {
        assertThatThrownBy(() -> Safetensors.read(file(bytes)))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT))
                .message()
                .contains("weights.safetensors")
                .satisfies(message -> assertThat(words).allMatch(message::contains));
    }

    private byte[] sample() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("conv.weight", new Tensor(new long[] {2, 3}, new float[] {1, -2, 3.5f, 0, 1e-30f, 7}));
        tensors.put("bias", new Tensor(new long[] {2}, new float[] {Float.NaN, Float.NEGATIVE_INFINITY}));
        tensors.put("scalar", new Tensor(new long[0], new float[] {42}));
        Path path = folder.resolve("sample");
        new Safetensors(tensors, Map.of("epoch", "3", "note", "größer \" {")).write(path);
        return Files.readAllBytes(path);
    }

    @Test
    void headerEndsOnEightBytesAsTheFormatAsks() throws IOException {
        byte[] bytes = sample();
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(bytes).hasSize((int) (8 + header + 4 * (6 + 2 + 1)));
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length));
        }
    }

    /** A weight that differs in one bit is a number like any other; only the checksum tells. */
    @Test
    void everyFlippedBitIsRefused() throws IOException {
        byte[] whole = sample();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(flipped);
        }
        Safetensors read = Safetensors.read(file(whole));
        assertThat(read.metadata()).containsOnlyKeys("epoch", "note");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 1000, 1L << 33, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void lyingHeaderLengthIsRefused(long length) {
        refused(bytes(length, "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0,8]",
                "[4,8]",
                "[-4,0]",
                "[4,0]",
                "[0,9223372036854775807]",
                "[-9223372036854775808,9223372036854775807]",
                "[0]",
                "[]",
                "\"0,4\"",
                "null",
                "[\"a\",\"b\"]",
                "[0,3]",
                "[1e300,2e300]"
            })
    void lyingOffsetsAreRefused(String offsets) {
        refused(
                bytes("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + offsets + "}}", new byte[4]),
                "offsets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2]", "[-1]", "[4294967297]", "[65536,65536,65536,65536]", "[\"one\"]", "[2,0]"})
    void lyingShapesAreRefused(String shape) {
        refused(bytes("{\"x\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,4]}}", new byte[4]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"F64", "I64", "f32", "", "F8_E4M3"})
    void otherTypesAreRefusedByName(String dtype) {
        refused(
                bytes("{\"x\":{\"dtype\":\"" + dtype + "\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]),
                "F32, F16 or BF16",
                "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2, 3]", "\"text text\"", "{\"x\":", "nonsense", "{\"x\":7}", "      ", "{\"x\":null}"})
    void headersThatAreNotTensorTablesAreRefused(String header) {
        refused(bytes(header, new byte[16]));
    }

    @Test
    void deeplyNestedHeaderIsRefused() {
        refused(bytes("[".repeat(200_000)));
    }

    /** Otherwise a file of a megabyte could ask for terabytes of memory. */
    @Test
    void tensorsThatShareBytesAreRefused() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 40; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}");
        }
        refused(bytes(header + "}", new byte[8]), "claim more data");
    }

    @Test
    void foldersAndMissingFilesAreRefused() {
        assertThatThrownBy(() -> Safetensors.read(folder)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void readsHalfPrecision() {
        float[] values = Safetensors.read(file(
                        halves("F16", 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555, 0x7c00, 0xfc00, 0x7e00, 0x8000)))
                .tensors()
                .get("x")
                .values();
        assertThat(values)
                .containsExactly(
                        1f,
                        -2f,
                        65504f,
                        0x1p-24f,
                        0x1p-14f,
                        0.333251953125f,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.NaN,
                        -0f);
    }

    @Test
    void readsBrainFloats() {
        float[] values = Safetensors.read(file(halves("BF16", 0x3f80, 0xc000, 0x4049, 0x7f80, 0x0000)))
                .tensors()
                .get("x")
                .values();
        assertThat(values).containsExactly(1f, -2f, 3.140625f, Float.POSITIVE_INFINITY, 0f);
    }

    @Test
    void twoThousandMutationsGiveAReadOrACodedRefusal() throws IOException {
        byte[] whole = sample();
        Random random = new Random(20251118);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] mutated = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                mutated[random.nextInt(random.nextBoolean() ? mutated.length : 16)] = (byte) random.nextInt(256);
            }
            mutated = random.nextInt(4) == 0 ? Arrays.copyOf(mutated, random.nextInt(2 * whole.length)) : mutated;
            try {
                List<Tensor> tensors =
                        List.copyOf(Safetensors.read(file(mutated)).tensors().values());
                for (Tensor t : tensors) {
                    assertThat(Arrays.stream(t.shape()).reduce(1, Math::multiplyExact))
                            .isEqualTo(t.values().length);
                }
                read++;
            } catch (TrainerException e) {
                assertThat(e.code()).isEqualTo(Code.CHECKPOINT);
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }
}
