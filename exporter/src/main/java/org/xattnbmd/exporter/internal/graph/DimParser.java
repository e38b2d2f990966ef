package org.xattnbmd.exporter.internal.graph;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lengths as {@link Dim#label} writes them: sums of products of numbers, names and quotients {@code (…)//n}. */
final class DimParser {

    private static final int LONGEST = 200;
    private static final Pattern TOKEN = Pattern.compile("\\d{1,18}|[A-Za-z_][A-Za-z0-9_]*|//|[-+*()]");

    private final Matcher tokens;
    private String next;

    private DimParser(String text) {
        this.tokens = TOKEN.matcher(text);
        advance();
    }

    /** The length, or null where the text says none; what is read may be written otherwise. */
    static Dim parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            DimParser parser = new DimParser(text);
            Dim sum = parser.sum();
            return parser.tokens.regionStart() == text.length() ? sum : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    private void advance() {
        next = tokens.lookingAt() ? tokens.group() : null;
        tokens.region(next == null ? tokens.regionStart() : tokens.end(), tokens.regionEnd());
    }

    private boolean take(String token) {
        boolean there = token.equals(next);
        if (there) {
            advance();
        }
        return there;
    }

    private Dim sum() {
        Dim sum = take("-") ? product().times(-1) : product();
        while ("+".equals(next) || "-".equals(next)) {
            long sign = take("-") ? -1 : 1;
            take("+");
            sum = sum.plus(product().times(sign));
        }
        return sum;
    }

    private Dim product() {
        Dim product = quotient();
        while (take("*")) {
            product = product.times(quotient());
        }
        return product;
    }

    private Dim quotient() {
        Dim dividend = atom();
        return take("//") ? dividend.floorDividedBy(number()) : dividend;
    }

    private long number() {
        if (next == null || !Character.isDigit(next.charAt(0))) {
            throw new IllegalArgumentException("no number: " + next);
        }
        long value = Long.parseLong(next);
        advance();
        return value;
    }

    private Dim atom() {
        if (take("(")) {
            Dim inner = sum();
            if (!take(")")) {
                throw new IllegalArgumentException("not closed");
            }
            return inner;
        }
        if (next == null || !Character.isLetterOrDigit(next.charAt(0)) && next.charAt(0) != '_') {
            throw new IllegalArgumentException("no length: " + next);
        }
        if (Character.isDigit(next.charAt(0))) {
            return Dim.of(number());
        }
        Dim axis = Dim.axis(next);
        advance();
        return axis;
    }
}
