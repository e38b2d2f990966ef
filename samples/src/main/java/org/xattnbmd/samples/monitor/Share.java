package org.xattnbmd.samples.monitor;

/**
 * How many of so many exams.
 *
 * @param of at least 1
 */
record Share(int count, int of) {

    /** The 99.5 % point of the normal distribution: 99 % intervals, since many shares are looked at. */
    private static final double NORMAL_99 = 2.5758293035489;

    double value() {
        return (double) count / of;
    }

    /** 99 % score interval (Wilson 1927, JASA 22:209). */
    double[] interval() {
        double z2 = NORMAL_99 * NORMAL_99 / of;
        double centre = (value() + z2 / 2) / (1 + z2);
        double half = NORMAL_99 * Math.sqrt(value() * (1 - value()) / of + z2 / (4.0 * of)) / (1 + z2);
        return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
    }

    /** 99 % interval of this share minus the other (Newcombe 1998, Statistics in Medicine 17:873, method 10). */
    double[] minus(Share other) {
        double difference = value() - other.value();
        double[] a = interval();
        double[] b = other.interval();
        return new double[] {
            difference - Math.hypot(value() - a[0], b[1] - other.value()),
            difference + Math.hypot(a[1] - value(), other.value() - b[0])
        };
    }
}
