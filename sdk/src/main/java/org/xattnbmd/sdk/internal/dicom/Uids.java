package org.xattnbmd.sdk.internal.dicom;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.internal.files.Hashes;

/** Unique identifiers (DICOM PS3.5, 9 and B.2). */
public final class Uids {

    /** Leading zeros, which are not allowed, are in archives and are left to them. */
    private static final Pattern FORM = Pattern.compile("\\d+(\\.\\d+)+");

    private static final int MOST_CHARACTERS = 64;

    private Uids() {}

    /** Whether the text is an identifier. */
    public static boolean isUid(String text) {
        return text.length() <= MOST_CHARACTERS && FORM.matcher(text).matches();
    }

    /** An identifier that these parts decide alone: "2.25." and a UUID from their SHA-256 (version 8 of RFC 9562). */
    public static String of(String... parts) {
        byte[] hash = Hashes.newSha256().digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
        byte[] uuid = Arrays.copyOf(hash, 16);
        uuid[6] = (byte) (uuid[6] & 0x0F | 0x80);
        uuid[8] = (byte) (uuid[8] & 0x3F | 0x80);
        return "2.25." + new BigInteger(1, uuid);
    }
}
