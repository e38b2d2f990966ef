package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes at which a block is traced. First all axes have their first size; then each in turn has its others, which shows
 * which axis something follows; then two and three axes have their second size together, which shows what follows products;
 * then all have others at once, which checks what was found.
 */
final class TracePoints {

    private final List<TracedAxis> axes;
    /** Which of its sizes each axis has, in the order of the runs. */
    private final List<int[]> indices = new ArrayList<>();

    private final List<Map<String, Long>> sizes = new ArrayList<>();
    private final Map<List<Integer>, Integer> places = new LinkedHashMap<>();

    TracePoints(List<TracedAxis> axes) {
        this.axes = List.copyOf(axes);
        int n = axes.size();
        add(new int[n]);
        for (int axis = 0; axis < n; axis++) {
            for (int k = 1; k < axes.get(axis).sizes().size(); k++) {
                int[] point = new int[n];
                point[axis] = k;
                add(point);
            }
        }
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                add(corner(n, a, b));
            }
        }
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                for (int c = b + 1; c < n; c++) {
                    add(corner(n, a, b, c));
                }
            }
        }
        if (n > 1) {
            add(IntStream.range(0, n).map(a -> axes.get(a).sizes().size() - 1).toArray());
            add(IntStream.range(0, n)
                    .map(a -> 1 + a % (axes.get(a).sizes().size() - 1))
                    .toArray());
        }
    }

    private static int[] corner(int n, int... axes) {
        int[] point = new int[n];
        Arrays.stream(axes).forEach(a -> point[a] = 1);
        return point;
    }

    private void add(int[] point) {
        if (places.putIfAbsent(key(point), indices.size()) == null) {
            indices.add(point);
            Map<String, Long> size = new LinkedHashMap<>();
            for (int a = 0; a < axes.size(); a++) {
                size.put(axes.get(a).name(), axes.get(a).sizes().get(point[a]));
            }
            sizes.add(Collections.unmodifiableMap(size));
        }
    }

    private static List<Integer> key(int[] point) {
        return Arrays.stream(point).boxed().toList();
    }

    List<TracedAxis> axes() {
        return axes;
    }

    int count() {
        return indices.size();
    }

    /** The size of each axis in a run. */
    Map<String, Long> sizes(int run) {
        return sizes.get(run);
    }

    /** The runs in which one axis has its sizes in turn and the others their first. */
    List<Integer> along(int axis) {
        return IntStream.range(0, axes.get(axis).sizes().size())
                .mapToObj(k -> {
                    int[] point = new int[axes.size()];
                    point[axis] = k;
                    return places.get(key(point));
                })
                .toList();
    }

    /** The run in which these axes, at most three, have their second size and the others their first. */
    int corner(List<Integer> chosen) {
        int[] point = new int[axes.size()];
        chosen.forEach(a -> point[a] = 1);
        return places.get(key(point));
    }

    /** The axes that numbers, one for each run, follow when the others stay as they are. */
    List<Integer> followed(long[] numbers) {
        return IntStream.range(0, axes.size())
                .filter(a -> along(a).stream().anyMatch(run -> numbers[run] != numbers[0]))
                .boxed()
                .toList();
    }

    /** Numbers of the runs along the axes that they follow, to be read by people. */
    String along(List<Integer> chosen, LongFunction<?> number) {
        return chosen.stream()
                .map(a -> along(a).stream().map(run -> number.apply(run)).toList() + " at "
                        + axes.get(a).name() + " " + axes.get(a).sizes())
                .collect(Collectors.joining(" and "));
    }

    /** The first axis whose size tells a run from the first. */
    TracedAxis differing(int run) {
        for (int a = 0; a < axes.size(); a++) {
            if (indices.get(run)[a] != indices.get(0)[a]) {
                return axes.get(a);
            }
        }
        throw new IllegalArgumentException("run " + run + " is the first");
    }
}
