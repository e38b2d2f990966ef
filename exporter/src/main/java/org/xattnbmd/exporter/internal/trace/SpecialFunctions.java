package org.xattnbmd.exporter.internal.trace;

import java.util.List;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Value;

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

    static Value inverseErf(Emitter e, Value x, ElementType type) {
        Value one = e.scalar(type, 1);
        Value product = e.node(Operators.MUL, e.node(Operators.SUB, one, x), e.node(Operators.ADD, one, x));
        Value w = e.node(Operators.NEG, e.node(Operators.LOG, product));
        Value centre = polynomial(e, e.node(Operators.SUB, w, e.scalar(type, 2.5)), CENTRE, type);
        Value root = e.node(Operators.SQRT, e.node(Operators.MAX, w, e.scalar(type, 0)));
        Value tail = polynomial(e, e.node(Operators.SUB, root, e.scalar(type, 3)), TAIL, type);
        Value near = e.node(Operators.LESS, w, e.scalar(type, 5));
        Value factor = e.node(Operators.WHERE, List.of(near, centre, tail));
        Value edge = e.node(Operators.EQUAL, e.node(Operators.ABS, x), one);
        Value infinite = e.node(Operators.DIV, x, e.scalar(type, 0));
        return e.node(Operators.WHERE, List.of(edge, infinite, e.node(Operators.MUL, factor, x)));
    }

    /** log|Γ(x)|; below one half by reflection, log(π / |sin πx|) - log Γ(1 - x). */
    static Value logGamma(Emitter e, Value x, ElementType type) {
        Value half = e.scalar(type, 0.5);
        Value low = e.node(Operators.LESS, x, half);
        Value mirrored = e.node(Operators.SUB, e.scalar(type, 1), x);
        Value z = e.node(Operators.SUB, e.node(Operators.WHERE, List.of(low, mirrored, x)), e.scalar(type, 1));
        Value series = e.scalar(type, 0.99999999999980993);
        for (int i = 0; i < LANCZOS.length; i++) {
            Value term =
                    e.node(Operators.DIV, e.scalar(type, LANCZOS[i]), e.node(Operators.ADD, z, e.scalar(type, i + 1)));
            series = e.node(Operators.ADD, series, term);
        }
        Value t = e.node(Operators.ADD, z, e.scalar(type, 7.5));
        Value power = e.node(Operators.MUL, e.node(Operators.ADD, z, half), e.node(Operators.LOG, t));
        Value upper = e.node(
                Operators.ADD,
                e.node(Operators.SUB, power, t),
                e.node(Operators.ADD, e.node(Operators.LOG, series), e.scalar(type, 0.5 * Math.log(2 * Math.PI))));
        Value sine = e.node(Operators.ABS, e.node(Operators.SIN, e.node(Operators.MUL, x, e.scalar(type, Math.PI))));
        Value reflected = e.node(
                Operators.SUB,
                e.node(Operators.SUB, e.scalar(type, Math.log(Math.PI)), e.node(Operators.LOG, sine)),
                upper);
        return e.node(Operators.WHERE, List.of(low, reflected, upper));
    }

    /** Horner's scheme, highest power first. */
    private static Value polynomial(Emitter e, Value w, double[] coefficients, ElementType type) {
        Value p = e.scalar(type, coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            p = e.node(Operators.ADD, e.node(Operators.MUL, p, w), e.scalar(type, coefficients[i]));
        }
        return p;
    }
}
