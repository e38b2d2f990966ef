package org.xattnbmd.sdk.internal.picture.jpeg;

import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * What a JPEG frame is (ITU-T T.81, B.2.2).
 *
 * @param precision bits of a value
 * @param components their identifiers
 * @param subsampled whether components differ in size
 * @param quantisation the table of the first component
 */
record FrameHeader(int precision, int width, int height, int[] components, boolean subsampled, int quantisation) {

    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != SegmentReader.DHT && marker != 0xC8 && marker != 0xCC;
    }

    /** Reads a frame's segment; its size is within the caps. */
    static FrameHeader read(SegmentReader segment) {
        int precision = segment.unsigned8();
        int height = segment.unsigned16();
        int width = segment.unsigned16();
        int[] components = new int[segment.unsigned8()];
        if (height == 0) {
            height = segment.definedLines();
        }
        GreyPicture.checkSize(width, height);
        int first = 0;
        int quantisation = 0;
        boolean subsampled = false;
        for (int i = 0; i < components.length; i++) {
            components[i] = segment.unsigned8();
            int sampling = segment.unsigned8();
            int table = segment.unsigned8();
            first = i == 0 ? sampling : first;
            quantisation = i == 0 ? table : quantisation;
            subsampled |= sampling != first;
        }
        return new FrameHeader(precision, width, height, components, subsampled, quantisation);
    }

    long pixels() {
        return (long) width * height;
    }

    /** Number of the component with an identifier. */
    int component(int identifier) {
        for (int i = 0; i < components.length; i++) {
            if (components[i] == identifier) {
                return i;
            }
        }
        throw SegmentReader.corrupt("a JPEG scan of a component that its frame does not have");
    }
}
