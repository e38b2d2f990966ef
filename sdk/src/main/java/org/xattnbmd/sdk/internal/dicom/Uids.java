package org.xattnbmd.sdk.internal.dicom;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
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

    /** An identifier that these parts decide alone: "2.25." and the {@linkplain Hashes#uuid UUID} of their SHA-256. */
    public static String of(String... parts) {
        UUID uuid = Hashes.uuid(parts);
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return "2.25." + new BigInteger(1, bits);
    }
}
