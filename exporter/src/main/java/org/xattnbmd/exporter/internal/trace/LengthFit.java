package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.xattnbmd.exporter.internal.graph.Dim;

/**
 * Finds what a number follows that differs from run to run. In this order: a polynomial of at most three axes, each to the
 * first power; {@code a + k·p}, with p the product of at most three lengths that occur in the graph; the quotient of an axis,
 * rounded down or up. Each has fewer unknowns than there are runs, and must hold in all.
 */
final class LengthFit {

    private static final int MOST_FACTORS = 3;
    private static final int MOST_LENGTHS = 48;
    private static final int LARGEST_DIVISOR = 64;

    private final TracePoints points;
    /** Lengths that occur, by their numbers in the runs. */
    private final Map<List<Long>, Dim> known = new LinkedHashMap<>();

    private final Map<Dim, long[]> numbers = new HashMap<>();
    /** What was not found among so many known lengths. */
    private final Map<List<Long>, Integer> missed = new HashMap<>();

    LengthFit(TracePoints points) {
        this.points = points;
        points.axes().forEach(a -> know(Dim.axis(a.name())));
    }

    /** Remembers a length that occurs in the graph. */
    void know(Dim d) {
        if (!d.isFixed() && !d.isUnknown()) {
            known.putIfAbsent(boxed(numbers(d)), d);
        }
    }

    /** The length in each run. */
    long[] numbers(Dim d) {
        return numbers.computeIfAbsent(d, this::numbersOf);
    }

    private long[] numbersOf(Dim d) {
        return LongStream.range(0, points.count())
                .map(run -> d.at(points.sizes((int) run)).orElseThrow())
                .toArray();
    }

    private static List<Long> boxed(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The length that has these numbers in the runs, or null where none is found. */
    Dim fit(long[] numbers) {
        Dim found = simple(numbers);
        List<Long> key = boxed(numbers);
        if (found != null || Integer.valueOf(known.size()).equals(missed.get(key))) {
            return found;
        }
        List<Integer> followed = points.followed(numbers);
        found = multiple(numbers, followed);
        found = found == null ? quotient(numbers, followed) : found;
        if (found == null) {
            missed.put(key, known.size());
        } else {
            know(found);
        }
        return found;
    }

    /** The same among numbers, lengths that occur and polynomials. */
    Dim simple(long[] numbers) {
        if (Arrays.stream(numbers).allMatch(n -> n == numbers[0])) {
            return Dim.of(numbers[0]);
        }
        Dim found = known.get(boxed(numbers));
        return found == null ? polynomial(numbers, points.followed(numbers)) : found;
    }

    private boolean holds(Dim d, long[] numbers) {
        return !d.isUnknown() && Arrays.equals(numbers(d), numbers);
    }

    /** Newton's form: for each set of axes the mixed difference, times the product of their distances from the first sizes. */
    private Dim polynomial(long[] numbers, List<Integer> followed) {
        if (followed.size() > MOST_FACTORS) {
            return null;
        }
        Dim sum = Dim.of(0);
        for (int set = 0; set < 1 << followed.size(); set++) {
            List<Integer> axes = subset(followed, set);
            long difference = 0;
            for (int part = set; ; part = part - 1 & set) {
                long sign = Integer.bitCount(set ^ part) % 2 == 0 ? 1 : -1;
                difference += sign * numbers[points.corner(subset(followed, part))];
                if (part == 0) {
                    break;
                }
            }
            Dim product = Dim.of(1);
            for (int axis : axes) {
                TracedAxis a = points.axes().get(axis);
                long distance = a.sizes().get(1) - a.sizes().get(0);
                if (difference % distance != 0) {
                    return null;
                }
                difference /= distance;
                product = product.times(Dim.axis(a.name()).plus(-a.sizes().get(0)));
            }
            sum = sum.plus(product.times(difference));
        }
        return holds(sum, numbers) ? sum : null;
    }

    private static List<Integer> subset(List<Integer> all, int bits) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    /** A number and a multiple of a product of lengths that occur. */
    private Dim multiple(long[] numbers, List<Integer> followed) {
        Set<String> names = new LinkedHashSet<>();
        followed.forEach(a -> names.add(points.axes().get(a).name()));
        List<Dim> lengths = known.values().stream()
                .filter(d -> names.containsAll(d.axes()))
                .limit(MOST_LENGTHS)
                .toList();
        List<long[]> each = lengths.stream().map(this::numbers).toList();
        List<List<Integer>> products = List.of(List.of());
        for (int factors = 1; factors <= MOST_FACTORS; factors++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> product : products) {
                for (int i = product.isEmpty() ? 0 : product.get(product.size() - 1); i < lengths.size(); i++) {
                    List<Integer> chosen = new ArrayList<>(product);
                    chosen.add(i);
                    long[] line = linear(numbers, product(chosen, each));
                    if (line != null) {
                        Dim found = chosen.stream().map(lengths::get).reduce(Dim.of(1), Dim::times);
                        return found.isUnknown() ? null : found.times(line[1]).plus(line[0]);
                    }
                    longer.add(chosen);
                }
            }
            products = longer;
        }
        return null;
    }

    private static long[] product(List<Integer> chosen, List<long[]> each) {
        long[] product = each.get(chosen.get(0)).clone();
        for (int c = 1; c < chosen.size(); c++) {
            long[] factor = each.get(chosen.get(c));
            for (int run = 0; run < product.length; run++) {
                product[run] *= factor[run];
            }
        }
        return product;
    }

    /** a and k where the numbers are a + k·x. */
    private static long[] linear(long[] numbers, long[] x) {
        int other = 1;
        while (other < x.length && x[other] == x[0]) {
            other++;
        }
        if (other == x.length || (numbers[other] - numbers[0]) % (x[other] - x[0]) != 0) {
            return null;
        }
        long times = (numbers[other] - numbers[0]) / (x[other] - x[0]);
        long offset = numbers[0] - times * x[0];
        for (int i = 0; i < x.length; i++) {
            if (numbers[i] != offset + times * x[i]) {
                return null;
            }
        }
        return new long[] {offset, times};
    }

    /** A quotient of one axis, where it is the only one that holds. */
    private Dim quotient(long[] numbers, List<Integer> followed) {
        if (followed.size() != 1) {
            return null;
        }
        TracedAxis traced = points.axes().get(followed.get(0));
        Dim axis = Dim.axis(traced.name());
        Dim found = null;
        for (long divisor = 2; divisor <= LARGEST_DIVISOR; divisor++) {
            // Where all sizes are multiples of the divisor, nothing is rounded.
            long[] added = traced.step() % divisor == 0 ? new long[] {0} : new long[] {0, divisor - 1};
            for (long more : added) {
                Dim quotient = axis.plus(more).floorDividedBy(divisor);
                Dim candidate = quotient.plus(numbers[0] - numbers(quotient)[0]);
                if (holds(candidate, numbers)) {
                    if (found != null) {
                        return null;
                    }
                    found = candidate;
                }
            }
        }
        return found;
    }
}
