package org.xattnbmd.trainer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files and bytes, as lower-case hexadecimal text where it is text. */
public final class Sha256 {

    private Sha256() {}

    /** The hash of a file's bytes. */
    public static String of(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    /**
     * The hash of a file that a person named.
     *
     * @throws TrainerException {@code OUTPUT} if it can't be read
     */
    public static String ofNamed(Path file) {
        try {
            return of(file);
        } catch (IOException e) {
            throw new TrainerException(
                    TrainerException.Code.OUTPUT, "Can't read " + file + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    /** One hash of several files: of a single one its own, else of their hashes in order. */
    public static String of(List<Path> files) throws IOException {
        if (files.size() == 1) {
            return of(files.get(0));
        }
        MessageDigest digest = digest();
        for (Path file : files) {
            digest.update(HexFormat.of().parseHex(of(file)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The 32 bytes of the hash. */
    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }

    /** A digest to be fed in parts. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
