package org.xattnbmd.sdk.internal.picture.jpeg2000;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** What can be wrong with a codestream, as the SDK's errors. */
final class Failures {

    private Failures() {}

    static BmdException corrupt(String how) {
        return new BmdException(
                Code.IMAGE_CORRUPT, "The JPEG 2000 picture is damaged: " + how + ". Fetch the file again.");
    }

    static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The JPEG 2000 data ends before its picture does. Fetch the file again.");
    }

    static BmdException unsupported(String expected, String received) {
        return new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected JPEG 2000 " + expected + ", received " + received
                        + ". Ask the archive for explicit little endian.");
    }
}
