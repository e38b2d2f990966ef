package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.Explanation;
import org.xattnbmd.sdk.Explanation.Counterfactual;
import org.xattnbmd.sdk.Explanation.Deletion;
import org.xattnbmd.sdk.Explanation.MapKind;
import org.xattnbmd.sdk.Explanation.Occlusion;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.internal.clinical.Steps;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph.Placement;
import org.xattnbmd.sdk.internal.session.NetworkOutput;

/**
 * Asks the network what it would answer for other inputs: parts of the picture covered, other clinical facts. The picture is prepared
 * once and the neck's box held, so that what is covered changes nothing but what the network sees. For one call.
 */
final class Explainer {

    /** Cells of the occlusion map, a side. */
    private static final int SIDE = 8;

    /** Of a map's cells, one in so many is deleted. */
    private static final int MARKED = 8;

    private static final int DRAWS = 8;
    private static final long SEED = 18;

    /** A network with its box held: values of some pictures with a row each. */
    interface Runs {

        /** @param inputs any number */
        double[] values(List<Input> inputs);
    }

    /** One input of the network. */
    record Input(float[] picture, float[] row) {}

    /** A rectangle of the input, in pixels; the ends are not in it. */
    private record Cell(int left, int top, int right, int bottom) {}

    private final ModelCard card;
    private final Runs runs;
    private final Input given;
    private final double value;
    private final int width;
    private final int height;
    private final float cover;

    /**
     * @param given what was estimated from
     */
    Explainer(ModelCard card, Runs runs, Input given) {
        this.card = card;
        this.runs = runs;
        this.given = given;
        width = card.preprocessing().width();
        height = card.preprocessing().height();
        double sum = 0;
        for (float grey : given.picture()) {
            sum += grey;
        }
        cover = (float) (sum / given.picture().length);
        value = runs.values(List.of(given))[0];
    }

