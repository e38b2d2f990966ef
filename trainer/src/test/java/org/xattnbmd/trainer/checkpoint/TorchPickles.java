package org.xattnbmd.trainer.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** State dicts in the zip format of torch.save, made without PyTorch. */
public final class TorchPickles {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    /** Writes float32 tensors. */
    public static Path write(Path file, Map<String, Tensor> tensors) {
        TorchPickles dict = new TorchPickles().code("\u0080\u0002ccollections\nOrderedDict\n)R(");
        Map<String, byte[]> data = new LinkedHashMap<>();
        int key = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            float[] values = entry.getValue().values();
            dict.text(entry.getKey())
                    .tensor(
                            "Float",
                            "" + key,
                            values.length,
                            0,
                            entry.getValue().shape());
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            data.put("" + key++, bytes.array());
        }
        return zip(file, dict.code("u.").bytes(), data);
    }

    static Path zip(Path file, byte[] pickle, Map<String, byte[]> data) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            entry(zip, "archive/data.pkl", pickle);
            entry(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, byte[]> one : data.entrySet()) {
                entry(zip, "archive/data/" + one.getKey(), one.getValue());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Instructions, a character each. */
    TorchPickles code(String instructions) {
        pickle.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    TorchPickles text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return code("X").number4(utf8.length).raw(utf8);
    }

    TorchPickles number(int number) {
        return code("J").number4(number);
    }

    /** A tensor of a storage of its own, row by row. */
    TorchPickles tensor(String type, String key, int count, int offset, long... shape) {
        code("ctorch._utils\n_rebuild_tensor_v2\n((")
                .text("storage")
                .code("ctorch\n" + type + "Storage\n")
                .text(key);
        text("cpu").number(count).code("tQ").number(offset).code("(");
        for (long length : shape) {
            number((int) length);
        }
        code("t(");
        for (int i = 0; i < shape.length; i++) {
            long stride = 1;
            for (int j = i + 1; j < shape.length; j++) {
                stride *= shape[j];
            }
            number((int) stride);
        }
        return code("t\u0089ccollections\nOrderedDict\n)RtR");
    }

    byte[] bytes() {
        return pickle.toByteArray();
    }

    private TorchPickles raw(byte[] bytes) {
        pickle.writeBytes(bytes);
        return this;
    }

    private TorchPickles number4(int number) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }
}
