package org.xattnbmd.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * The safetensors format (header length, JSON header, raw little-endian data): named float32 tensors and string
 * metadata. Reading is bounded by the file: no length in it is believed before it was checked. What this class writes has a
 * SHA-256 over the whole file in its metadata, which is compared before anything else is believed; files of others have none. Own code, because the format
 * is small and what DJL writes by itself is read back by DJL only.
 */
public final class Safetensors {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";

    /** SHA-256 of the file, with zeros in place of these digits. */
    private static final String CHECKSUM = "sha256";

    /** Says that there is one, so that a damaged name of the one does not pass for a file without. */
    private static final String CHECKED = "checked_by";

    private static final String NO_CHECKSUM = "0".repeat(64);
    private static final long LARGEST_HEADER = 16L << 20;
    private static final long LARGEST_FILE = 2L << 30;
    private static final long PIECE = 1 << 20;

    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    /** A float32 tensor, row-major. */
    public record Tensor(long[] shape, float[] values) {}

    public Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this.tensors = new LinkedHashMap<>(tensors);
        this.metadata = new LinkedHashMap<>(metadata);
    }

    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** The tensors whose names begin with {@code prefix}, by the rest of the name. */
    public Map<String, Tensor> part(String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** Writes to a temporary file beside {@code path}, then moves it there. */
    public void write(Path path) {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode meta = header.putObject(METADATA);
        meta.put(CHECKED, CHECKSUM);
        meta.put(CHECKSUM, NO_CHECKSUM);
        new TreeMap<>(metadata).forEach(meta::put);
        long offset = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            ObjectNode node = header.putObject(e.getKey());
            node.put("dtype", "F32");
            ArrayNode shape = node.putArray("shape");
            for (long d : e.getValue().shape()) {
                shape.add(d);
            }
            long end = offset + 4L * e.getValue().values().length;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        MessageDigest sha256 = newSha256();
        try (OutputStream digested = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            writeTo(digested, header);
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing is written to.", e);
        }
        meta.put(CHECKSUM, HexFormat.of().formatHex(sha256.digest()));
        SafeFiles.writeAtomically(path, out -> writeTo(out, header));
    }

    private void writeTo(OutputStream out, ObjectNode header) throws IOException {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .array());
        out.write(json);
        out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8));
        for (Tensor t : tensors.values()) {
            writeValues(out, t.values());
        }
    }

    private static void writeValues(OutputStream out, float[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        out.write(buffer.array());
    }

    /** Reads all tensors: F32, F16 or BF16. */
    public static Safetensors read(Path path) {
        return read(path, name -> true);
    }

    /** Reads the tensors whose names are wanted; the others may be of any type, and their data is not looked at. */
    public static Safetensors read(Path path, Predicate<String> wanted) {
        if (!Files.isRegularFile(path)) {
            throw damaged(path, "no such file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 10 || size > LARGEST_FILE) {
                throw damaged(path, "expected 10 bytes to 2 GiB, received " + size);
            }
            long headerLength = read(channel, 0, 8, path).getLong();
            if (headerLength < 2 || headerLength > LARGEST_HEADER || headerLength > size - 8) {
                throw damaged(path, "header length " + headerLength + " in a file of " + size + " bytes");
            }
            JsonNode header =
                    JSON.readTree(read(channel, 8, (int) headerLength, path).array());
            if (header == null || !header.isObject()) {
                throw damaged(path, "the header is not a JSON object");
            }
            checkSum(channel, header.path(METADATA), (int) headerLength, path);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            long dataStart = 8 + headerLength;
            long claimed = 0;
            for (Map.Entry<String, JsonNode> e : header.properties()) {
                if (e.getKey().equals(METADATA)) {
                    e.getValue()
                            .properties()
                            .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
                } else if (wanted.test(e.getKey())) {
                    tensors.put(e.getKey(), tensor(channel, e.getKey(), e.getValue(), dataStart, size, path));
                    // Tensors that share bytes could fill the memory from a small file.
                    claimed += length(e.getValue());
                    if (claimed > size - dataStart) {
                        throw damaged(path, "its tensors claim more data than the file has");
                    }
                }
            }
            metadata.keySet().removeAll(List.of(CHECKED, CHECKSUM));
            return new Safetensors(tensors, metadata);
        } catch (JsonProcessingException e) {
            throw damaged(path, "the header is not JSON");
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, "The checkpoint " + path + " can't be read", e);
        }
    }

    /** Compares the checksum with the file, where it has one. */
    private static void checkSum(FileChannel channel, JsonNode metadata, int headerLength, Path path)
            throws IOException {
        if (!metadata.has(CHECKED) && !metadata.has(CHECKSUM)) {
            return;
        }
        String wanted = metadata.path(CHECKSUM).asText();
        MessageDigest sha256 = newSha256();
        byte[] head = read(channel, 0, 8 + headerLength, path).array();
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int place = wanted.length() == NO_CHECKSUM.length() ? text.indexOf(wanted) : -1;
        if (place >= 0) {
            sha256.update(text.replace(wanted, NO_CHECKSUM).getBytes(StandardCharsets.ISO_8859_1));
            for (long at = head.length; at < channel.size(); at += PIECE) {
                sha256.update(read(channel, at, (int) Math.min(PIECE, channel.size() - at), path));
            }
        }
        if (place < 0
                || !metadata.path(CHECKED).asText().equals(CHECKSUM)
                || !HexFormat.of().formatHex(sha256.digest()).equals(wanted)) {
            throw damaged(path, "it was changed after it was written, its checksum does not fit");
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static long length(JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        return offsets.path(1).asLong() - offsets.path(0).asLong();
    }

    private static Tensor tensor(FileChannel channel, String name, JsonNode node, long dataStart, long size, Path path)
            throws IOException {
        String dtype = node.path("dtype").asText();
        long begin = node.path("data_offsets").path(0).asLong(-1);
        long end = node.path("data_offsets").path(1).asLong(-1);
        JsonNode dims = node.path("shape");
        long[] shape = new long[dims.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).asLong(-1);
            if (shape[i] < 0 || shape[i] > 0 && count > LARGEST_FILE / shape[i]) {
                throw damaged(path, name + ": impossible shape");
            }
            count *= shape[i];
        }
        int bytes = switch (dtype) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default -> throw damaged(path, name + ": expected F32, F16 or BF16, received " + dtype);
        };
        if (begin < 0 || end < begin || end - begin != count * bytes || end > size - dataStart) {
            throw damaged(path, name + ": offsets " + begin + "-" + end + " do not fit its shape or the file");
        }
        ByteBuffer raw = read(channel, dataStart + begin, (int) (end - begin), path);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case "F32" -> raw.getFloat(4 * i);
                case "BF16" -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
                default -> HalfFloats.toFloat(raw.getShort(2 * i));
            };
        }
        return new Tensor(shape, values);
    }

    private static ByteBuffer read(FileChannel channel, long position, int length, Path path) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw damaged(path, "the file ends early");
            }
        }
        return buffer.flip();
    }

    private static TrainerException damaged(Path path, String detail) {
        return new TrainerException(
                Code.CHECKPOINT, "Not a readable safetensors file: " + path.getFileName() + ": " + detail);
    }
}
