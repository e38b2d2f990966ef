package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.JpegFile;
import org.xattnbmd.sdk.internal.picture.dicom.Dataset.Element;
import org.xattnbmd.sdk.internal.picture.dicom.TransferSyntax.Coding;
import org.xattnbmd.sdk.internal.picture.jpeg.ExtendedJpeg;
import org.xattnbmd.sdk.internal.picture.jpeg2000.Jpeg2000Picture;

/**
 * The compressed frame of encapsulated pixel data (DICOM PS3.5, A.4). How it is coded is read off the frame itself: archives
 * recompress and leave the old transfer syntax in the header.
 */
final class Codestream {

    private static final int SOF0 = 0xC0;
    private static final int LOSSLESS = 0xC3;
    private static final int LAST_SOF = 0xCF;
    private static final int JPEG_LS = 0xF7;
    private static final int SOS = 0xDA;

    private Codestream() {}

    /** How the frame is coded; {@code declared} may be null. */
    static Coding coding(byte[] frame, TransferSyntax declared) {
        if (Jpeg2000Picture.matches(frame)) {
            return Coding.JPEG_2000;
        }
        if (JpegFile.matches(frame)) {
            return jpeg(frame);
        }
        if (RleFrame.isHeader(frame, 0, frame.length)) {
            return Coding.RLE;
        }
        if (declared == null || declared.coding() == Coding.NATIVE) {
            throw Dataset.corrupt("its pixel data does not fit its transfer syntax");
        }
        return declared.coding();
    }

    private static Coding jpeg(byte[] frame) {
        for (int at = 2; at + 3 < frame.length; ) {
            int marker = frame[at + 1] & 0xFF;
            if ((frame[at] & 0xFF) != 0xFF || marker == SOS) {
                break;
            }
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == JPEG_LS) {
                return Coding.JPEG_LS;
            }
            if (marker >= SOF0 && marker <= LAST_SOF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                boolean twelve = at + 4 < frame.length && frame[at + 4] == ExtendedJpeg.PRECISION;
                return marker == LOSSLESS ? Coding.JPEG_LOSSLESS : twelve ? Coding.JPEG_TWELVE : Coding.JPEG;
            }
            at += 2 + ((frame[at + 2] & 0xFF) << 8 | frame[at + 3] & 0xFF);
        }
        return Coding.JPEG;
    }

    /** The fragments, joined; refused if they are frames. */
    static byte[] frame(Dataset set) {
        List<Element> fragments = set.fragments();
        if (fragments.isEmpty()) {
            throw new BmdException(Code.IMAGE_TRUNCATED, "The DICOM file has no pixel data. Fetch it again.");
        }
        int length = 0;
        for (Element fragment : fragments) {
            length += fragment.length();
        }
        byte[] frame = new byte[length];
        int at = 0;
        int frames = 0;
        for (Element fragment : fragments) {
            System.arraycopy(set.bytes(), fragment.start(), frame, at, fragment.length());
            frames += startsFrame(frame, at, fragment.length()) ? 1 : 0;
            at += fragment.length();
        }
        if (Math.max(frames, set.offsets()) > 1) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected DICOM with a single frame, received pixel data of " + Math.max(frames, set.offsets())
                            + ". Export one of them as a picture of its own.");
        }
        return frame;
    }

    /** Whether a fragment begins as a picture does: with the start of JPEG or JPEG 2000, or the header of RLE. */
    private static boolean startsFrame(byte[] joined, int start, int length) {
        if (length < 4) {
            return false;
        }
        int first = joined[start] & 0xFF;
        int second = joined[start + 1] & 0xFF;
        int third = joined[start + 2] & 0xFF;
        boolean jpeg = first == 0xFF && second == 0xD8 && third == 0xFF;
        boolean jpeg2000 = first == 0xFF && second == 0x4F && third == 0xFF && (joined[start + 3] & 0xFF) == 0x51;
        return jpeg || jpeg2000 || RleFrame.isHeader(joined, start, length);
    }
}
