package org.xattnbmd.sdk.commands;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages a file: single bits and bytes, numbers at their limits, stretches that are cut out, repeated or taken from another file
 * of the kind, an end too early; in text also words that readers stumble over.
 */
final class Damage {

    private static final long[] LIMITS = {
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL
    };

    private static final String[] WORDS = {
        "\"",
        ",",
        ";",
        "\n",
        "\r",
        "\t",
        "\0",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        "-",
        "=",
        "'",
        "NaN",
        "Infinity",
        "1e400",
        "-1e-400",
        "9".repeat(400),
        "0x1p3",
        "0.8f",
        "null",
        "true",
        "\"\"",
        "\uFEFF",
        "\u202E",
        "\uD83E\uDDB4",
        "a".repeat(5000),
        "[".repeat(3000)
    };

    /** Where the structure of a file is. */
    private static final int FRONT = 400;

    private final Random random;
    private final List<byte[]> files;
    private final boolean text;

    Damage(long seed, List<byte[]> files, boolean text) {
        random = new Random(seed);
        this.files = files;
        this.text = text;
    }

    /** A damaged copy of one of the files; its first {@code kept} bytes stay. */
    byte[] next(int kept) {
        byte[] bytes = files.get(random.nextInt(files.size())).clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int range = random.nextBoolean() ? Math.min(bytes.length, kept + FRONT) : bytes.length;
            if (range <= kept) {
                return bytes;
            }
            int at = kept + random.nextInt(range - kept);
            int kind = random.nextInt(text ? 24 : 16);
            if (kind < 6) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else if (kind < 9) {
                bytes[at] = (byte) random.nextInt(256);
            } else if (kind < 13) {
                number(bytes, at);
            } else if (kind == 13) {
                bytes = replaced(bytes, at, length(bytes, at), new byte[0]);
            } else if (kind == 14) {
                bytes = replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length(bytes, at)));
            } else if (kind == 15) {
                bytes = replaced(bytes, at, length(bytes, at), strange());
            } else {
                byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
                bytes = replaced(bytes, at, random.nextInt(2) * length(bytes, at), word);
            }
        }
        return random.nextInt(24) == 0 ? Arrays.copyOf(bytes, kept + random.nextInt(bytes.length - kept)) : bytes;
    }

    private void number(byte[] bytes, int at) {
        long value = LIMITS[random.nextInt(LIMITS.length)];
        int size = 1 << random.nextInt(3);
        boolean big = random.nextBoolean();
        for (int i = 0; i < size && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> 8 * (big ? size - 1 - i : i));
        }
    }

    /** Mostly short: what is cut out or repeated is a field or a few, seldom half of the file. */
    private int length(byte[] bytes, int at) {
        int most = random.nextInt(8) == 0 ? bytes.length : 24;
        return Math.min(1 + random.nextInt(most), bytes.length - at);
    }

    private byte[] strange() {
        byte[] other = files.get(random.nextInt(files.size()));
        int at = random.nextInt(other.length);
        return Arrays.copyOfRange(other, at, at + length(other, at));
    }

    private static byte[] replaced(byte[] bytes, int at, int removed, byte[] put) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - removed + put.length);
        System.arraycopy(put, 0, result, at, put.length);
        System.arraycopy(bytes, at + removed, result, at + put.length, bytes.length - at - removed);
        return result;
    }
}
