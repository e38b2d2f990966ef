package org.xattnbmd.trainer.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's pickles, as far as PyTorch's state dicts need them: numbers, texts, lists, tuples (as lists), dicts, and what the
 * caller makes of named things. Own code, because a library's unpickler makes objects of whatever a file names and believes
 * its lengths; here nothing is made but what {@link Names} allows, and everything is bounded by the bytes that were read.
 */
final class Pickle {

    /** The pickle of a state dict has some hundred bytes for each tensor; a hostile one makes objects of single bytes. */
    private static final int LONGEST = 4 << 20;

    private static final Object MARK = new Object();

    /** What named things stand for. Throws {@link IOException} for what is not allowed. */
    interface Names {

        /** A name, without calling it. */
        Object named(String name) throws IOException;

        /** What a named thing makes of arguments. */
        Object called(Object named, List<Object> arguments) throws IOException;

        /** What lies outside of the pickle. */
        Object stored(List<Object> id) throws IOException;
    }

    private final InputStream in;
    private final Names names;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int left = LONGEST;

    private Pickle(InputStream in, Names names) {
        this.in = in;
        this.names = names;
    }

    /**
     * Reads one pickle and nothing behind it.
     *
     * @throws IOException if it is damaged, too long, or names what is not allowed
     */
    static Object read(InputStream in, Names names) throws IOException {
        try {
            return new Pickle(in, names).run();
        } catch (RuntimeException e) {
            // Too few values, or of other kinds than an instruction takes.
            throw new IOException("a damaged pickle", e);
        }
    }

    private Object run() throws IOException {
        while (true) {
            int code = bytes(1).get() & 0xff;
            switch (code) {
                case '.' -> {
                    return pop();
                }
                case 0x80 -> bytes(1); // protocol
                case 0x95 -> bytes(8); // frame
                case '(' -> push(MARK);
                case '0' -> pop();
                case 'N' -> push(null);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 'J' -> push((long) bytes(4).getInt());
                case 'K' -> push((long) length1());
                case 'M' -> push((long) (bytes(2).getShort() & 0xffff));
                case 0x8a -> push(integer(length1()));
                case 'G' -> push(bytes(8).order(ByteOrder.BIG_ENDIAN).getDouble());
                case 'X', 'T' -> push(text(length4()));
                case 0x8c, 'U' -> push(text(length1()));
                case ']' -> push(new ArrayList<>());
                case ')' -> push(List.of());
                case '}' -> push(new LinkedHashMap<>());
                case 't' -> push(untilMark());
                case 0x85 -> push(top(1));
                case 0x86 -> push(top(2));
                case 0x87 -> push(top(3));
                case 'a' -> append(top(1));
                case 'e' -> append(untilMark());
                case 's' -> put(top(2));
                case 'u' -> put(untilMark());
                case 'q' -> memo.put(length1(), peek());
                case 'r' -> memo.put(length4(), peek());
                case 0x94 -> memo.put(memo.size(), peek());
                case 'h' -> recall(length1());
                case 'j' -> recall(length4());
                case 'c' -> push(names.named(line() + "." + line()));
                case 0x93 -> {
                    List<Object> name = top(2);
                    push(names.named((String) name.get(0) + "." + (String) name.get(1)));
                }
                case 'Q' -> push(names.stored(list(pop())));
                case 'R' -> {
                    List<Object> call = top(2);
                    push(names.called(call.get(0), list(call.get(1))));
                }
                case 'b' -> {
                    // Attributes of a dict, such as versions of layers: the dict is all that is wanted.
                    pop();
                    if (!(peek() instanceof Map)) {
                        throw new IOException("an object with a state of its own");
                    }
                }
                default ->
                    throw new IOException(String.format("the instruction 0x%02x, which tensors don't need", code));
            }
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private Object peek() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> top(int count) {
        List<Object> part = stack.subList(stack.size() - count, stack.size());
        List<Object> taken = new ArrayList<>(part);
        part.clear();
        return taken;
    }

    private List<Object> untilMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> taken = top(stack.size() - mark - 1);
        stack.remove(mark);
        return taken;
    }

    private void recall(int place) throws IOException {
        if (!memo.containsKey(place)) {
            throw new IOException("a damaged pickle");
        }
        push(memo.get(place));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private void append(List<Object> values) {
        list(peek()).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void put(List<Object> keysAndValues) throws IOException {
        Map<Object, Object> dict = (Map<Object, Object>) peek();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            // The hash of a key that is a collection could be made to take for ever.
            if (!(key instanceof String || key instanceof Number)) {
                throw new IOException("a key that is neither a text nor a number");
            }
            dict.put(key, keysAndValues.get(i + 1));
        }
    }

    /** A whole number of up to 255 bytes; those that fit are a long. */
    private Number integer(int length) throws IOException {
        byte[] littleEndian = bytes(length).array();
        byte[] bigEndian = new byte[length + 1];
        for (int i = 0; i < length; i++) {
            bigEndian[length - i] = littleEndian[i];
        }
        if (length > 0 && littleEndian[length - 1] < 0) {
            bigEndian[0] = -1;
        }
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private int length1() throws IOException {
        return bytes(1).get() & 0xff;
    }

    private int length4() throws IOException {
        return bytes(4).getInt();
    }

    private String text(int length) throws IOException {
        return new String(bytes(length).array(), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = length1(); c != '\n'; c = length1()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private ByteBuffer bytes(int length) throws IOException {
        if (length < 0 || length > left) {
            throw new IOException("a pickle of more than " + LONGEST + " bytes");
        }
        left -= length;
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw new IOException("the file ends early");
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }
}
