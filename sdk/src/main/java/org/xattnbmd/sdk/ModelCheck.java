package org.xattnbmd.sdk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.xattnbmd.sdk.internal.check.CheckRun;
import org.xattnbmd.sdk.internal.check.Reports;

/**
 * The gate that a model file passes before it is released: is it what it says, does it compute what it did, is it as good
 * as the one before. It needs no test framework, so a build, a test or a console application runs it the same way:
 *
 * <pre>{@code
 * ModelCheck.of(model).references(manifest).record(baseline);     // once, with the model that is accepted
 * ModelCheck.of(model).baseline(baseline).run().assertPassed();   // for every one that follows
 * }</pre>
 *
 * <p>The checks, in order; each is independent, and one that cannot run says why:
 *
 * <table>
 * <caption>Checks</caption>
 * <tr><th>name<th>fails if
 * <tr><td>{@code card}<td>the file, its card or its contract is not whole
 * <tr><td>{@code identity}<td>it has the baseline's id and version but other bytes
 * <tr><td>{@code contract}<td>inputs, outputs, clinical fields, preprocessing, scale or thresholds are not the baseline's
 * <tr><td>{@code operators}<td>it has operators that answer differently every time, such as random numbers
 * <tr><td>{@code golden}<td>it does not open: among others, if it does not compute its golden vectors
 * <tr><td>{@code accuracy}<td>mean absolute error or bias on the references, overall or in a subgroup, or the share of
 *     references that are not usable, is worse than the baseline's by more than the margin
 * <tr><td>{@code screening}<td>the area under the ROC curve, sensitivity or specificity at a threshold is
 * <tr><td>{@code coverage}<td>an interval covers fewer references than it states, beyond chance
 * <tr><td>{@code encoding}<td>the same picture stored in another way gives another BMD
 * <tr><td>{@code batch}<td>an estimate depends on what else is in its batch
 * <tr><td>{@code repeatability}<td>the same input gives another answer, in this session or a second one
 * <tr><td>{@code cuda}<td>a GPU computes something else than the processor (skipped where there is none)
 * <tr><td>{@code latency}<td>a run takes longer, measured in runs of a fixed piece of Java, than the baseline's by a factor
 * <tr><td>{@code size}<td>the file is larger than the baseline's by a factor
 * </table>
 *
 * <p>The reference manifest is an {@link ExamList} with the columns {@code image} (a path relative to it),
 * {@code femoral_neck_bmd_g_cm2}, and where there are any {@code side}, {@code split} (then only {@code test} counts) and the
 * model's clinical fields. The baseline remembers where it is, relative to itself.
 *
 * <p>Immutable: every method returns another one. Not for concurrent use of one baseline file while it is recorded. A
 * check holds at most five pictures in memory.
 */
public final class ModelCheck {

    private final Path model;
    private final Path baseline;
    private final Path references;
    private final Map<Margin, Double> margins;

    private ModelCheck(Path model, Path baseline, Path references, Map<Margin, Double> margins) {
        this.model = model;
        this.baseline = baseline;
        this.references = references;
        this.margins = margins;
    }

    /** Checks of this model file. */
    public static ModelCheck of(Path model) {
        Map<Margin, Double> usual = new EnumMap<>(Margin.class);
        for (Margin margin : Margin.values()) {
            usual.put(margin, margin.usual);
        }
        return new ModelCheck(Objects.requireNonNull(model, "model"), null, null, usual);
    }

    /** Compares with a baseline that {@link #record} wrote. */
    public ModelCheck baseline(Path file) {
        return new ModelCheck(model, Objects.requireNonNull(file, "file"), references, margins);
    }

    /** Estimates the radiographs of this manifest; unless given, the baseline's manifest, if it has one. */
    public ModelCheck references(Path manifest) {
        return new ModelCheck(model, baseline, Objects.requireNonNull(manifest, "manifest"), margins);
    }

