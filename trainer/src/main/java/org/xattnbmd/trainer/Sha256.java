package org.xattnbmd.trainer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of what is in memory or comes piece by piece. Stateless and thread-safe. */
public final class Sha256 {

    private Sha256() {}

    /** A new digest, to be fed. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** The 32 bytes of these bytes' hash. */
    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }
}
