package org.xattnbmd.trainer.explanation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.report.TestedMap;

/**
 * Takes cells out of one subject's picture, by putting another picture's in their place.
 *
 * @param other what comes in their place
 * @param estimate of the picture as it is
 */
record Deletions(PictureFunction subject, CellGrid grid, float[] picture, float[] other, double estimate) {

    static final int DRAWS = 16;

    /** Of a map's cells one in so many is taken out, as the SDK does. */
    private static final int MARKED = 8;

    private static final long SEED = 18;

    /** What each cell adds to the estimate: how it moves the other way when that cell alone is taken out. */
    double[] occlusion() {
        double[] changes =
                changes(IntStream.range(0, grid.cells()).mapToObj(Set::of).toList());
        return Arrays.stream(changes).map(change -> -change).toArray();
    }

    /** Takes out what a map marks most, of one sign: cells that move an estimate up and down would cancel each other. */
    TestedMap test(String name, double[] marks, boolean signed) {
        int marked = Math.max(1, marks.length / MARKED);
        double greatest = Arrays.stream(marks)
                .boxed()
                .max(Comparator.comparingDouble(Math::abs))
                .orElseThrow();
        List<Set<Integer>> sets = new ArrayList<>();
        List<Integer> cells =
                new ArrayList<>(IntStream.range(0, marks.length).boxed().toList());
        cells.sort(Comparator.comparingDouble(cell -> -marks[cell] * Math.signum(greatest)));
        sets.add(Set.copyOf(cells.subList(0, marked)));
        Collections.sort(cells);
        Random random = new Random(SEED);
        for (int draw = 0; draw < DRAWS; draw++) {
            Collections.shuffle(cells, random);
            sets.add(new HashSet<>(cells.subList(0, marked)));
        }
        double[] changes = changes(sets);
        double atRandom = Arrays.stream(changes, 1, changes.length)
                .map(Math::abs)
                .average()
                .orElseThrow();
        return new TestedMap(name, marks, signed, marked, changes[0], atRandom);
    }

    private double[] changes(List<Set<Integer>> cells) {
        double[] estimates = subject.estimates(
                cells.stream().map(some -> grid.without(picture, some, other)).toList());
        return Arrays.stream(estimates).map(value -> value - estimate).toArray();
    }
}
