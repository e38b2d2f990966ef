package org.xattnbmd.trainer.evaluation;

/** Tail probabilities of the distributions that the tests need, to about 1e-12. */
final class Distributions {

    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-16;
    private static final int MOST_TERMS = 10_000;

    /** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001). */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private Distributions() {}

    /** P(|T| ≥ |t|) for Student's t with the given degrees of freedom. */
    static double studentTwoSided(double t, double degrees) {
        if (Double.isInfinite(t)) {
            return 0;
        }
        return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
    }

    /** t above which Student's distribution holds (1 − confidence) / 2; found by bisection. */
    static double studentQuantile(double confidence, double degrees) {
        double low = 0;
        double high = 1;
        while (studentTwoSided(high, degrees) > 1 - confidence) {
            high *= 2;
        }
        for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
            double middle = (low + high) / 2;
            if (studentTwoSided(middle, degrees) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(|Z| ≥ |z|) for the standard normal distribution, as the limit of χ² with one degree of freedom. */
    static double normalTwoSided(double z) {
        double x = z * z / 2;
        return x < 1.5 ? 1 - lowerGammaHalf(x) : upperGammaHalf(x);
    }

    /** Regularised incomplete beta function I_x(a, b), continued fraction 26.5.8 of Abramowitz &amp; Stegun 1964. */
    static double incompleteBeta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * betaFraction(a, b, x) / a
                : 1 - front * betaFraction(b, a, 1 - x) / b;
    }

    /** Evaluated by Lentz's method (Thompson &amp; Barnett 1986, Journal of Computational Physics 64:490). */
    private static double betaFraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double h = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < PRECISION) {
                break;
            }
        }
        return h;
    }

    /** P(1/2, x) by its series. */
    private static double lowerGammaHalf(double x) {
        double term = 2;
        double sum = term;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > PRECISION * sum; n++) {
            term *= x / (n + 0.5);
            sum += term;
        }
        return x == 0 ? 0 : sum * Math.exp(-x) * Math.sqrt(x / Math.PI);
    }

    /** Q(1/2, x) by its continued fraction. */
    private static double upperGammaHalf(double x) {
        double b = x + 0.5;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MOST_TERMS; i++) {
            double a = -i * (i - 0.5);
            b += 2;
            d = 1 / nonZero(a * d + b);
            c = nonZero(b + a / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < PRECISION) {
                break;
            }
        }
        return Math.exp(-x) * Math.sqrt(x / Math.PI) * h;
    }

    private static double logGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x + 6.5;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
