package org.xattnbmd.sdk.internal.picture.jpeg;

/**
 * The parameters of a JPEG-LS scan (ITU-T T.87, C.2.4.1).
 *
 * @param maximum the largest value, MAXVAL
 * @param near the largest error, NEAR; 0 is lossless
 * @param reset how many values a context counts before it halves its sums, RESET
 */
record JpegLsPresets(int maximum, int near, Thresholds thresholds, int reset) {

    /** Where the classes of gradients begin, T1 to T3. */
    record Thresholds(int first, int second, int third) {}

    /** What an LSE segment states; 0 is the default. */
    record Stated(int maximum, Thresholds thresholds, int reset) {

        static final Stated NOTHING = new Stated(0, new Thresholds(0, 0, 0), 0);

        static Stated read(SegmentReader segment) {
            return new Stated(
                    segment.unsigned16(),
                    new Thresholds(segment.unsigned16(), segment.unsigned16(), segment.unsigned16()),
                    segment.unsigned16());
        }
    }

    private static final int DEFAULT_RESET = 64;

    static JpegLsPresets of(Stated stated, int precision, int near) {
        int largest = (1 << precision) - 1;
        int maximum = stated.maximum == 0 ? largest : stated.maximum;
        if (maximum > largest || near > Math.min(255, maximum / 2)) {
            throw SegmentReader.corrupt(
                    "JPEG-LS of " + precision + " bits with values to " + maximum + " and errors to " + near);
        }
        Thresholds defaults = defaults(maximum, near);
        Thresholds thresholds = new Thresholds(
                or(stated.thresholds.first, defaults.first),
                or(stated.thresholds.second, defaults.second),
                or(stated.thresholds.third, defaults.third));
        int reset = or(stated.reset, DEFAULT_RESET);
        if (thresholds.first <= near
                || thresholds.second < thresholds.first
                || thresholds.third < thresholds.second
                || thresholds.third > maximum
                || reset < 3
                || reset > Math.max(255, maximum)) {
            throw SegmentReader.corrupt("JPEG-LS with thresholds " + thresholds.first + ", " + thresholds.second + ", "
                    + thresholds.third + " and reset " + reset);
        }
        return new JpegLsPresets(maximum, near, thresholds, reset);
    }

    /** C.2.4.1.1.1. */
    private static Thresholds defaults(int maximum, int near) {
        int first;
        int second;
        int third;
        if (maximum >= 128) {
            int factor = (Math.min(maximum, 4095) + 128) / 256;
            first = factor + 2 + 3 * near;
            second = 4 * factor + 3 + 5 * near;
            third = 17 * factor + 4 + 7 * near;
        } else {
            int factor = 256 / (maximum + 1);
            first = Math.max(2, 3 / factor + 3 * near);
            second = Math.max(3, 7 / factor + 5 * near);
            third = Math.max(4, 21 / factor + 7 * near);
        }
        first = first > maximum || first <= near ? near + 1 : first;
        second = second > maximum || second < first ? first : second;
        third = third > maximum || third < second ? second : third;
        return new Thresholds(first, second, third);
    }

    private static int or(int stated, int otherwise) {
        return stated == 0 ? otherwise : stated;
    }

    /** Distance of the values that errors are multiples of. */
    int step() {
        return 2 * near + 1;
    }

    /** How many errors differ, RANGE (A.2.1). */
    int range() {
        return (maximum + 2 * near) / step() + 1;
    }

    /** Bits of an error that is written without code, qbpp. */
    int errorBits() {
        return bits(range());
    }

    /** Longest code, LIMIT. */
    int limit() {
        int bits = Math.max(2, bits(maximum + 1));
        return 2 * (bits + Math.max(8, bits));
    }

    /** Bits that tell so many apart. */
    private static int bits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }
}
