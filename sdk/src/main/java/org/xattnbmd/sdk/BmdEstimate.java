package org.xattnbmd.sdk;

import java.awt.image.BufferedImage;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.sdk.internal.clinical.FieldShares;
import org.xattnbmd.sdk.internal.clinical.TScores;
import org.xattnbmd.sdk.internal.results.AttentionOverlay;
import org.xattnbmd.sdk.internal.results.EstimateJson;
import org.xattnbmd.sdk.internal.results.FhirObservation;

/**
 * An estimate of the areal bone mineral density (BMD) of the femoral neck, or of what else its {@linkplain #target model's target}
 * is, with what is needed to read it. Immutable. What is in g/cm² below is in the target's unit.
 *
 * @param bmd estimated BMD in g/cm², on the scale of the card's densitometer
 * @param spread the model's own measure of how uncertain this estimate is, in g/cm²; it scales the intervals
 * @param tScoreUnrounded (bmd - mean) / sd of {@code reference}
 * @param reference the young adults that the T-score compares with, on the scale of {@code bmd}; null for a target without, whose
 *     estimates have no T-score (NaN), no category and no screening
 * @param zScoreUnrounded (bmd - mean) / sd of people of the same age and sex, if the caller gave a reference for it and
 *     age and sex are known
 * @param scoreRounding how T- and Z-score are brought to one decimal
 * @param category WHO category of the rounded T-score, where it applies
 * @param statement the category in words, or why there is none
 * @param intervals conformal intervals by ascending coverage; at least one
 * @param screening the decision at each of the card's thresholds
 * @param clinicalAttention how much the image attended to each clinical field; the shares sum to 1
 * @param imageAttention how much the clinical facts attended to each part of the picture
 * @param femoralNeck where the model looked at the femoral neck, if it has a localiser: where it found it, or where the caller said
 *     it is ({@link Radiograph#withFemoralNeck})
 * @param warnings what a reader should know; empty if nothing
 * @param model which model made this estimate
 * @param outlierScore how unlike the training radiographs this one is; empty only in estimates that a caller made without it
 * @param trust how far the estimate can be trusted. What is {@linkplain Trust.Level#NOT_USABLE not usable} is refused unless
 *     the estimator was opened with {@link BmdEstimator.Builder#returnUnusable}; then it has BMD, spread and intervals for
 *     research, and nothing that reads as a finding: its category is {@code NOT_APPLICABLE}, its screening empty, and its
 *     T-score NaN, because a T-score is a category by another name
 * @param furtherTargets estimates of the model's {@linkplain ModelCard#furtherTargets further targets}, in the card's order; empty
 *     for most models. The messages and objects of {@code results} leave them out
 */
