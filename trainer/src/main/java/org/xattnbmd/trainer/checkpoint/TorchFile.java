package org.xattnbmd.trainer.checkpoint;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.checkpoint.TorchTensors.Storage;
import org.xattnbmd.trainer.checkpoint.TorchTensors.Stored;

/**
 * State dicts as {@code torch.save} writes them, in its zip format (PyTorch 1.6 and later) and in the stream before it. Only
 * tensors are made, no other object and no code of the file's is run, and no length is believed before it was held against
 * the file. Own code: DJL reads TorchScript only, and PyTorch's own reader is Python's.
 */
public final class TorchFile {

    private static final String STATE = "data.pkl";
    private static final BigInteger STREAM_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long STREAM_PROTOCOL = 1001;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] STREAM = {(byte) 0x80, 2, (byte) 0x8a, 10};
    private static final long LARGEST_FILE = 4L << 30;

    /** Where a training's checkpoint keeps the network's state beside its own. */
    private static final List<String> NESTED = List.of("state_dict", "model", "model_state_dict");

    private final Path file;
    private final Predicate<String> wanted;

    private TorchFile(Path file, Predicate<String> wanted) {
        this.file = file;
        this.wanted = wanted;
    }

    /** Whether a file begins as one of the two formats does. */
    public static boolean matches(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(ZIP.length);
            return Arrays.equals(begin, ZIP) || Arrays.equals(begin, STREAM);
        }
    }

    /**
     * Reads the tensors whose names are wanted, of float32, float16, bfloat16 or float64, as float32; the others may be of any
     * type.
     *
     * @throws TrainerException {@code CHECKPOINT} if the file is damaged or holds more than tensors
     */
    public static Map<String, Tensor> read(Path file, Predicate<String> wanted) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new IOException("expected at most 4 GiB, received " + size + " bytes");
            }
            TorchFile reader = new TorchFile(file, wanted);
            try (InputStream in = Files.newInputStream(file)) {
                return in.read() == ZIP[0] ? reader.zip(size) : reader.stream(size);
            }
        } catch (ZipException e) {
            throw damaged(file, "it is no whole zip archive", e);
        } catch (EOFException e) {
            throw damaged(file, "the file ends early", e);
        } catch (IOException e) {
            throw damaged(file, SafeFiles.reason(e), e);
        }
    }

    private static TrainerException damaged(Path file, String detail, Exception cause) {
        return new TrainerException(
                Code.CHECKPOINT,
                "Not a readable PyTorch state dict: " + file.getFileName() + ": " + detail
                        + ". Expected the tensors alone: torch.save(model.state_dict(), FILE), or a safetensors file.",
                cause);
    }

    private Map<String, Tensor> zip(long size) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String folder = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/" + STATE))
                    .map(name -> name.substring(0, name.length() - STATE.length()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("a zip archive without " + STATE));
            if (!text(zip, folder + "byteorder").startsWith("little")) {
                throw new IOException("its numbers are big-endian");
            }
            Map<String, Stored> state;
            try (InputStream in = new BufferedInputStream(entry(zip, folder + STATE))) {
                state = state(Pickle.read(in, new TorchTensors()));
            }
            Map<Storage, ByteBuffer> data = new LinkedHashMap<>();
            for (Storage storage : storages(state, size)) {
                try (InputStream in = entry(zip, folder + "data/" + storage.key())) {
                    data.put(storage, bytes(in, storage));
                }
            }
            return tensors(state, data, size);
        }
    }

    private static InputStream entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("a zip archive without " + name.substring(name.indexOf('/') + 1));
        }
        return zip.getInputStream(entry);
    }

    /** Older files do not say their byte order, which is always this one. */
    private static String text(ZipFile zip, String name) throws IOException {
        if (zip.getEntry(name) == null) {
            return "little";
        }
        try (InputStream in = entry(zip, name)) {
            return new String(in.readNBytes(16), StandardCharsets.US_ASCII);
        }
    }

    private Map<String, Tensor> stream(long size) throws IOException {
        TorchTensors names = new TorchTensors();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Object magic = Pickle.read(in, names);
            Object protocol = Pickle.read(in, names);
            if (!STREAM_MAGIC.equals(magic) || !Long.valueOf(STREAM_PROTOCOL).equals(protocol)) {
                throw new IOException("it does not begin as PyTorch's files do");
            }
            if (!(Pickle.read(in, names) instanceof Map<?, ?> system)
                    || !Boolean.TRUE.equals(system.get("little_endian"))) {
                throw new IOException("its numbers are big-endian");
            }
            Map<String, Stored> state = state(Pickle.read(in, names));
            Set<Storage> wantedStorages = storages(state, size);
            Map<Storage, ByteBuffer> data = new LinkedHashMap<>();
            if (!(Pickle.read(in, names) instanceof List<?> keys)) {
                throw new IOException("its data have no list");
            }
            for (Object key : keys) {
                Storage storage = names.storage(key);
                long count = bytes(in, Long.BYTES).getLong();
                if (storage == null || count != storage.count()) {
                    throw new IOException("its data don't fit its tensors");
                }
                if (wantedStorages.contains(storage)) {
                    data.put(storage, bytes(in, storage));
                } else {
                    in.skipNBytes(storage.length(size));
                }
            }
            return tensors(state, data, size);
        }
    }

    /** The tensors of a state dict, also of one that a checkpoint has beside other things. */
    private static Map<String, Stored> state(Object root) throws IOException {
        if (!(root instanceof Map<?, ?> dict)) {
            throw new IOException("it holds no dict of tensors");
        }
        Map<String, Stored> state = tensorsOf(dict);
        for (String nested : NESTED) {
            if (state.isEmpty() && dict.get(nested) instanceof Map<?, ?> inner) {
                state = tensorsOf(inner);
            }
        }
        return state;
    }

    private static Map<String, Stored> tensorsOf(Map<?, ?> dict) {
        Map<String, Stored> tensors = new LinkedHashMap<>();
        dict.forEach((name, value) -> {
            if (name instanceof String text && value instanceof Stored tensor) {
                tensors.put(text, tensor);
            }
        });
        return tensors;
    }

    /** Where the wanted tensors' numbers are; together no more than the file has. */
    private Set<Storage> storages(Map<String, Stored> state, long size) throws IOException {
        Set<Storage> storages = new LinkedHashSet<>();
        long together = 0;
        for (Map.Entry<String, Stored> tensor : state.entrySet()) {
            Storage storage = tensor.getValue().storage();
            if (wanted.test(tensor.getKey()) && storages.add(storage)) {
                together += storage.requireFloats().length(size);
                if (together > size) {
                    throw new IOException("its tensors claim more data than the file has");
                }
            }
        }
        return storages;
    }

    private static ByteBuffer bytes(InputStream in, Storage storage) throws IOException {
        return bytes(in, (int) (storage.count() * storage.type().bytes()));
    }

    private static ByteBuffer bytes(InputStream in, int length) throws IOException {
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw new IOException("the file ends early");
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Map<String, Tensor> tensors(Map<String, Stored> state, Map<Storage, ByteBuffer> data, long size)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long claimed = 0;
        for (Map.Entry<String, Stored> entry : state.entrySet()) {
            if (wanted.test(entry.getKey())) {
                Stored tensor = entry.getValue();
                // Tensors that share numbers could fill the memory from a small file.
                claimed += tensor.requireInside(entry.getKey());
                if (claimed > size) {
                    throw new IOException("its tensors claim more data than the file has");
                }
                ByteBuffer numbers = data.get(tensor.storage());
                if (numbers == null) {
                    throw new IOException("it has no data of " + entry.getKey());
                }
                tensors.put(entry.getKey(), tensor.read(numbers));
            }
        }
        return tensors;
    }
}
