package org.xattnbmd.exporter.internal.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One axis length of a value: a number; an expression of named axes that vary, such as {@code 2*batch*sequence+1} or {@code
 * (height-1)//2+1}, where {@code //} rounds down; or unknown. Immutable; equal where the expressions are.
 */
public final class Dim {

    /** Products of more factors first, then by name. */
    private static final Comparator<List<Factor>> ORDER =
            Comparator.<List<Factor>>comparingInt(List::size).reversed().thenComparing(Dim::text);

    /** The name that files give to the batch axis. */
    public static final String BATCH_NAME = "batch";

    /** The batch axis itself. */
    public static final Dim BATCH = axis(BATCH_NAME);

    /** More terms than this are not followed. */
    private static final int MAX_TERMS = 32;

    /** Names by which exporters call lengths that need not be the same. */
    private static final Set<String> NO_NAMES = Set.of("", "?", "None", "dynamic");

    /** What varies: an axis, or a quotient that is rounded down. */
    sealed interface Factor permits Axis, Quotient {}

    record Axis(String name) implements Factor {
        @Override
        public String toString() {
            return name;
        }
    }

    record Quotient(Dim dividend, long divisor) implements Factor {
        @Override
        public String toString() {
            String text = dividend.toString();
            boolean bare = text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
            return (bare ? text : "(" + text + ")") + "//" + divisor;
        }
    }

    private final long offset;
    /** How often each product of factors, sorted, goes in; never 0. */
    private final Map<List<Factor>, Long> terms;
    /** What a file calls a length of which nothing is known; null where it is. */
    private final String unknown;

    private Dim(long offset, Map<List<Factor>, Long> terms, String unknown) {
        this.offset = offset;
        this.terms = terms;
        this.unknown = unknown;
    }

    public static Dim of(long length) {
        return new Dim(length, Map.of(), null);
    }

    /** The length of an axis that varies. */
    public static Dim axis(String name) {
        return of(0).with(List.of(new Axis(name)), 1);
    }

    /** What a file means that calls a length so: an expression as {@link #label} writes it, the name of an axis, or nothing. */
    public static Dim named(String label) {
        if (NO_NAMES.contains(label)) {
            return unknown(label);
        }
        Dim parsed = DimParser.parse(label);
        return parsed != null && parsed.label().equals(label) ? parsed : axis(label);
    }

    /** A length of which nothing is known. */
    public static Dim unknown() {
        return unknown("");
    }

    /** A length of which nothing is known, and what a file calls it. */
    public static Dim unknown(String label) {
        return new Dim(0, Map.of(), label);
    }

    /** Whether the length is one number whatever the inputs. */
    public boolean isFixed() {
        return terms.isEmpty() && unknown == null;
    }

    public boolean isUnknown() {
        return unknown != null;
    }

    /** The fixed length, or -1. */
    public long length() {
        return isFixed() ? offset : -1;
    }

    /** The constant part. */
    public long offset() {
        return offset;
    }

    /** The axes that the length follows. */
    public Set<String> axes() {
        Set<String> names = new TreeSet<>();
        factors().forEach(f -> {
            if (f instanceof Axis axis) {
                names.add(axis.name());
            } else if (f instanceof Quotient quotient) {
                names.addAll(quotient.dividend().axes());
            }
        });
        return names;
    }

    private Stream<Factor> factors() {
        return terms.keySet().stream().flatMap(List::stream);
    }

    /** How often an axis goes in, where the length is {@code a + k·axis}; 0 where it is anything else. */
    public long perUnitOf(String axis) {
        Long times = terms.get(List.of(new Axis(axis)));
        return times == null || terms.size() > 1 ? 0 : times;
    }

    private Dim with(List<Factor> factors, long times) {
        Map<List<Factor>, Long> all = new TreeMap<>(ORDER);
        all.putAll(terms);
        all.merge(factors, times, Math::addExact);
        all.values().removeIf(t -> t == 0);
        return new Dim(offset, Collections.unmodifiableMap(all), null);
    }

    private static String text(List<Factor> factors) {
        return factors.stream().map(Factor::toString).collect(Collectors.joining("*"));
    }

    // ---- arithmetic

    /** The length plus a number, where that can be told. */
    public Dim plus(long more) {
        return isUnknown() ? unknown() : new Dim(Math.addExact(offset, more), terms, null);
    }

    /** The sum, where that can be told. */
    public Dim plus(Dim other) {
        if (isUnknown() || other.isUnknown() || terms.size() + other.terms.size() > MAX_TERMS) {
            return unknown();
        }
        Dim sum = plus(other.offset);
        for (Map.Entry<List<Factor>, Long> e : other.terms.entrySet()) {
            sum = sum.with(e.getKey(), e.getValue());
        }
        return sum;
    }

    /** The length times a number, where that can be told. */
    public Dim times(long factor) {
        return factor == 1 ? this : times(of(factor));
    }

    /** The product, where that can be told. */
    public Dim times(Dim other) {
        int products = (terms.size() + 1) * (other.terms.size() + 1);
        if (isUnknown() || other.isUnknown() || products > MAX_TERMS || degree() + other.degree() > MAX_TERMS) {
            return equals(of(1)) ? other : other.equals(of(1)) ? this : unknown();
        }
        Dim product = of(Math.multiplyExact(offset, other.offset));
        for (Map.Entry<List<Factor>, Long> e : terms.entrySet()) {
            if (other.offset != 0) {
                product = product.with(e.getKey(), Math.multiplyExact(e.getValue(), other.offset));
            }
        }
        for (Map.Entry<List<Factor>, Long> e : other.terms.entrySet()) {
            if (offset != 0) {
                product = product.with(e.getKey(), Math.multiplyExact(e.getValue(), offset));
            }
            for (Map.Entry<List<Factor>, Long> mine : terms.entrySet()) {
                List<Factor> both = new ArrayList<>(mine.getKey());
                both.addAll(e.getKey());
                both.sort(Comparator.comparing(Factor::toString));
                product = product.with(List.copyOf(both), Math.multiplyExact(mine.getValue(), e.getValue()));
            }
        }
        return product;
    }

    private int degree() {
        return terms.keySet().stream().mapToInt(List::size).max().orElse(0);
    }

    /** The length divided by a number and rounded down, where that can be told. */
    public Dim floorDividedBy(long divisor) {
        if (isUnknown() || divisor < 1) {
            return unknown();
        }
        Dim exact = dividedBy(of(divisor));
        if (exact != null) {
            return exact;
        }
        return isFixed() ? of(Math.floorDiv(offset, divisor)) : of(0).with(List.of(new Quotient(this, divisor)), 1);
    }

    /** The number or expression that gives this length when multiplied by the other; null where none is seen. */
    public Dim dividedBy(Dim other) {
        if (isUnknown() || other.isUnknown() || other.equals(of(0))) {
            return null;
        }
        if (equals(other)) {
            return of(1);
        }
        if (other.isFixed()) {
            boolean whole =
                    offset % other.offset == 0 && terms.values().stream().allMatch(t -> t % other.offset == 0);
            if (!whole) {
                return null;
            }
            Dim quotient = of(offset / other.offset);
            for (Map.Entry<List<Factor>, Long> e : terms.entrySet()) {
                quotient = quotient.with(e.getKey(), e.getValue() / other.offset);
            }
            return quotient;
        }
        Dim sum = of(0);
        Map.Entry<List<Factor>, Long> by = other.terms.entrySet().iterator().next();
        for (Map.Entry<List<Factor>, Long> e : terms.entrySet()) {
            List<Factor> rest = new ArrayList<>(e.getKey());
            boolean contained = by.getKey().stream().allMatch(rest::remove);
            if (contained && e.getValue() % by.getValue() == 0) {
                long times = e.getValue() / by.getValue();
                sum = rest.isEmpty() ? sum.plus(times) : sum.with(List.copyOf(rest), times);
            }
        }
        return other.times(sum).equals(this) && !sum.isUnknown() ? sum : null;
    }

    // ---- sizes

    /** The length at these sizes of the axes; empty where one is missing or nothing is known. */
    public OptionalLong at(Map<String, Long> sizes) {
        Dim d = fixedAt(sizes);
        return d.isFixed() ? OptionalLong.of(d.offset) : OptionalLong.empty();
    }

    /** The length where all axes have one size; empty where nothing is known. */
    public OptionalLong whereAllAre(long size) {
        return at(axes().stream().collect(Collectors.toMap(name -> name, name -> size)));
    }

    /** The length where some axes have these sizes. */
    public Dim fixedAt(Map<String, Long> sizes) {
        if (terms.isEmpty()) {
            return this;
        }
        Dim sum = of(offset);
        for (Map.Entry<List<Factor>, Long> e : terms.entrySet()) {
            Dim product = of(e.getValue());
            for (Factor f : e.getKey()) {
                product = product.times(fixedAt(f, sizes));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    private static Dim fixedAt(Factor factor, Map<String, Long> sizes) {
        if (factor instanceof Quotient q) {
            return q.dividend().fixedAt(sizes).floorDividedBy(q.divisor());
        }
        Long size = sizes.get(((Axis) factor).name());
        return size == null ? of(0).with(List.of(factor), 1) : of(size);
    }

    /** Computes the length in some other arithmetic, such as that of a graph. */
    public <T> T in(Arithmetic<T> arithmetic) {
        T sum = null;
        for (Map.Entry<List<Factor>, Long> e : terms.entrySet()) {
            T product = null;
            for (Factor f : e.getKey()) {
                T factor = f instanceof Quotient q
                        ? arithmetic.quotient(q.dividend().in(arithmetic), q.divisor())
                        : arithmetic.axis(((Axis) f).name());
                product = product == null ? factor : arithmetic.product(product, factor);
            }
            product = e.getValue() == 1 ? product : arithmetic.product(product, arithmetic.number(e.getValue()));
            sum = sum == null ? product : arithmetic.sum(sum, product);
        }
        if (sum == null) {
            return arithmetic.number(offset);
        }
        return offset == 0 ? sum : arithmetic.sum(sum, arithmetic.number(offset));
    }

    /** What lengths are computed with. */
    public interface Arithmetic<T> {
        T number(long value);

        T axis(String name);

        T sum(T a, T b);

        T product(T a, T b);

        /** Rounded down; the dividend is not negative. */
        T quotient(T dividend, long divisor);
    }

    // ---- text

    /** The name that a file shows for a length that is not fixed. */
    public String label() {
        return isUnknown() ? unknown : toString();
    }

    @Override
    public String toString() {
        if (isUnknown()) {
            return unknown;
        }
        StringBuilder text = new StringBuilder();
        terms.forEach((factors, times) -> text.append(text.isEmpty() || times < 0 ? "" : "+")
                .append(times == 1 ? "" : times + "*")
                .append(text(factors)));
        if (text.isEmpty() || offset != 0) {
            text.append(text.isEmpty() || offset < 0 ? "" : "+").append(offset);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Dim d && offset == d.offset && terms.equals(d.terms) && Objects.equals(unknown, d.unknown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(offset, terms, unknown);
    }
}
