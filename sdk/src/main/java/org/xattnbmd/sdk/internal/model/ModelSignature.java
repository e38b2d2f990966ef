package org.xattnbmd.sdk.internal.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Checks the detached Ed25519 signature (RFC 8032) of a model file. */
public final class ModelSignature {

    private static final int SIGNATURE_BYTES = 64;
    private static final int MAXIMUM_FILE = 1024;

    private ModelSignature() {}

    static void verify(ByteBuffer model, Path path, PublicKey signer) {
        Path file = path.resolveSibling(path.getFileName() + ".sig");
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(signer);
            ed25519.update(model.duplicate());
            if (!ed25519.verify(read(file))) {
                throw invalid("a signature by the given key in " + file, "one that does not fit file and key", null);
            }
        } catch (GeneralSecurityException e) {
            throw invalid("a valid Ed25519 signature in " + file, "an unusable one", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_FILE) {
                throw invalid("a signature of 64 bytes in " + file, "a longer file", null);
            }
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length == SIGNATURE_BYTES
                    ? bytes
                    : Base64.getDecoder().decode(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw invalid("a signature in " + file, "no readable file", e);
        } catch (IllegalArgumentException e) {
            throw invalid("64 bytes or their base64 in " + file, "something else", e);
        }
    }

    private static BmdException invalid(String expected, String received, Exception cause) {
        return new BmdException(
                Code.MODEL_SIGNATURE_INVALID,
                "Expected " + expected + ", received " + received + ". Do not use this model file.",
                cause);
    }
}
