package org.xattnbmd.trainer.evaluation;

/** A closed interval; both ends are NaN where the data leave it undefined. */
public record Interval(double lower, double upper) {

    /** The 97.5 % point of the standard normal distribution: how many standard errors a 95 % interval reaches. */
    public static final double NORMAL_95 = 1.959963984540054;

    public static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

    public Interval {
        if (lower > upper) {
            throw new IllegalArgumentException("expected lower <= upper, received " + lower + " and " + upper);
        }
    }

    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    public double width() {
        return upper - lower;
    }

    public boolean defined() {
        return !Double.isNaN(lower) && !Double.isNaN(upper);
    }
}
