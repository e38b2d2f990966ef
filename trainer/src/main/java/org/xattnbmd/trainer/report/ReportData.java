package org.xattnbmd.trainer.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.SplitConformal;

/**
 * Everything that a report shows. Immutable. Made with {@link #builder}; lists that stay empty leave their section out.
 *
 * @param heading what the page is about
 * @param judging how the cases are judged
 * @param cases the held-out subjects, at least one
 * @param variants the same network under other conditions, the full model first
 * @param attention where the network looked
 * @param history per epoch, in order
 * @param tables further evidence, shown as they are behind the subgroups
 * @param sources where the figures come from
 */
public record ReportData(
        Heading heading,
        Judging judging,
        List<Case> cases,
        List<Variant> variants,
        Attention attention,
        List<Epoch> history,
        List<EvidenceTable> tables,
        Sources sources) {

    /** Of the intervals of every figure, unless said otherwise. */
    public static final Bootstrap USUAL_BOOTSTRAP = new Bootstrap(2000, 0.95, 20251118);

    /**
     * What the page is about.
     *
     * @param model which model was evaluated
     * @param simulated whether the cohort is simulated, which every figure then says
     */
    public record Heading(String title, Model model, boolean simulated) {
        public Heading {
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * How the cases are judged.
     *
     * @param screeningThreshold BMD below which a subject counts as low, g/cm²
     * @param confidence nominal coverage of the cases' intervals, e.g. 0.9
     * @param ageBands edges of the age subgroups, years
     * @param bmdBands edges of the BMD subgroups, g/cm²
     * @param bootstrap of the intervals of every figure
     */
    public record Judging(
            double screeningThreshold,
            double confidence,
            List<Double> ageBands,
            List<Double> bmdBands,
            Bootstrap bootstrap) {
        public Judging {
            ageBands = List.copyOf(ageBands);
            bmdBands = List.copyOf(bmdBands);
            Objects.requireNonNull(bootstrap, "bootstrap");
            if (!Double.isFinite(screeningThreshold) || !(confidence > 0 && confidence < 1)) {
                throw new IllegalArgumentException(
                        "expected a finite threshold and a confidence between 0 and 1, received " + screeningThreshold
                                + " and " + confidence);
            }
        }
    }

    /**
     * Where the network looked.
     *
     * @param fields mean over the cases, per clinical field
     * @param examples radiographs with their attention
     */
    public record Attention(List<FieldAttention> fields, List<ExampleRadiograph> examples) {
        public Attention {
            fields = List.copyOf(fields);
            examples = List.copyOf(examples);
        }
    }

    /**
     * Where the figures come from.
     *
     * @param conformal calibration of the intervals
     * @param goldenCheck agreement of the model file with the trainer
     * @param cohort about all subjects, not only these cases
     * @param wallTimes of the steps that led here
     * @param environment machine and library versions
     * @param commands that reproduce this page
     */
    public record Sources(
            Optional<SplitConformal> conformal,
            Optional<GoldenCheck> goldenCheck,
            List<Fact> cohort,
            List<WallTime> wallTimes,
            List<Fact> environment,
            List<String> commands) {
        public Sources {
            cohort = List.copyOf(cohort);
            wallTimes = List.copyOf(wallTimes);
            environment = List.copyOf(environment);
            commands = List.copyOf(commands);
        }
    }

    /** Identity of a model file; {@code sha256} in hexadecimal, {@code description} e.g. the architecture in few words. */
    public record Model(String id, String version, String sha256, String description) {}

    /**
     * Results of one variant.
     *
     * @param note says in a sentence what was changed
     * @param screening null where no threshold is known
     * @param gain what the full model has more on the same subjects; empty for the full model itself
     */
    public record Variant(
            String name,
            String note,
            RegressionMetrics regression,
            ScreeningMetrics screening,
            Optional<PairedGain> gain) {

        /**
         * The results of these cases, compared with nothing.
         *
         * @param threshold NaN where none is known
         */
        public static Variant of(String name, String note, List<Case> cases, double threshold) {
            ScreeningMetrics screening = Double.isNaN(threshold) ? null : ScreeningMetrics.of(cases, threshold);
            return new Variant(name, note, RegressionMetrics.of(cases), screening, Optional.empty());
        }

        public Variant with(PairedGain other) {
            return new Variant(name, note, regression, screening, Optional.of(other));
        }
    }

    /** {@code field} as a reader should see it; the means of all fields sum to 1. */
    public record FieldAttention(String field, double mean) {}

    /** One epoch of training; {@code validationMae} in g/cm², losses in the loss's own unit. */
    public record Epoch(
            int number, double trainLoss, double validationLoss, double validationMae, double learningRate) {}

    /** Largest difference between model file and trainer over {@code vectors} golden vectors, and what is allowed; g/cm². */
    public record GoldenCheck(int vectors, double maxDifference, double tolerance) {

        public boolean passed() {
            return maxDifference <= tolerance;
        }
    }

    public record WallTime(String step, Duration time) {}

    public ReportData {
        Objects.requireNonNull(heading, "heading");
        Objects.requireNonNull(judging, "judging");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(sources, "sources");
        cases = List.copyOf(cases);
        variants = List.copyOf(variants);
        history = List.copyOf(history);
        tables = List.copyOf(tables);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a report needs at least one case, received none");
        }
    }

    /** Whether the cohort is simulated, which every figure then says. */
    boolean simulated() {
        return heading.simulated();
    }

    /**
     * Starts a report.
     *
     * @param simulated whether the cases come from a simulator; asked for here so that nobody forgets it
     */
    public static Builder builder(String title, Model model, boolean simulated, List<Case> cases) {
        return new Builder(new Heading(title, model, simulated), cases);
    }

    /** Collects the parts; not thread-safe. */
    public static final class Builder {
        private final Heading heading;
        private final List<Case> cases;
        private double screeningThreshold = Double.NaN;
        private double confidence = 0.9;
        private final List<Variant> variants = new ArrayList<>();
        private final List<FieldAttention> clinicalAttention = new ArrayList<>();
        private final List<Epoch> history = new ArrayList<>();
        private final List<ExampleRadiograph> examples = new ArrayList<>();
        private Optional<SplitConformal> conformal = Optional.empty();
        private Optional<GoldenCheck> goldenCheck = Optional.empty();
        private final List<EvidenceTable> tables = new ArrayList<>();
        private final List<Fact> cohort = new ArrayList<>();
        private final List<WallTime> wallTimes = new ArrayList<>();
        private final List<Fact> environment = new ArrayList<>();
        private final List<String> commands = new ArrayList<>();
        private List<Double> ageBands = List.of(70.0, 75.0, 80.0);
        private List<Double> bmdBands = List.of();
        private Bootstrap bootstrap = USUAL_BOOTSTRAP;

        private Builder(Heading heading, List<Case> cases) {
            this.heading = heading;
            this.cases = cases;
        }

        /**
         * The BMD thresholds of the model's densitometer scale, g/cm², to be given. Below the first a subject counts as low;
         * all of them cut the BMD subgroups.
         */
        public Builder thresholds(List<Double> gramsPerCm2) {
            screeningThreshold = gramsPerCm2.get(0);
            bmdBands = gramsPerCm2.stream().sorted().toList();
            return this;
        }

        /** Nominal coverage of the cases' intervals, default 0.9. */
        public Builder confidence(double nominal) {
            confidence = nominal;
            return this;
        }

        /** The full model first. */
        public Builder variant(Variant variant) {
            variants.add(variant);
            return this;
        }

        public Builder clinicalAttention(String field, double mean) {
            clinicalAttention.add(new FieldAttention(field, mean));
            return this;
        }

        public Builder epoch(Epoch epoch) {
            history.add(epoch);
            return this;
        }

        public Builder example(ExampleRadiograph example) {
            examples.add(example);
            return this;
        }

        public Builder conformal(SplitConformal calibration) {
            conformal = Optional.of(calibration);
            return this;
        }

        public Builder goldenCheck(GoldenCheck check) {
            goldenCheck = Optional.of(check);
            return this;
        }

        public Builder table(EvidenceTable table) {
            tables.add(table);
            return this;
        }

        public Builder cohort(String label, String value) {
            cohort.add(new Fact(label, value));
            return this;
        }

        public Builder wallTime(String step, Duration time) {
            wallTimes.add(new WallTime(step, time));
            return this;
        }

        public Builder environment(String label, String value) {
            environment.add(new Fact(label, value));
            return this;
        }

        public Builder command(String command) {
            commands.add(command);
            return this;
        }

        /** Rising edges in years, default 70, 75, 80. */
        public Builder ageBands(List<Double> edges) {
            ageBands = edges;
            return this;
        }

        public Builder bootstrap(Bootstrap settings) {
            bootstrap = settings;
            return this;
        }

        /** Throws IllegalArgumentException if there is no case or a setting is out of range. */
        public ReportData build() {
            return new ReportData(
                    heading,
                    new Judging(screeningThreshold, confidence, ageBands, bmdBands, bootstrap),
                    cases,
                    variants,
                    new Attention(clinicalAttention, examples),
                    history,
                    tables,
                    new Sources(conformal, goldenCheck, cohort, wallTimes, environment, commands));
        }
    }
}