    /**
     * Sets a margin.
     *
     * @throws BmdException {@code INVALID_ARGUMENT} if it is negative or not a number
     */
    public ModelCheck margin(Margin margin, double value) {
        if (!(value >= 0)) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a margin of 0 or more for " + margin + ", received " + value + ".");
        }
        Map<Margin, Double> changed = new EnumMap<>(margins);
        changed.put(margin, value);
        return new ModelCheck(model, baseline, references, changed);
    }

    /**
     * Runs all checks. What is wrong with the model is in the report, never an exception.
     *
     * @throws BmdException {@code CHECK_BASELINE} or {@code CHECK_MANIFEST}
     */
    public Report run() {
        return checks(System::nanoTime).run(baseline, references);
    }

    /**
     * Runs all checks that need no baseline and, if none fails, writes the model's figures as the baseline of later
     * checks; the file is replaced whole or not at all.
     *
     * @throws BmdException {@code CHECK_BASELINE} if the file cannot be written, {@code CHECK_MANIFEST}
     */
    public Report record(Path file) {
        return checks(System::nanoTime).record(references, Objects.requireNonNull(file, "file"));
    }

    CheckRun checks(LongSupplier nanoClock) {
        return new CheckRun(
                model, Map.copyOf(margins), radiograph -> radiograph.view().picture(), nanoClock);
    }

    /** How much worse than the baseline, or than exactly the same, still passes. */
    public enum Margin {
        /** Mean absolute error on all references, g/cm² above the baseline's. */
        MEAN_ABSOLUTE_ERROR(0.003),
        /** Mean absolute error in a subgroup of at least 20 references, g/cm² above the baseline's. */
        SUBGROUP_ERROR(0.01),
        /** Mean of estimate minus reference, g/cm² further from 0 than the baseline's. */
        BIAS(0.005),
        /** Area under the ROC curve below the baseline's. */
        SCREENING_AREA(0.003),
        /** Sensitivity or specificity at a threshold below the baseline's. */
        SCREENING_RATE(0.05),
        /**
         * Standard errors by which an interval's coverage may lie below its nominal one. They are those of the references
         * alone: intervals from a small calibration set deviate by chance of their own, and may need more.
         */
        COVERAGE_STANDARD_ERRORS(3),
        /** Share of the references that the model finds not usable, above the baseline's. */
        UNUSABLE_SHARE(0.02),
        /** The same greys stored in another way, g/cm². */
        ENCODING(0.002),
        /** The same greys in 8 bits or as JPEG, g/cm². */
        ENCODING_LOSSY(0.01),
        /** Alone against in a batch, g/cm². */
        BATCH(1e-5),
        /** Processor against GPU, g/cm². */
        CUDA(1e-4),
        /** Latency divided by the baseline's. */
        LATENCY_FACTOR(2),
        /** File size divided by the baseline's. */
        SIZE_FACTOR(1.1);

        private final double usual;

        Margin(double usual) {
            this.usual = usual;
        }

        /** The margin unless another is set. */
        public double usual() {
            return usual;
        }
    }

    /** How a check ended. */
    public enum Status {
        /** It ran and found nothing. */
        PASSED,
        /** It found something; the detail says what. */
        FAILED,
        /** It could not run; the detail says why. */
        SKIPPED
    }

    /**
     * What one check found.
     *
     * @param name of the check
     * @param status how it ended
     * @param detail in one line
     * @param figures what was measured, by name
     * @param facts what was read, by name
     */
    public record Outcome(
            String name, Status status, String detail, Map<String, Double> figures, Map<String, String> facts) {

        public Outcome {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(detail, "detail");
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
            facts = Collections.unmodifiableMap(new TreeMap<>(facts));
        }
    }

    /**
     * What all checks found.
     *
     * @param model name of the model file
     * @param sha256 hash of the model file, empty if it cannot be read
     * @param outcomes in the order of the checks
     */
    public record Report(String model, String sha256, List<Outcome> outcomes) {

        public Report {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(sha256, "sha256");
            outcomes = List.copyOf(outcomes);
        }

        /** Whether no check failed; checks that were skipped do not count. */
        public boolean passed() {
            return outcomes.stream().noneMatch(outcome -> outcome.status() == Status.FAILED);
        }

        /** The outcome of the check of this name. */
        public Outcome outcome(String name) {
            return outcomes.stream()
                    .filter(outcome -> outcome.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BmdException(
                            BmdException.Code.INVALID_ARGUMENT,
                            "Expected the name of a check, received \"" + name + "\"."));
        }

        /**
         * This report, if no check failed.
         *
         * @throws AssertionError with the table, as every test framework understands it
         */
        public Report assertPassed() {
            if (!passed()) {
                throw new AssertionError("The model did not pass.\n" + toTable());
            }
            return this;
        }

        /** For a console: one line a check, aligned. */
        public String toTable() {
            return Reports.table(this);
        }

        /** For programs: everything, as JSON. */
        public String toJson() {
            return Reports.json(this);
        }

        /** For CI servers: a test suite with one case a check, as JUnit XML. */
        public String toJUnitXml() {
            return Reports.junitXml(this);
        }

        /** For a pull request: a Markdown table. */
        public String toMarkdown() {
            return Reports.markdown(this);
        }
    }
}
