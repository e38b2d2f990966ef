package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * JPEG-LS, lossless and near-lossless, one or three components of 2 to 16 bits in any interleaving. Format: ITU-T T.87, annexes A
 * to C. Written here because Maven Central has no maintained decoder of it in pure Java, and the native ones (CharLS in dcm4che,
 * JAI) are not published there for all of our platforms.
 *
 * @param planes decoded values of each component, row by row
 * @param precision bits of a value
 * @param near how far a value may be from the one that was coded; 0 is lossless
 */
public record JpegLs(short[][] planes, int width, int height, int precision, int near) {

    static final int SOF55 = 0xF7;
    private static final int LSE = 0xF8;
    private static final int APP8 = 0xE8;

    public static JpegLs decode(byte[] bytes) {
        return new Decoder(bytes).decode();
    }

    /** How the lines of the components in a scan follow each other (C.2.3). */
    enum Interleave {
        NONE,
        LINE,
        SAMPLE
    }

    private static final class Decoder {

        private final byte[] bytes;
        private final SegmentReader segment;
        private FrameHeader frame;
        private JpegLsPresets.Stated stated = JpegLsPresets.Stated.NOTHING;
        private int restartInterval;
        private short[][] planes;
        private int decoded;
        private int near;

        Decoder(byte[] bytes) {
            this.bytes = bytes;
            segment = new SegmentReader(bytes);
        }

        JpegLs decode() {
            while (planes == null || decoded < planes.length) {
                int marker = segment.next();
                switch (marker) {
                    case SOF55 -> frame();
                    case LSE -> extension();
                    case APP8 -> refuseColourTransform();
                    case SegmentReader.DRI -> restartInterval = restartInterval();
                    case SegmentReader.SOS -> scan();
                    default -> refuseOtherFrames(marker);
                }
            }
            return new JpegLs(planes, frame.width(), frame.height(), frame.precision(), near);
        }

        private void frame() {
            if (frame != null) {
                throw SegmentReader.corrupt("its JPEG-LS has a second frame");
            }
            frame = FrameHeader.read(segment);
            int components = frame.components().length;
            if (components != 1 && components != 3
                    || frame.subsampled()
                    || frame.precision() < 2
                    || frame.precision() > 16) {
                throw SegmentReader.unsupported(
                        "JPEG-LS with one component or three of one size, of 2 to 16 bits",
                        components + (frame.subsampled() ? " of different sizes," : "") + " of " + frame.precision());
            }
            if (components * frame.pixels() > GreyPicture.MAXIMUM_PIXELS) {
                throw new BmdException(
                        Code.IMAGE_TOO_LARGE,
                        "Expected at most " + GreyPicture.MAXIMUM_PIXELS + " values of all components, received "
                                + components * frame.pixels() + ". Reduce the picture.");
            }
        }

        /** LSE (C.2.4): presets count from here on; a palette counts only for a scan that names it. */
        private void extension() {
            int kind = segment.unsigned8();
            if (kind == 1) {
                stated = JpegLsPresets.Stated.read(segment);
            } else if (kind == 4) {
                throw SegmentReader.unsupported("JPEG-LS of at most 65535 lines and columns", "an oversize one");
            } else if (kind != 2 && kind != 3) {
                throw SegmentReader.corrupt("a JPEG-LS extension of kind " + kind);
            }
        }

        /** In lines, in two to four bytes (C.2.5). */
        private int restartInterval() {
            int bytes = segment.left();
            if (bytes < 2 || bytes > 4) {
                throw SegmentReader.corrupt("a JPEG-LS restart interval of " + bytes + " bytes");
            }
            int interval = 0;
            while (segment.left() > 0) {
                interval = interval << 8 | segment.unsigned8();
            }
            return interval < 0 ? Integer.MAX_VALUE : interval;
        }

        /** HP's colour transform, which is outside of the standard and of DICOM. */
        private void refuseColourTransform() {
            byte[] name = {'m', 'r', 'f', 'x'};
            byte[] found = new byte[name.length];
            for (int i = 0; i < found.length && segment.left() > 0; i++) {
                found[i] = (byte) segment.unsigned8();
            }
            if (Arrays.equals(found, name) && segment.left() > 0 && segment.unsigned8() != 0) {
                throw SegmentReader.unsupported("JPEG-LS as in ITU-T T.87", "HP's colour transform");
            }
        }

        private static void refuseOtherFrames(int marker) {
            if (FrameHeader.isFrame(marker)) {
                throw SegmentReader.unsupported("JPEG-LS (SOF55)", "SOF" + (marker - 0xC0));
            }
        }

        private void scan() {
            if (frame == null) {
                throw SegmentReader.corrupt("a JPEG scan without frame");
            }
            int[] components = components();
            int tolerance = segment.unsigned8();
            int interleave = segment.unsigned8();
            int pointTransform = segment.unsigned8();
            if (interleave > 2
                    || components.length == 1 && interleave != 0
                    || components.length > 1 && interleave == 0) {
                throw SegmentReader.corrupt(
                        "a JPEG-LS scan of " + components.length + " components, interleaved as " + interleave);
            }
            if (pointTransform != 0) {
                throw SegmentReader.unsupported("JPEG-LS without point transform", "one of " + pointTransform);
            }
            // A line takes at least one bit.
            if ((bytes.length - segment.end()) * 8L < frame.height()) {
                throw SegmentReader.truncated();
            }
            JpegLsPresets presets = JpegLsPresets.of(stated, frame.precision(), tolerance);
            near = Math.max(near, tolerance);
            if (planes == null) {
                planes = new short[frame.components().length][(int) frame.pixels()];
            }
            short[][] chosen = new short[components.length][];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = planes[components[i]];
            }
            JpegLsBits bits = new JpegLsBits(bytes, segment.end());
            new JpegLsScan(bits, presets, frame, chosen)
                    .decode(
                            Interleave.values()[interleave],
                            restartInterval == 0 ? Integer.MAX_VALUE : restartInterval);
            decoded += chosen.length;
            segment.continueAt(bits.end());
        }

        /** The components of a scan, none of which has a palette or was in an earlier scan. */
        private int[] components() {
            int[] components = new int[segment.unsigned8()];
            if (components.length == 0 || components.length > frame.components().length - decoded) {
                throw SegmentReader.corrupt("a JPEG-LS scan of " + components.length + " components");
            }
            for (int i = 0; i < components.length; i++) {
                // Encoders keep the order of the frame, which says that none comes twice.
                components[i] = frame.component(segment.unsigned8());
                if (components[i] != decoded + i) {
                    throw SegmentReader.corrupt("a JPEG-LS scan of a component out of its turn");
                }
                if (segment.unsigned8() != 0) {
                    throw SegmentReader.unsupported("JPEG-LS of grey or colour values", "a palette");
                }
            }
            return components;
        }
    }
}
