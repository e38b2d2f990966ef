package org.xattnbmd.samples.pacs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bodies of DICOMweb (RFC 2387, RFC 2046 section 5.1; DICOM PS3.18 section 8.6). Own code: the JDK has none, and the mail
 * libraries that do decode texts and files that there are none of here.
 */
final class MultipartRelated {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))");
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

    private MultipartRelated() {}

    /**
     * A body and what its Content-Type must say.
     *
     * @param pieces the bytes, not joined: they are megabytes
     */
    record Body(String contentType, List<byte[]> pieces) {

        long length() {
            return pieces.stream().mapToLong(piece -> piece.length).sum();
        }
    }

    /** DICOM objects as one body. */
    static Body of(List<byte[]> objects) {
        String boundary = "bmd-" + UUID.randomUUID();
        List<byte[]> pieces = new ArrayList<>();
        for (byte[] object : objects) {
            pieces.add(ascii("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n"));
            pieces.add(object);
            pieces.add(ascii("\r\n"));
        }
        pieces.add(ascii("--" + boundary + "--\r\n"));
        return new Body("multipart/related; type=\"application/dicom\"; boundary=" + boundary, pieces);
    }

    /**
     * The parts of a body, without their headers.
     *
     * @throws ArchiveException {@code BAD_ANSWER} if it is not whole
     */
    static List<byte[]> parts(String contentType, byte[] body) {
        Matcher named = BOUNDARY.matcher(contentType);
        if (!named.find()) {
            throw broken("no boundary");
        }
        byte[] mark = ascii("--" + (named.group(1) == null ? named.group(2) : named.group(1)));
        byte[] between = ascii("\r\n" + new String(mark, StandardCharsets.US_ASCII));
        List<byte[]> parts = new ArrayList<>();
        int at = indexOf(body, mark, 0);
        while (at >= 0) {
            int after = at + mark.length;
            if (after + 2 <= body.length && body[after] == '-' && body[after + 1] == '-') {
                return parts;
            }
            int headers = indexOf(body, HEADERS_END, after);
            int end = headers < 0 ? -1 : indexOf(body, between, headers + HEADERS_END.length);
            if (end < 0) {
                break;
            }
            parts.add(Arrays.copyOfRange(body, headers + HEADERS_END.length, end));
            at = end + 2;
        }
        throw broken("no closing boundary");
    }

    private static ArchiveException broken(String what) {
        return new ArchiveException(
                ArchiveException.Code.BAD_ANSWER,
                "Expected a whole multipart/related answer, received one with " + what + ".");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            // Most places are told apart by two bytes, of what is sought and looked at at least two.
            if (in[i] == what[0]
                    && in[i + 1] == what[1]
                    && Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
