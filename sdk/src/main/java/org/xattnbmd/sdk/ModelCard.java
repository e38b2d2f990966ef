package org.xattnbmd.sdk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.sdk.internal.clinical.References;
import org.xattnbmd.sdk.internal.model.BmdRange;
import org.xattnbmd.sdk.internal.model.CardReader;
import org.xattnbmd.sdk.internal.model.CardRules;
import org.xattnbmd.sdk.internal.model.CardWriter;
import org.xattnbmd.sdk.internal.model.FurtherTargetRules;
import org.xattnbmd.sdk.internal.model.GoldenPixels;

/**
 * What a model says about itself: the JSON document in its {@code bmd.card} metadata. Immutable. Maps are held and
 * written in the order of their keys, so that equal cards give equal bytes.
 *
 * @param schemaVersion version of this layout, at most {@link #SCHEMA_VERSION}
 * @param modelId which model this is, stable over its versions
 * @param modelVersion version of the model
 * @param created ISO-8601 date or time, or null
 * @param simulated whether it was trained on simulated subjects
 * @param intendedUse what it is for and what not, for people
 * @param preprocessing how a radiograph becomes the input {@code radiograph}
 * @param clinicalFields the columns of the input {@code clinical}, in order
 * @param densitometer scale of all BMD values in g/cm², such as "GE Lunar"; {@link #NO_SCALE} where the target is no BMD
 * @param reference the young adults that T-scores compare with, on the same scale; null where none is known for the target, that
 *     is for every target but {@link Target#FEMORAL_NECK}
 * @param thresholds screening thresholds
 * @param conformalQuantiles from coverage ("0.90") to the factor q of the interval bmd ± q * bmd_spread
 * @param leastSignificantChange least difference of two estimates, in g/cm², that exceeds precision error (95 %)
 * @param outlierThreshold {@code outlier_score} above which a radiograph does not look like those trained on
 * @param training where the weights come from
 * @param evaluation named results of the trainer's own evaluation
 * @param goldenVectors inputs with the outputs that the trainer computed; at least one
 * @param goldenTolerance g/cm²; by how much another machine may differ from them, {@link #USUAL_GOLDEN_TOLERANCE} for a
 *     float32 model. A quantised model rounds to steps, and where a value lies between two the last bit of a float decides
 * @param trust what is said of radiographs unlike those trained on; empty in cards from before there was such a thing, whose
 *     models widen no interval and refuse no radiograph as not usable
 * @param target what the model estimates; in cards from before it could be said, BMD of the femoral neck. Whatever is in g/cm²
 *     here and in estimates is in this target's unit
 * @param furtherTargets what it estimates beside the target, in the order of the output {@code further}; usually empty
 */
