package org.xattnbmd.sdk.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** SHA-256: in hexadecimal, and as identifiers. */
public final class Hashes {

    private static final int CHUNK = 1 << 16;

    private Hashes() {}

    public static String sha256(byte[] bytes) {
        return sha256(ByteBuffer.wrap(bytes));
    }

    /** From the buffer's start to its limit; its position stays. */
    public static String sha256(ByteBuffer bytes) {
        MessageDigest sha256 = newSha256();
        // In many calls: the JVM's fast path is compiled for the call, not for the loop inside of a single one.
        byte[] piece = new byte[CHUNK];
        for (int at = 0; at < bytes.limit(); at += CHUNK) {
            int length = Math.min(CHUNK, bytes.limit() - at);
            bytes.get(at, piece, 0, length);
            sha256.update(piece, 0, length);
        }
        return hex(sha256.digest());
    }

    static String sha256(Path file) throws IOException {
        MessageDigest sha256 = newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha256.update(buffer, 0, count);
            }
        }
        return hex(sha256.digest());
    }

    /** A UUID that these parts decide alone, from the SHA-256 of their lines (version 8 of RFC 9562). */
    public static UUID uuid(String... parts) {
        ByteBuffer bits =
                ByteBuffer.wrap(newSha256().digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
        long high = bits.getLong() & ~0xF000L | 0x8000L;
        long low = bits.getLong() & ~(0b11L << 62) | 0b10L << 62;
        return new UUID(high, low);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    public static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