    /**
     * @param output of the same input, for its attention and box
     */
    Explanation explain(ModelIdentity model, NetworkOutput output, Placement placement) {
        List<Cell> cells = cells(0, 0, width, height, SIDE, SIDE);
        double[] changes = changes(cells.stream().map(List::of).toList());
        List<Cell> attended = attended(output);
        double[] attention = new double[attended.size()];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = output.imageAttention()[i];
        }
        return new Explanation(
                model,
                value,
                new Occlusion(SIDE, SIDE, upright(changes, placement.mirrored()), area(placement)),
                List.of(
                        deletion(MapKind.OCCLUSION, cells, oneWay(changes)),
                        deletion(MapKind.ATTENTION, attended, attention)),
                counterfactuals());
    }

    private static Area area(Placement placement) {
        return new Area(placement.x(), placement.y(), placement.width(), placement.height());
    }

    /** Changes by how far they go the way of the greatest: cells that move an estimate up and down would cancel each other. */
    private static double[] oneWay(double[] changes) {
        double greatest = Arrays.stream(changes)
                .boxed()
                .max(Comparator.comparingDouble(Math::abs))
                .orElseThrow();
        return Arrays.stream(changes)
                .map(change -> change * Math.signum(greatest))
                .toArray();
    }

    private static List<Double> upright(double[] changes, boolean mirrored) {
        List<Double> upright = new ArrayList<>();
        for (int i = 0; i < changes.length; i++) {
            int column = i % SIDE;
            upright.add(changes[i - column + (mirrored ? SIDE - 1 - column : column)]);
        }
        return upright;
    }

    /** A grid's cells within the input; what lies beyond it is cut off. */
    private List<Cell> cells(double left, double top, double right, double bottom, int rows, int columns) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < rows * columns; i++) {
            int row = i / columns;
            int column = i % columns;
            cells.add(new Cell(
                    within(left + (right - left) * column / columns, width),
                    within(top + (bottom - top) * row / rows, height),
                    within(left + (right - left) * (column + 1) / columns, width),
                    within(top + (bottom - top) * (row + 1) / rows, height)));
        }
        return cells;
    }

    private static int within(double place, int pixels) {
        return (int) Math.max(0, Math.min(pixels, Math.round(place)));
    }

    /** The cells of the attention: they divide the neck's box, or the whole input where the network has none. */
    private List<Cell> attended(NetworkOutput output) {
        float[] box = output.neckBox();
        return box == null
                ? cells(0, 0, width, height, output.rows(), output.columns())
                : cells(
                        (box[0] - box[2]) * width,
                        (box[1] - box[3]) * height,
                        (box[0] + box[2]) * width,
                        (box[1] + box[3]) * height,
                        output.rows(),
                        output.columns());
    }

    /** How the value moves without each of some sets of cells. */
    private double[] changes(List<List<Cell>> covered) {
        double[] changes = new double[covered.size()];
        for (int from = 0; from < changes.length; from += DRAWS) {
            // A few at a time: the pictures are in memory together.
            List<Input> inputs = covered.subList(from, Math.min(changes.length, from + DRAWS)).stream()
                    .map(this::without)
                    .toList();
            double[] values = runs.values(inputs);
            for (int i = 0; i < values.length; i++) {
                changes[from + i] = values[i] - value;
            }
        }
        return changes;
    }

    private Input without(List<Cell> cells) {
        float[] picture = given.picture().clone();
        for (Cell cell : cells) {
            for (int y = cell.top(); y < cell.bottom(); y++) {
                Arrays.fill(picture, y * width + cell.left(), y * width + Math.max(cell.left(), cell.right()), cover);
            }
        }
        return new Input(picture, given.row());
    }

    private Deletion deletion(MapKind map, List<Cell> cells, double[] marks) {
        int marked = Math.max(1, cells.size() / MARKED);
        List<List<Cell>> sets = new ArrayList<>();
        sets.add(IntStream.range(0, marks.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -marks[i]))
                .limit(marked)
                .map(cells::get)
                .toList());
        Random random = new Random(SEED);
        List<Cell> shuffled = new ArrayList<>(cells);
        for (int draw = 0; draw < DRAWS; draw++) {
            Collections.shuffle(shuffled, random);
            sets.add(List.copyOf(shuffled.subList(0, marked)));
        }
        double[] changes = changes(sets);
        double atRandom = Arrays.stream(changes, 1, changes.length)
                .map(Math::abs)
                .average()
                .orElseThrow();
        return new Deletion(map, marked, cells.size(), changes[0], atRandom);
    }

    private List<Counterfactual> counterfactuals() {
        List<Counterfactual> others = new ArrayList<>();
        for (int i = 0; i < card.clinicalFields().size(); i++) {
            if (!Float.isNaN(given.row()[i])) {
                others.addAll(
                        card.clinicalFields().get(i).categories().isEmpty() ? otherNumbers(i) : otherCategories(i));
            }
        }
        return others;
    }

    private List<Counterfactual> otherNumbers(int i) {
        ModelCard.ClinicalField field = card.clinicalFields().get(i);
        double step = Steps.of(field);
        List<Counterfactual> others = new ArrayList<>();
        for (double by : new double[] {step, -step}) {
            double other = given.row()[i] + by;
            if (other >= field.minimum() && other <= field.maximum()) {
                others.add(new Counterfactual(field.name(), field.label(), field.unit(), by, "", change(i, other)));
            }
        }
        return others;
    }

    private List<Counterfactual> otherCategories(int i) {
        ModelCard.ClinicalField field = card.clinicalFields().get(i);
        List<Counterfactual> others = new ArrayList<>();
        for (int other = 0; other < field.categories().size(); other++) {
            if (other != (int) given.row()[i]) {
                others.add(new Counterfactual(
                        field.name(), field.label(), "", 0, field.categories().get(other), change(i, other)));
            }
        }
        return others;
    }

    private double change(int field, double other) {
        float[] row = given.row().clone();
        row[field] = (float) other;
        return runs.values(List.of(new Input(given.picture(), row)))[0] - value;
    }
}