public record ModelCard(
        int schemaVersion,
        String modelId,
        String modelVersion,
        @Nullable String created,
        boolean simulated,
        String intendedUse,
        Preprocessing preprocessing,
        List<ClinicalField> clinicalFields,
        String densitometer,
        @Nullable ReferencePopulation reference,
        List<Threshold> thresholds,
        Map<String, Double> conformalQuantiles,
        double leastSignificantChange,
        double outlierThreshold,
        Training training,
        Map<String, Double> evaluation,
        List<GoldenVector> goldenVectors,
        double goldenTolerance,
        Optional<TrustLimits> trust,
        Target target,
        List<FurtherTarget> furtherTargets) {

    /** g/cm²; what float32 arithmetic in another order stays far below. */
    public static final double USUAL_GOLDEN_TOLERANCE = 1e-4;

    /** The newest card layout that this SDK understands. */
    public static final int SCHEMA_VERSION = 4;

    /** The {@link #densitometer} of a model whose target no densitometer measures. */
    public static final String NO_SCALE = "none";

    /** Where an ONNX file keeps its card: the key in {@code metadata_props}. */
    public static final String METADATA_KEY = "bmd.card";

    public ModelCard {
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(target, "target");
        if (target.hasReference()) {
            Objects.requireNonNull(reference, "reference");
        }
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(trust, "trust");
        clinicalFields = List.copyOf(clinicalFields);
        thresholds = List.copyOf(thresholds);
        goldenVectors = List.copyOf(goldenVectors);
        furtherTargets = List.copyOf(furtherTargets);
        conformalQuantiles = Collections.unmodifiableMap(new TreeMap<>(conformalQuantiles));
        evaluation = Collections.unmodifiableMap(new TreeMap<>(evaluation));
        CardRules.check(
                schemaVersion,
                List.of(modelId, modelVersion, intendedUse, densitometer),
                preprocessing,
                clinicalFields,
                densitometer,
                reference,
                thresholds,
                conformalQuantiles,
                List.of(leastSignificantChange, outlierThreshold),
                goldenVectors,
                goldenTolerance,
                target);
        trust.ifPresent(limits -> CardRules.check(limits, outlierThreshold));
        FurtherTargetRules.check(schemaVersion, target, clinicalFields, furtherTargets, goldenVectors);
    }

    /** A card of a model without further targets, as callers made them before there were any. */
    public ModelCard(
            int schemaVersion,
            String modelId,
            String modelVersion,
            @Nullable String created,
            boolean simulated,
            String intendedUse,
            Preprocessing preprocessing,
            List<ClinicalField> clinicalFields,
            String densitometer,
            @Nullable ReferencePopulation reference,
            List<Threshold> thresholds,
            Map<String, Double> conformalQuantiles,
            double leastSignificantChange,
            double outlierThreshold,
            Training training,
            Map<String, Double> evaluation,
            List<GoldenVector> goldenVectors,
            double goldenTolerance,
            Optional<TrustLimits> trust,
            Target target) {
        this(
                schemaVersion,
                modelId,
                modelVersion,
                created,
                simulated,
                intendedUse,
                preprocessing,
                clinicalFields,
                densitometer,
                reference,
                thresholds,
                conformalQuantiles,
                leastSignificantChange,
                outlierThreshold,
                training,
                evaluation,
                goldenVectors,
                goldenTolerance,
                trust,
                target,
                List.of());
    }

    /** A card of a model of femoral-neck BMD, as callers made them before there were others. */
    public ModelCard(
            int schemaVersion,
            String modelId,
            String modelVersion,
            String created,
            boolean simulated,
            String intendedUse,
            Preprocessing preprocessing,
            List<ClinicalField> clinicalFields,
            String densitometer,
            @Nullable ReferencePopulation reference,
            List<Threshold> thresholds,
            Map<String, Double> conformalQuantiles,
            double leastSignificantChange,
            double outlierThreshold,
            Training training,
            Map<String, Double> evaluation,
            List<GoldenVector> goldenVectors,
            double goldenTolerance,
            Optional<TrustLimits> trust) {
        this(
                schemaVersion,
                modelId,
                modelVersion,
                created,
                simulated,
                intendedUse,
                preprocessing,
                clinicalFields,
                densitometer,
                reference,
                thresholds,
                conformalQuantiles,
                leastSignificantChange,
                outlierThreshold,
                training,
                evaluation,
                goldenVectors,
                goldenTolerance,
                trust,
                Target.FEMORAL_NECK);
    }

    /** A card without trust limits, as callers made them before there were any. */
    public ModelCard(
            int schemaVersion,
            String modelId,
            String modelVersion,
            @Nullable String created,
            boolean simulated,
            String intendedUse,
            Preprocessing preprocessing,
            List<ClinicalField> clinicalFields,
            String densitometer,
            @Nullable ReferencePopulation reference,
            List<Threshold> thresholds,
            Map<String, Double> conformalQuantiles,
            double leastSignificantChange,
            double outlierThreshold,
            Training training,
            Map<String, Double> evaluation,
            List<GoldenVector> goldenVectors,
            double goldenTolerance) {
        this(
                schemaVersion,
                modelId,
                modelVersion,
                created,
                simulated,
                intendedUse,
                preprocessing,
                clinicalFields,
                densitometer,
                reference,
                thresholds,
                conformalQuantiles,
                leastSignificantChange,
                outlierThreshold,
                training,
                evaluation,
                goldenVectors,
                goldenTolerance,
                Optional.empty());
    }

    /** A card to be filled in; of the oldest layout that holds what it says, without thresholds and results, and with the usual tolerance. */
    public static Builder builder() {
        return new Builder();
    }

    /** This card, to be changed. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.modelId = modelId;
        builder.modelVersion = modelVersion;
        builder.created = created;
        builder.simulated = simulated;
        builder.intendedUse = intendedUse;
        builder.preprocessing = preprocessing;
        builder.clinicalFields = clinicalFields;
        builder.densitometer = densitometer;
        builder.reference = reference;
        builder.thresholds = thresholds;
        builder.conformalQuantiles = conformalQuantiles;
        builder.leastSignificantChange = leastSignificantChange;
        builder.outlierThreshold = outlierThreshold;
        builder.training = training;
        builder.evaluation = evaluation;
        builder.goldenVectors = goldenVectors;
        builder.goldenTolerance = goldenTolerance;
        builder.trust = trust.orElse(null);
        builder.target = target;
        builder.furtherTargets = furtherTargets;
        return builder;
    }

    /**
     * Reads a card.
     *
     * @throws BmdException {@code MODEL_CARD_NEWER} if its schema is newer than {@link #SCHEMA_VERSION},
     *     {@code MODEL_CARD_INVALID} for anything else that is wrong; the message says where
     */
    public static ModelCard parse(String json) {
        return CardReader.read(Objects.requireNonNull(json, "json"));
    }

    /** The card as JSON: equal cards give equal text on every machine. */
    public String toJson() {
        return CardWriter.write(this);
    }

    /**
     * What a model estimates.
     *
     * @param name stable, such as {@code total_hip_bmd_g_cm2}
     * @param label for people, such as "Total hip BMD"
     * @param unit such as "g/cm²"; never blank
     * @param minimum least value that it can have; what a model answers below is refused
     * @param maximum greatest value that it can have
     */
    public record Target(String name, String label, String unit, double minimum, double maximum) {

        /** Areal BMD of the femoral neck: the only target with a reference population, and so with T-scores. */
        public static final Target FEMORAL_NECK = bmd(ExamList.MEASURED_BMD, "Femoral neck BMD");

        /** Areal BMD of the total hip. */
        public static final Target TOTAL_HIP = bmd("total_hip_bmd_g_cm2", "Total hip BMD");

        /** Areal BMD of the trochanter. */
        public static final Target TROCHANTER = bmd("trochanter_bmd_g_cm2", "Trochanter BMD");

        /** Areal BMD of the lumbar spine. */
        public static final Target LUMBAR_SPINE = bmd("lumbar_spine_bmd_g_cm2", "Lumbar spine BMD");

        private static Target bmd(String name, String label) {
            return new Target(name, label, "g/cm²", BmdRange.LEAST, BmdRange.GREATEST);
        }

        /**
         * @throws BmdException {@code INVALID_ARGUMENT} for a blank text, or a range of less than half a unit or more than
         *     100,000 units, or of less than a twentieth of its ends: spreads and tolerances would drown in rounding
         */
        public Target {
            CardRules.check(List.of(name, label, unit), minimum, maximum);
        }

        /** Whether T-scores, categories and screening are defined for it here. */
        public boolean hasReference() {
            // The usual card has the constant itself; the JVM links a record's equals at its first call, 30 ms of a
            // cold start.
            return this == FEMORAL_NECK || equals(FEMORAL_NECK);
        }

        /**
         * Whether estimates of it can be written as FHIR, HL7 and DICOM results, which name the bone by standard codes: BMD of
         * femoral neck, total hip and lumbar spine.
         */
        public boolean hasResultCodes() {
            return List.of(FEMORAL_NECK, TOTAL_HIP, LUMBAR_SPINE).contains(this);
        }

        /** The unit in plain letters, as messages have it: g/cm2. */
        public String plainUnit() {
            return unit.replace('²', '2').replace('³', '3');
        }

        /** How many times as wide its range is as that of BMD: what is small in g/cm² is as small here times this. */
        public double scale() {
            return (maximum - minimum) / (BmdRange.GREATEST - BmdRange.LEAST);
        }
    }

    /**
     * A clinical fact that the model uses.
     *
     * @param name key used by callers, such as {@code weight_kg}
     * @param label for people
     * @param unit for people, empty if there is none
     * @param minimum least accepted value
     * @param maximum greatest accepted value
     * @param categories empty for a number, else category i is encoded as i
     * @param mean mean of the training subjects
     * @param sd standard deviation of the training subjects
     */
    public record ClinicalField(
            String name,
            String label,
            String unit,
            double minimum,
            double maximum,
            List<String> categories,
            double mean,
            double sd) {

        public ClinicalField {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(unit, "unit");
            categories = List.copyOf(categories);
        }
    }

    /**
     * Young adults whose BMD defines T-score 0.
     *
     * @param name such as "NHANES III, white women 20-29"
     * @param densitometer the scale of mean and sd
     * @param mean g/cm²
     * @param sd g/cm²
     * @param source where the figures come from
     */
    public record ReferencePopulation(String name, String densitometer, double mean, double sd, String source) {

        public ReferencePopulation {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(densitometer, "densitometer");
            Objects.requireNonNull(source, "source");
        }

        /**
         * Femoral neck of white women of 20 to 29 in NHANES III, on the Hologic scale: WHO's reference for both sexes.
         * A usual default; compare it with your densitometer's own before use.
         */
        public static ReferencePopulation nhanes3WhiteWomen() {
            return References.NHANES_3_WHITE_WOMEN;
        }

        /**
         * Femoral neck of white men of 20 to 29 in NHANES III, on the Hologic scale. Not WHO's reference: T-scores of
         * men against it are lower. A usual default; compare it with your densitometer's own before use.
         */
        public static ReferencePopulation nhanes3WhiteMen() {
            return References.NHANES_3_WHITE_MEN;
        }

        /**
         * The same people on another densitometer's scale, through standardised BMD (Hui et al. 1997).
         *
         * @param other Hologic, GE Lunar or Norland
         * @throws BmdException {@code REFERENCE_SCALE} if there is no conversion between the two
         */
        public ReferencePopulation onScale(String other) {
            return DensitometerScale.named(other).bring(this);
        }
    }

    /**
     * BMD of healthy people by sex and age, for Z-scores. Between two ages mean and sd are interpolated; outside of the
     * ages given there is no Z-score.
     *
     * @param name such as that of the densitometer's reference database
     * @param densitometer the scale of mean and sd
     * @param rows at least one; each sex by ascending age
     * @param source where the figures come from
     */
    public record AgeReference(String name, String densitometer, List<Row> rows, String source) {

        /**
         * One sex at one age.
         *
         * @param sex the category of the model's field {@code sex}, such as "female"
         * @param age years
         * @param mean g/cm²
         * @param sd g/cm²
         */
        public record Row(String sex, double age, double mean, double sd) {

            public Row {
                Objects.requireNonNull(sex, "sex");
            }
        }

        /** @throws BmdException {@code INVALID_ARGUMENT} if ages do not ascend, or a mean or sd is not above 0 */
        public AgeReference {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(densitometer, "densitometer");
            Objects.requireNonNull(source, "source");
            rows = List.copyOf(rows);
            References.check(rows);
        }

        /** (bmd - mean) / sd of people of this sex and age; empty where the rows do not reach. */
        public OptionalDouble zScore(double bmd, String sex, double age) {
            return References.zScore(rows, bmd, sex, age);
        }
    }

    /** A screening threshold: below it the screening decision is positive. */
    public record Threshold(String name, double bmdGramsPerCm2) {

        public Threshold {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * What a model says of radiographs unlike those it was trained on, beside {@link #outlierThreshold} above which they are
     * unusual.
     *
     * @param outlierHardLimit {@code outlier_score} above which an estimate is not usable; not below the outlier threshold
     * @param unusualWidening factor on the conformal quantiles of unusual estimates, 1 or more; 1 widens nothing
     * @param basis the rules that gave both, with what they were measured on, for people
     */
    public record TrustLimits(double outlierHardLimit, double unusualWidening, String basis) {

        public TrustLimits {
            Objects.requireNonNull(basis, "basis");
        }
    }

    /**
     * Where the weights come from.
     *
     * @param dataHash SHA-256 of the training data's manifest
     * @param seed seed of everything random
     * @param subjects number of training subjects
     * @param configuration the trainer's settings
     * @param gitRevision revision of the trainer's sources, empty if unknown
     * @param libraries library versions
     */
    public record Training(
            String dataHash,
            long seed,
            int subjects,
            Map<String, String> configuration,
            String gitRevision,
            Map<String, String> libraries) {

        public Training {
            Objects.requireNonNull(dataHash, "dataHash");
            Objects.requireNonNull(gitRevision, "gitRevision");
            configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
            libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
        }
    }

    /**
     * One input and the outputs that the trainer computed for it. Every runtime repeats it before a model is opened.
     *
     * @param radiograph base64 of the raw-deflated height * width bytes of the input; value = byte / 255
     * @param clinical the clinical row in natural units, null = missing
     * @param bmd g/cm²
     * @param spread g/cm²
     * @param outlierScore as the graph's output
     * @param clinicalAttention one value per clinical field
     * @param further one value per further target, in its unit
     * @param furtherSpread one value per further target, in its unit
     */
    public record GoldenVector(
            String radiograph,
            List<@Nullable Double> clinical,
            double bmd,
            double spread,
            double outlierScore,
            List<Double> clinicalAttention,
            List<Double> further,
            List<Double> furtherSpread) {

        public GoldenVector {
            Objects.requireNonNull(radiograph, "radiograph");
            clinical = Collections.unmodifiableList(new ArrayList<>(clinical));
            clinicalAttention = List.copyOf(clinicalAttention);
            further = List.copyOf(further);
            furtherSpread = List.copyOf(furtherSpread);
        }

        /** One of a model without further targets. */
        public GoldenVector(
                String radiograph,
                List<@Nullable Double> clinical,
                double bmd,
                double spread,
                double outlierScore,
                List<Double> clinicalAttention) {
            this(radiograph, clinical, bmd, spread, outlierScore, clinicalAttention, List.of(), List.of());
        }

        /** Codes the pixels of an input for {@link #radiograph}. */
        public static String encode(byte[] pixels) {
            return GoldenPixels.encode(pixels);
        }

        /**
         * The input {@code radiograph} of this vector.
         *
         * @throws BmdException {@code MODEL_CARD_INVALID} if it does not have {@code width * height} pixels
         */
        public float[] decodeRadiograph(int width, int height) {
            return GoldenPixels.decode(radiograph, width * height);
        }

        /** The input {@code clinical} of this vector, NaN = missing. */
        public float[] clinicalRow() {
            float[] row = new float[clinical.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = clinical.get(i) == null ? Float.NaN : clinical.get(i).floatValue();
            }
            return row;
        }
    }

    /** Fills in a card, each component by its name. Not thread-safe. */
    public static final class Builder {

        /** Null: the oldest that the other components need. */
        private Integer schemaVersion;

        private String modelId;
        private String modelVersion;
        private @Nullable String created;
        private boolean simulated;
        private String intendedUse;
        private Preprocessing preprocessing;
        private List<ClinicalField> clinicalFields;
        private String densitometer;
        private @Nullable ReferencePopulation reference;
        private List<Threshold> thresholds = List.of();
        private Map<String, Double> conformalQuantiles;
        private double leastSignificantChange;
        private double outlierThreshold;
        private Training training;
        private Map<String, Double> evaluation = Map.of();
        private List<GoldenVector> goldenVectors;
        /** NaN: the usual for the target. */
        private double goldenTolerance = Double.NaN;

        private TrustLimits trust;
        private Target target = Target.FEMORAL_NECK;
        private List<FurtherTarget> furtherTargets = List.of();

        private Builder() {}

        public Builder schemaVersion(int value) {
            schemaVersion = value;
            return this;
        }

        public Builder modelId(String value) {
            modelId = value;
            return this;
        }

        public Builder modelVersion(String value) {
            modelVersion = value;
            return this;
        }

        public Builder created(@Nullable String value) {
            created = value;
            return this;
        }

        public Builder simulated(boolean value) {
            simulated = value;
            return this;
        }

        public Builder intendedUse(String value) {
            intendedUse = value;
            return this;
        }

        public Builder preprocessing(Preprocessing value) {
            preprocessing = value;
            return this;
        }

        public Builder clinicalFields(List<ClinicalField> value) {
            clinicalFields = value;
            return this;
        }

        public Builder densitometer(String value) {
            densitometer = value;
            return this;
        }

        public Builder reference(@Nullable ReferencePopulation value) {
            reference = value;
            return this;
        }

        public Builder thresholds(List<Threshold> value) {
            thresholds = value;
            return this;
        }

        public Builder conformalQuantiles(Map<String, Double> value) {
            conformalQuantiles = value;
            return this;
        }

        public Builder leastSignificantChange(double value) {
            leastSignificantChange = value;
            return this;
        }

        public Builder outlierThreshold(double value) {
            outlierThreshold = value;
            return this;
        }

        public Builder training(Training value) {
            training = value;
            return this;
        }

        public Builder evaluation(Map<String, Double> value) {
            evaluation = value;
            return this;
        }

        public Builder goldenVectors(List<GoldenVector> value) {
            goldenVectors = value;
            return this;
        }

        public Builder goldenTolerance(double value) {
            goldenTolerance = value;
            return this;
        }

        /** None unless said otherwise; null takes them away. */
        public Builder trust(@Nullable TrustLimits value) {
            trust = value;
            return this;
        }

        /** Femoral-neck BMD unless said otherwise. */
        public Builder target(Target value) {
            target = Objects.requireNonNull(value, "target");
            return this;
        }

        /** None unless said otherwise. */
        public Builder furtherTargets(List<FurtherTarget> value) {
            furtherTargets = List.copyOf(value);
            return this;
        }

        /**
         * The card.
         *
         * @throws NullPointerException if a component that has no default was not set
         * @throws BmdException {@code MODEL_CARD_INVALID} if its components contradict each other
         */
        public ModelCard build() {
            return new ModelCard(
                    schemaVersion == null
                            ? CardRules.neededSchema(preprocessing, target, furtherTargets)
                            : schemaVersion,
                    modelId,
                    modelVersion,
                    created,
                    simulated,
                    intendedUse,
                    preprocessing,
                    clinicalFields,
                    densitometer,
                    reference,
                    thresholds,
                    conformalQuantiles,
                    leastSignificantChange,
                    outlierThreshold,
                    training,
                    evaluation,
                    goldenVectors,
                    Double.isNaN(goldenTolerance) ? USUAL_GOLDEN_TOLERANCE * target.scale() : goldenTolerance,
                    Optional.ofNullable(trust),
                    target,
                    furtherTargets);
        }
    }
}
