package org.xattnbmd.exporter.internal.runtime;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** What a process and its {@link TrialMain} say to each other: tensors by name, texts and bytes, each after its length. */
final class TrialWire {

    /** Begins every answer, the first being that the process is there, so that what native code prints is not taken for one. */
    static final int ANSWER = 0x7a11ed01;

    static final byte OUTPUTS = 1;
    static final byte FAILED = 2;

    private TrialWire() {}

    static void write(DataOutputStream out, Map<String, Tensor> tensors) throws IOException {
        out.writeInt(tensors.size());
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            Tensor t = e.getValue();
            write(out, e.getKey());
            out.writeInt(t.type().code());
            out.writeInt(t.rank());
            for (long d : t.dims()) {
                out.writeLong(d);
            }
            write(out, t.data());
        }
    }

    static Map<String, Tensor> tensors(DataInputStream in) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = text(in);
            ElementType type = ElementType.of(in.readInt());
            long[] dims = new long[in.readInt()];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = in.readLong();
            }
            tensors.put(name, new Tensor(type, dims, bytes(in)));
        }
        return tensors;
    }

    static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
