package org.xattnbmd.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.internal.results.ExplanationJson;

/**
 * What an estimate depends on: how it moves when a part of the picture is covered, or when a clinical fact is another one. It explains
 * the model and not the patient: that the model answers more for a heavier person does not say that this bone would gain by weight.
 * Values are in the target's unit, g/cm² for areal BMD. Immutable and thread-safe.
 *
 * @param model which model
 * @param value what the network answers when nothing is changed
 * @param occlusion how it moves when a cell is covered
 * @param deletions a test of the occlusion map, and of the attention
 * @param counterfactuals how it moves with other clinical facts; none of facts that are not known
 */
public record Explanation(
        ModelIdentity model,
        double value,
        Occlusion occlusion,
        List<Deletion> deletions,
        List<Counterfactual> counterfactuals) {

    /** What must be said beside it. */
    public static final String LIMITS =
            "This explains the model, not the patient: it does not say what would become of this bone.";

    public Explanation {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(occlusion, "occlusion");
        deletions = List.copyOf(deletions);
        counterfactuals = List.copyOf(counterfactuals);
    }

    /**
     * How the estimate moves when a cell of the network's input is covered with the input's mean grey.
     *
     * @param rows of cells
     * @param columns of cells
     * @param changes in the target's unit, row by row from the picture's top left
     * @param area what all cells cover, in pixels of the picture; with padding it reaches beyond it
     */
    public record Occlusion(int rows, int columns, List<Double> changes, Area area) {

        public Occlusion {
            changes = List.copyOf(changes);
            Objects.requireNonNull(area, "area");
        }
    }

    /** Which map a {@link Deletion} tests. */
    public enum MapKind {
        /** The {@link Occlusion}. */
        OCCLUSION,
        /** The image attention of the estimate. */
        ATTENTION
    }

    /**
     * Whether a map marks what matters: the cells that it marks most are covered all at once, and so are as many cells at random. Of an
     * occlusion map these are the cells that move the estimate most in one direction, that of the strongest.
     *
     * @param map which one
     * @param cells how many are covered
     * @param cellsInAll how many the map has
     * @param change of the estimate without the marked cells
     * @param randomChange mean size of the change without as many cells at random, seeded
     */
    public record Deletion(MapKind map, int cells, int cellsInAll, double change, double randomChange) {

        /** Whether the estimate moves more without the marked cells than without others. If not, the map says nothing. */
        public boolean holds() {
            return Math.abs(change) > randomChange;
        }
    }

    /**
     * How the estimate moves with another value of one clinical fact, all else as it is.
     *
     * @param field its name
     * @param label for people
     * @param unit of the step
     * @param step how much more, or less where negative: half a standard deviation of the training subjects, rounded down to 1, 2 or 5
     *     times a power of ten; 0 for a category
     * @param category the other category; empty for a number
     * @param change of the estimate, in the target's unit
     */
    public record Counterfactual(String field, String label, String unit, double step, String category, double change) {

        /** Such as "5 kg more". */
        public String words() {
            if (!category.isEmpty()) {
                return category;
            }
            String size = Double.toString(Math.abs(step)).replaceAll("\\.0$", "");
            return size + (unit.isEmpty() ? "" : " " + unit) + (step > 0 ? " more" : " less");
        }
    }

    /** As one line of JSON, keys in a fixed order. */
    public String toJson() {
        return ExplanationJson.write(this);
    }

    /** As lines for people: what it says of itself, deletions, counterfactuals by the size of their change. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add((model.simulated() ? "SIMULATED. " : "") + LIMITS);
        String unit = model.target().plainUnit();
        for (Deletion deletion : deletions) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Without the %d of %d cells that %s marks most: %+.3f %s; without as many at random: %.3f. %s",
                    deletion.cells(),
                    deletion.cellsInAll(),
                    deletion.map() == MapKind.OCCLUSION ? "occlusion" : "attention",
                    deletion.change(),
                    unit,
                    deletion.randomChange(),
                    deletion.holds() ? "The map holds." : "The map marks nothing that matters here."));
        }
        counterfactuals.stream()
                .sorted((a, b) -> Double.compare(Math.abs(b.change()), Math.abs(a.change())))
                .forEach(other -> lines.add(String.format(
                        Locale.ROOT, "%s, %s: %+.3f %s", other.label(), other.words(), other.change(), unit)));
        return lines;
    }
}
