package org.xattnbmd.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.xattnbmd.sdk.BmdException;

/** The hash that pins a model file, for applications that must know before opening whether it is the same as before. */
public final class ModelHash {

    private ModelHash() {}

    /**
     * SHA-256 of the file, in hexadecimal.
     *
     * @throws BmdException {@code MODEL_NOT_FOUND}; {@code INVALID_ARGUMENT} if it cannot be read
     */
    public static String sha256(Path model) {
        MessageDigest hash = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(model), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            throw new BmdException(BmdException.Code.MODEL_NOT_FOUND, "Expected a model file, received no such file.");
        } catch (IOException e) {
            throw Console.disk("a model file that can be read", e);
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
