package org.xattnbmd.trainer.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** What the names in a state dict's pickle stand for: dicts, tensors and where their numbers lie; all else is refused. */
final class TorchTensors implements Pickle.Names {

    private static final String DICT = "collections.OrderedDict";
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final Set<String> CALLABLE = Set.of(DICT, TENSOR, PARAMETER);
    private static final String TORCH = "torch.";

    private final Map<String, Storage> storages = new HashMap<>();

    /** Types of numbers by PyTorch's names. */
    enum Type {
        FLOAT(4, true),
        HALF(2, true),
        BFLOAT16(2, true),
        DOUBLE(8, true),
        LONG(8, false),
        INT(4, false),
        SHORT(2, false),
        CHAR(1, false),
        BYTE(1, false),
        BOOL(1, false);

        private final int bytes;
        private final boolean floats;

        Type(int bytes, boolean floats) {
            this.bytes = bytes;
            this.floats = floats;
        }

        int bytes() {
            return bytes;
        }

        private float at(ByteBuffer numbers, int place) {
            return switch (this) {
                case FLOAT -> numbers.getFloat(4 * place);
                case HALF -> HalfFloats.toFloat(numbers.getShort(2 * place));
                case BFLOAT16 -> Float.intBitsToFloat(numbers.getShort(2 * place) << 16);
                case DOUBLE -> (float) numbers.getDouble(8 * place);
                default -> throw new IllegalStateException(this + " is no floating-point number");
            };
        }

        private static Type ofStorage(String name) {
            for (Type type : values()) {
                if (name.equalsIgnoreCase(TORCH + type + "Storage")) {
                    return type;
                }
            }
            return null;
        }
    }

    /** A row of numbers that tensors are parts of. */
    record Storage(String key, Type type, long count) {

        Storage requireFloats() throws IOException {
            if (!type.floats) {
                throw new IOException("weights that are no floating-point numbers (" + type + ")");
            }
            return this;
        }

        /** Bytes; a row that an array can hold. */
        long length(long limit) throws IOException {
            if (count < 0 || count > Math.min(limit, Integer.MAX_VALUE - 8) / type.bytes) {
                throw new IOException("its tensors claim more data than the file has");
            }
            return count * type.bytes;
        }
    }

    /** A tensor: a part of a storage, in steps along each axis. */
    record Stored(Storage storage, long offset, long[] shape, long[] strides) {

        /** Refuses what reaches out of the storage; returns its bytes as float32. */
        long requireInside(String name) throws IOException {
            if (offset < 0) {
                throw new IOException(name + " reaches beyond its data");
            }
            long count = 1;
            long last = offset;
            boolean empty = false;
            for (int i = 0; i < shape.length; i++) {
                // Storages have less than 2^31 numbers: nothing overflows where no step goes beyond that.
                if (shape[i] < 0 || strides[i] < 0 || shape[i] > Integer.MAX_VALUE || strides[i] > Integer.MAX_VALUE) {
                    throw new IOException(name + " has an impossible shape");
                }
                empty |= shape[i] == 0;
                count *= shape[i];
                last += shape[i] == 0 ? 0 : (shape[i] - 1) * strides[i];
                if (count > Integer.MAX_VALUE / Float.BYTES || last > Integer.MAX_VALUE || last < 0) {
                    throw new IOException(name + " has an impossible shape");
                }
            }
            if (!empty && last >= storage.count) {
                throw new IOException(name + " reaches beyond its data");
            }
            return count * Float.BYTES;
        }

        /** The numbers in the order of the axes; {@link #requireInside} has been asked. */
        Tensor read(ByteBuffer numbers) {
            int count = 1;
            for (long length : shape) {
                count *= (int) length;
            }
            float[] values = new float[count];
            long[] at = new long[shape.length];
            long place = offset;
            for (int i = 0; i < count; i++) {
                values[i] = storage.type.at(numbers, (int) place);
                for (int axis = shape.length - 1; axis >= 0; axis--) {
                    place += strides[axis];
                    if (++at[axis] < shape[axis]) {
                        break;
                    }
                    place -= at[axis] * strides[axis];
                    at[axis] = 0;
                }
            }
            return new Tensor(shape, values);
        }
    }

    /** The storage of this key, null for none. */
    Storage storage(Object key) {
        return key instanceof String text ? storages.get(text) : null;
    }

    @Override
    public Object named(String name) throws IOException {
        Type type = Type.ofStorage(name);
        if (type == null && !CALLABLE.contains(name)) {
            throw new IOException("it holds an object of the class " + name + ", and only tensors are read");
        }
        return type == null ? new Callable(name) : type;
    }

    private record Callable(String name) {}

    @Override
    public Object called(Object named, List<Object> arguments) throws IOException {
        String name = named instanceof Callable callable ? callable.name : "";
        switch (name) {
            case DICT:
                if (arguments.isEmpty()) {
                    return new LinkedHashMap<>();
                }
                break;
            case PARAMETER:
                if (!arguments.isEmpty() && arguments.get(0) instanceof Stored tensor) {
                    return tensor;
                }
                break;
            case TENSOR:
                if (arguments.size() >= 4
                        && arguments.get(0) instanceof Storage storage
                        && arguments.get(1) instanceof Long offset) {
                    long[] shape = longs(arguments.get(2));
                    long[] strides = longs(arguments.get(3));
                    if (shape.length == strides.length) {
                        return new Stored(storage, offset, shape, strides);
                    }
                }
                break;
            default:
                break;
        }
        throw new IOException("a call of something else than a tensor");
    }

    @Override
    public Object stored(List<Object> id) throws IOException {
        boolean whole = id.size() == 5 || id.size() == 6 && id.get(5) == null;
        if (!whole
                || !"storage".equals(id.get(0))
                || !(id.get(1) instanceof Type type)
                || !(id.get(2) instanceof String key)
                || !(id.get(4) instanceof Long count)) {
            throw new IOException("data of an unknown kind");
        }
        Storage storage = new Storage(key, type, count);
        Storage other = storages.putIfAbsent(key, storage);
        if (other != null && !other.equals(storage)) {
            throw new IOException("one row of data of two kinds");
        }
        return storage;
    }

    private static long[] longs(Object list) {
        return ((List<?>) list).stream().mapToLong(n -> (Long) n).toArray();
    }
}
