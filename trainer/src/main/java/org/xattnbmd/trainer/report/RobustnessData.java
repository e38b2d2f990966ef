package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.trainer.evaluation.Interval;

/**
 * Everything that the page of a robustness study shows. Immutable; lists that are empty leave their part out.
 *
 * @param simulated whether any figure is of simulated subjects, which every part then says
 * @param model which file was read
 * @param clean the subjects as they are
 * @param clinical what happens without clinical values and with wrong ones
 * @param curves damaged radiographs, graded
 * @param places how the model fares elsewhere
 * @param looks what the model looks at
 * @param backing what stands behind the figures
 */
public record RobustnessData(
        boolean simulated,
        ReportData.Model model,
        Clean clean,
        Clinical clinical,
        List<Curve> curves,
        Places places,
        Looks looks,
        Backing backing) {

    /**
     * The subjects as they are.
     *
     * @param subjects that everything was done to
     * @param mae their mean absolute error, g/cm²
     */
    public record Clean(int subjects, double mae, Interval maeInterval) {}

    /**
     * Clinical values that are not as they are known.
     *
     * @param missing what happens without a value
     * @param wrong what happens with a wrong one
     * @param amounts how wrong the wrong values are, and why
     */
    public record Clinical(List<Effect> missing, List<Effect> wrong, List<Amount> amounts) {
        public Clinical {
            missing = List.copyOf(missing);
            wrong = List.copyOf(wrong);
            amounts = List.copyOf(amounts);
        }
    }

    /**
     * Other subjects, other poses.
     *
     * @param coverage how often intervals hold, at each place
     * @param poses repeated estimates
     */
    public record Places(List<Held> coverage, Optional<Poses> poses) {
        public Places {
            coverage = List.copyOf(coverage);
        }
    }

    /**
     * What the model looks at.
     *
     * @param fields attention and importance of each clinical field
     * @param agreement of both in words
     * @param regions attention in parts of the picture
     * @param localisers errors of the located neck
     */
    public record Looks(
            List<FieldLook> fields, String agreement, List<RegionLook> regions, List<LocaliserErrors> localisers) {
        public Looks {
            fields = List.copyOf(fields);
            regions = List.copyOf(regions);
            localisers = List.copyOf(localisers);
        }
    }

    /**
     * What stands behind the figures.
     *
     * @param tables by part, in order
     * @param facts where the figures come from
     * @param commands that make this page again
     */
    public record Backing(Map<Part, List<EvidenceTable>> tables, List<Fact> facts, List<String> commands) {
        public Backing {
            tables = Map.copyOf(tables);
            facts = List.copyOf(facts);
            commands = List.copyOf(commands);
        }
    }

    /** Parts of the page that have tables. */
    public enum Part {
        MISSING,
        WRONG,
        IMAGE,
        SITES,
        POSES,
        ATTENTION,
        LOCALISER
    }

    /** Change of the mean absolute error, g/cm², with its interval; {@code refused} is a share of the subjects. */
    public record Effect(String name, double change, Interval interval, double refused) {}

    /** One kind of damage from its weakest to its strongest level, with the unit of the levels. */
    public record Curve(String name, String unit, List<Level> levels) {}

    /** Mean absolute error at one level, g/cm²; shares of the estimates that were refused and warned of. */
    public record Level(String label, double mae, Interval interval, double refused, double warned) {}

    /** Coverage found, {@code nominal} promised; fractions. */
    public record Held(String name, int n, double fraction, Interval interval, double nominal) {}

    /** Estimates of each hip, g/cm²; root-mean-square sd in g/cm² and coefficient of variation as a fraction. */
    public record Poses(List<double[]> readings, double rmsSd, double rmsCv, Interval cvInterval) {}

    /** Mean share of attention, and increase of the mean absolute error in g/cm² when permuted. */
    public record FieldLook(String name, double attention, double increase, Interval interval) {}

    /** Share of the image attention in a region, against that of an even map; fractions. */
    public record RegionLook(String name, double share, Interval interval, double chance) {}

    /** Distances between found and true centre, sorted, in {@code unit}. */
    public record LocaliserErrors(String name, double[] sorted, String unit) {}

    /** A declared mistake and its reason. */
    public record Amount(String name, String reason) {}

    public RobustnessData {
        curves = List.copyOf(curves);
    }

    List<EvidenceTable> tables(Part part) {
        return backing.tables().getOrDefault(part, List.of());
    }
}