public record BmdEstimate(
        double bmd,
        double spread,
        double tScoreUnrounded,
        ModelCard.@Nullable ReferencePopulation reference,
        OptionalDouble zScoreUnrounded,
        RoundingMode scoreRounding,
        Category category,
        String statement,
        List<Interval> intervals,
        List<Decision> screening,
        Map<String, Double> clinicalAttention,
        AttentionMap imageAttention,
        Optional<Area> femoralNeck,
        List<Warning> warnings,
        ModelIdentity model,
        Optional<OutlierScore> outlierScore,
        Trust trust,
        List<FurtherTarget.Estimate> furtherTargets) {

    public BmdEstimate {
        Objects.requireNonNull(model, "model");
        if (model.target().hasReference()) {
            Objects.requireNonNull(reference, "reference");
        }
        Objects.requireNonNull(zScoreUnrounded, "zScoreUnrounded");
        TScores.checkRounding(scoreRounding);
        Objects.requireNonNull(category, "category");
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(imageAttention, "imageAttention");
        Objects.requireNonNull(femoralNeck, "femoralNeck");
        Objects.requireNonNull(outlierScore, "outlierScore");
        Objects.requireNonNull(trust, "trust");
        intervals = List.copyOf(intervals);
        screening = List.copyOf(screening);
        clinicalAttention = FieldShares.copyOf(clinicalAttention);
        warnings = List.copyOf(warnings);
        furtherTargets = List.copyOf(furtherTargets);
    }

    /** An estimate of one target, as callers made them before there were further ones. */
    public BmdEstimate(
            double bmd,
            double spread,
            double tScoreUnrounded,
            ModelCard.@Nullable ReferencePopulation reference,
            OptionalDouble zScoreUnrounded,
            RoundingMode scoreRounding,
            Category category,
            String statement,
            List<Interval> intervals,
            List<Decision> screening,
            Map<String, Double> clinicalAttention,
            AttentionMap imageAttention,
            Optional<Area> femoralNeck,
            List<Warning> warnings,
            ModelIdentity model,
            Optional<OutlierScore> outlierScore,
            Trust trust) {
        this(
                bmd,
                spread,
                tScoreUnrounded,
                reference,
                zScoreUnrounded,
                scoreRounding,
                category,
                statement,
                intervals,
                screening,
                clinicalAttention,
                imageAttention,
                femoralNeck,
                warnings,
                model,
                outlierScore,
                trust,
                List.of());
    }

    /** An estimate that nobody judged but by its outlier score, as callers made them before there was {@link Trust}. */
    public BmdEstimate(
            double bmd,
            double spread,
            double tScoreUnrounded,
            ModelCard.ReferencePopulation reference,
            OptionalDouble zScoreUnrounded,
            RoundingMode scoreRounding,
            Category category,
            String statement,
            List<Interval> intervals,
            List<Decision> screening,
            Map<String, Double> clinicalAttention,
            AttentionMap imageAttention,
            Optional<Area> femoralNeck,
            List<Warning> warnings,
            ModelIdentity model,
            Optional<OutlierScore> outlierScore) {
        this(
                bmd,
                spread,
                tScoreUnrounded,
                reference,
                zScoreUnrounded,
                scoreRounding,
                category,
                statement,
                intervals,
                screening,
                clinicalAttention,
                imageAttention,
                femoralNeck,
                warnings,
                model,
                outlierScore,
                outlierScore.flatMap(OutlierScore::reason).map(Trust::of).orElse(Trust.FINE));
    }

    /** An estimate whose outlier score is not known, as callers made them before there was one. */
    public BmdEstimate(
            double bmd,
            double spread,
            double tScoreUnrounded,
            ModelCard.ReferencePopulation reference,
            OptionalDouble zScoreUnrounded,
            RoundingMode scoreRounding,
            Category category,
            String statement,
            List<Interval> intervals,
            List<Decision> screening,
            Map<String, Double> clinicalAttention,
            AttentionMap imageAttention,
            Optional<Area> femoralNeck,
            List<Warning> warnings,
            ModelIdentity model) {
        this(
                bmd,
                spread,
                tScoreUnrounded,
                reference,
                zScoreUnrounded,
                scoreRounding,
                category,
                statement,
                intervals,
                screening,
                clinicalAttention,
                imageAttention,
                femoralNeck,
                warnings,
                model,
                Optional.empty());
    }

    /** What was estimated, with its unit. */
    public ModelCard.Target target() {
        return model.target();
    }

    /**
     * The T-score as laboratories report it: rounded to one decimal, the way that the estimator was opened with; NaN in an
     * estimate that is not usable, and where the target has no reference population.
     */
    public double tScore() {
        return TScores.rounded(tScoreUnrounded, scoreRounding);
    }

    /** The Z-score, rounded as the T-score is. */
    public OptionalDouble zScore() {
        return zScoreUnrounded.isPresent()
                ? OptionalDouble.of(TScores.rounded(zScoreUnrounded.getAsDouble(), scoreRounding))
                : zScoreUnrounded;
    }

    /** The 90 % interval, or that of the greatest coverage if the model has none for 90 %. */
    public Interval interval() {
        return Interval.usual(intervals);
    }

    /** The estimate as one line of JSON, keys in a fixed order, numbers in the units of this type. */
    public String toJson() {
        return EstimateJson.write(this);
    }

    /**
     * The estimate as a FHIR R4 Observation in JSON: own code and {@code method}, never a DXA code; the intervals, the
     * T-score and the trust as components; the model as device; status preliminary. Estimates of a simulated model are marked
     * as test data (HTEST). One that is not usable has no value, no interval and no T-score, only the reasons: whoever reads
     * observations from a record does not read its marks first. Only for targets with {@linkplain ModelCard.Target#hasResultCodes
     * codes}.
     *
     * @param side which hip
     * @param effective when the radiograph was taken, or null
     * @param subject reference to the patient such as {@code Patient/123}, or null
     * @throws BmdException {@code INVALID_ARGUMENT} for a blank subject, or a time outside of the years 1 to 9999; {@code
     *     RESULT_TARGET} for another target
     */
    public String toFhirObservation(Radiograph.Side side, @Nullable Instant effective, @Nullable String subject) {
        return FhirObservation.write(this, Objects.requireNonNull(side, "side"), effective, subject);
    }

    /** WHO's categories of BMD at the hip (postmenopausal women, men from 50). */
    public enum Category {
        /** T-score -1.0 or above. */
        NORMAL,
        /** T-score below -1.0 and above -2.5. */
        LOW_BONE_MASS,
        /** T-score -2.5 or below. */
        OSTEOPOROSIS,
        /** The categories are not defined for this subject, or it cannot be told; see {@link #statement()}. */
        NOT_APPLICABLE
    }

    /**
     * A conformal prediction interval: over subjects like the calibration set, the measured BMD lies inside with this
     * probability.
     *
     * @param coverage such as 0.9
     * @param lower g/cm²
     * @param upper g/cm²
     */
    public record Interval(double coverage, double lower, double upper) {

        private static final double USUAL_COVERAGE = 0.9;

        /** That of 90 %, or the last of them. */
        static Interval usual(List<Interval> intervals) {
            return intervals.stream()
                    .filter(interval -> interval.coverage() == USUAL_COVERAGE)
                    .findFirst()
                    .orElse(intervals.get(intervals.size() - 1));
        }
    }

    /** Whether the estimate lies below a screening threshold of the card. */
    public record Decision(String name, double thresholdGramsPerCm2, boolean below) {}

    /**
     * How unlike the radiographs that the model was trained on this one is, on the model's own scale: scores of different
     * models do not compare, their ratio to the limit does.
     *
     * @param value 0 or more; the higher, the more unlike
     * @param limit of the model's card; above it the estimate carries {@link Warning.Kind#UNUSUAL_RADIOGRAPH}
     * @param hardLimit of the model's card, if it has {@linkplain ModelCard.TrustLimits trust limits}; above it the estimate is
     *     not usable
     */
    public record OutlierScore(double value, double limit, OptionalDouble hardLimit) {

        public OutlierScore {
            Objects.requireNonNull(hardLimit, "hardLimit");
        }

        /** A score of a model without a hard limit. */
        public OutlierScore(double value, double limit) {
            this(value, limit, OptionalDouble.empty());
        }

        /** Whether the radiograph is unlike those the model was trained on. */
        public boolean exceeded() {
            return value > limit;
        }

        /** What the score says against the estimate; empty if nothing. */
        public Optional<Trust.Reason> reason() {
            if (hardLimit.isPresent() && value > hardLimit.getAsDouble()) {
                return Optional.of(Trust.Reason.FAR_FROM_TRAINING);
            }
            return exceeded() ? Optional.of(Trust.Reason.UNLIKE_TRAINING) : Optional.empty();
        }
    }

    /**
     * How far an estimate can be trusted, judged by its radiograph.
     *
     * @param reasons what speaks against the estimate, each once; empty if nothing
     * @param widening by how much the intervals are wider than those of an estimate that nothing speaks against, a factor from
     *     the model's {@linkplain ModelCard.TrustLimits card}; 1 if nothing speaks against it, or the card has none
     */
    public record Trust(List<Reason> reasons, double widening) {

        /** Nothing speaks against the estimate. */
        public static final Trust FINE = new Trust(List.of(), 1);

        public Trust {
            reasons = reasons.size() < 2
                    ? List.copyOf(reasons)
                    : reasons.stream().distinct().toList();
        }

        private static Trust of(Reason reason) {
            return new Trust(List.of(reason), 1);
        }

        /** The worst that one of the reasons says; {@code FINE} without any. */
        public Level level() {
            // Not a stream: every estimate asks, and the host's heap counts.
            Level worst = Level.FINE;
            for (Reason reason : reasons) {
                worst = reason.level().compareTo(worst) > 0 ? reason.level() : worst;
            }
            return worst;
        }

        /** Whether the estimate says anything about a femoral neck. */
        public boolean usable() {
            return level() != Level.NOT_USABLE;
        }

        /** The reasons that make the level what it is, in words, separated by commas. */
        public String words() {
            Level level = level();
            return reasons.stream()
                    .filter(reason -> reason.level() == level)
                    .map(Reason::words)
                    .collect(Collectors.joining(", "));
        }

        /** The three levels, the best first; names are stable. */
        public enum Level {
            /** Nothing speaks against it. */
            FINE,
            /** Warned of; its intervals are widened by the rule that the model's card states. */
            UNUSUAL,
            /** Says nothing about a femoral neck. Refused ({@code NOT_USABLE}) unless asked for. */
            NOT_USABLE
        }

        /** What speaks against an estimate; names are stable, and releases may add some. */
        public enum Reason {
            /** The outlier score is above the card's limit. */
            UNLIKE_TRAINING(Level.UNUSUAL, "the radiograph does not look like those the model was trained on"),
            /** Much of the picture is saturated or not exposed. */
            POOR_EXPOSURE(Level.UNUSUAL, "the exposure is poor"),
            /** The picture has too few pixels where the model looks. */
            COARSE(Level.UNUSUAL, "the picture is coarse"),
            /** The neck finder is less sure of the neck than it usually is. */
            NECK_UNSURE(Level.UNUSUAL, "the femoral neck looks unusual"),
            /** The neck finder sees what may be metal in the hip. */
            MAYBE_IMPLANT(Level.UNUSUAL, "there may be metal in the hip"),
            /** The outlier score is above the card's hard limit. */
            FAR_FROM_TRAINING(Level.NOT_USABLE, "the radiograph is far from any that the model was trained on"),
            /** The picture has not half of the pixels that are needed where the model looks. */
            TOO_COARSE(Level.NOT_USABLE, "the picture is far too coarse"),
            /** The neck finder found no femoral neck. */
            NO_NECK(Level.NOT_USABLE, "no femoral neck was found"),
            /** The neck finder found the neck of the other side only. */
            OTHER_SIDE(Level.NOT_USABLE, "the hip looks like one of the other side"),
            /** The neck finder found metal in the hip. */
            IMPLANT(Level.NOT_USABLE, "there is metal in the hip");

            private final Level level;
            private final String words;

            Reason(Level level, String words) {
                this.level = level;
                this.words = words;
            }

            /** The best level that an estimate can have that this speaks against. */
            public Level level() {
                return level;
            }

            /** The reason in words, a clause for people. */
            public String words() {
                return words;
            }
        }
    }

    /** A rectangle in pixels of the caller's picture; it may reach beyond the picture's edge. */
    public record Area(double x, double y, double width, double height) {}

    /**
     * Attention over the picture, in the picture's own orientation.
     *
     * @param rows rows of cells
     * @param columns columns of cells
     * @param values share of each cell, row by row from the top left; they sum to 1
     * @param area what all cells together cover on the caller's picture
     */
    public record AttentionMap(int rows, int columns, List<Float> values, Area area) {

        public AttentionMap {
            values = List.copyOf(values);
            if (values.size() != rows * columns) {
                throw new IllegalArgumentException(
                        "Expected " + rows * columns + " attention values, received " + values.size());
            }
        }

        /**
         * The radiograph in a usual window with this map in colour over it, at the radiograph's size. The caller gives
         * the radiograph that the estimate was made from.
         */
        public BufferedImage overlay(Radiograph radiograph) {
            return AttentionOverlay.paint(
                    this,
                    Objects.requireNonNull(radiograph, "radiograph").view().picture());
        }

        /** Share of one cell. */
        public double value(int row, int column) {
            Objects.checkIndex(row, rows);
            Objects.checkIndex(column, columns);
            return values.get(row * columns + column);
        }
    }

    /**
     * The difference of two estimates of the same hip.
     *
     * @param difference later minus earlier, g/cm²
     * @param percent the same relative to the earlier, in percent
     * @param leastSignificantChange g/cm², from the model's card
     * @param significant whether the difference exceeds the least significant change, up or down
     * @param unit of the difference, as the statement has it
     */
    public record Change(
            double difference, double percent, double leastSignificantChange, boolean significant, String unit) {

        public Change {
            Objects.requireNonNull(unit, "unit");
        }

        /** A change of BMD. */
        public Change(double difference, double percent, double leastSignificantChange, boolean significant) {
            this(difference, percent, leastSignificantChange, significant, "g/cm2");
        }

        /** The change in words. */
        public String statement() {
            return String.format(
                    Locale.ROOT,
                    "%+.3f %s (%+.1f %%): %s the least significant change of %.3f %s.",
                    difference,
                    unit,
                    percent,
                    significant ? "exceeds" : "does not exceed",
                    leastSignificantChange,
                    unit);
        }
    }

    /** Something a reader of the estimate should know. */
    public record Warning(Kind kind, String message) {

        /** The kinds of warning; names are stable. */
        public enum Kind {
            /** The model was trained on simulated subjects. */
            SIMULATED_MODEL,
            /** Clinical fields without a value. */
            MISSING_FIELDS,
            /** A clinical value that hardly any training subject had. */
            UNUSUAL_CLINICAL_VALUE,
            /** Clinical values that contradict each other, such as BMI against height and weight. */
            IMPLAUSIBLE_COMBINATION,
            /** The radiograph does not look like those the model was trained on. */
            UNUSUAL_RADIOGRAPH,
            /** Much of the picture is saturated or not exposed. */
            POOR_EXPOSURE,
            /** It was not said which hip this is. */
            UNKNOWN_SIDE,
            /** The model uses the pixel size, and it is not known. */
            UNKNOWN_PIXEL_SIZE,
            /** The picture has too few pixels across the femoral neck, or across what the model looks at where it says no neck. */
            LOW_RESOLUTION,
            /** No femoral neck was found, or one that looks unusual; only from models with a neck finder. */
            NECK_NOT_FOUND,
            /** The hip looks like one of the other side; only from models with a neck finder. */
            OTHER_SIDE,
            /** There is, or may be, metal in the hip; only from models with a neck finder. */
            IMPLANT
        }

        public Warning {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(message, "message");
        }
    }

    /** The model file behind an estimate; {@code sha256} is the hash of its bytes, {@code target} what it estimates. */
    public record ModelIdentity(String id, String version, String sha256, boolean simulated, ModelCard.Target target) {

        public ModelIdentity {
            Objects.requireNonNull(target, "target");
        }

        /** A model of femoral-neck BMD. */
        public ModelIdentity(String id, String version, String sha256, boolean simulated) {
            this(id, version, sha256, simulated, ModelCard.Target.FEMORAL_NECK);
        }
    }
}
