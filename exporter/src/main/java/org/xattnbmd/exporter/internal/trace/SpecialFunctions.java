package org.xattnbmd.exporter.internal.trace;

import org.xattnbmd.exporter.internal.operator.Operators;

/** Functions that ONNX has no operator for, by the approximations that numerical libraries use in single precision. */
final class SpecialFunctions {

    /** M. Giles, "Approximating the erfinv function", GPU Computing Gems 2 (2011), for w below and above 5. */
    private static final double[] CENTRE = {
        2.81022636e-08,
        3.43273939e-07,
        -3.5233877e-06,
        -4.39150654e-06,
        0.00021858087,
        -0.00125372503,
        -0.00417768164,
        0.246640727,
        1.50140941
    };

    private static final double[] TAIL = {
        -0.000200214257,
        0.000100950558,
        0.00134934322,
        -0.00367342844,
        0.00573950773,
        -0.0076224613,
        0.00943887047,
        1.00167406,
        2.83297682
    };

    /** C. Lanczos, "A precision approximation of the gamma function" (1964), g = 7, nine terms (after P. Godfrey). */
    private static final double[] LANCZOS = {
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private SpecialFunctions() {}

    static Term inverseErf(Emitter e, Term x) {
        Term one = e.scalar(x.type(), 1);
        Term w = one.sub(x).mul(one.add(x)).log().neg();
        Term centre = polynomial(w.sub(2.5), CENTRE, e);
        Term tail = polynomial(w.max(0).sqrt().sub(3), TAIL, e);
        Term factor = w.less(5).where(centre, tail);
        Term edge = x.abs().equal(one);
        Term infinite = x.div(0);
        return edge.where(infinite, factor.mul(x));
    }

    /** log|Γ(x)|; below one half by reflection, log(π / |sin πx|) - log Γ(1 - x). */
    static Term logGamma(Emitter e, Term x) {
        Term half = e.scalar(x.type(), 0.5);
        Term low = x.less(half);
        Term mirrored = e.scalar(x.type(), 1).sub(x);
        Term z = low.where(mirrored, x).sub(1);
        Term series = e.scalar(x.type(), 0.99999999999980993);
        for (int i = 0; i < LANCZOS.length; i++) {
            series = series.add(e.scalar(x.type(), LANCZOS[i]).div(z.add(i + 1)));
        }
        Term t = z.add(7.5);
        Term power = z.add(half).mul(t.log());
        Term upper = power.sub(t).add(series.log().add(0.5 * Math.log(2 * Math.PI)));
        Term sine = x.mul(Math.PI).apply(Operators.SIN).abs();
        Term reflected = e.scalar(x.type(), Math.log(Math.PI)).sub(sine.log()).sub(upper);
        return low.where(reflected, upper);
    }

    /** Horner's scheme, highest power first. */
    private static Term polynomial(Term w, double[] coefficients, Emitter e) {
        Term p = e.scalar(w.type(), coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            p = p.mul(w).add(coefficients[i]);
        }
        return p;
    }
}
