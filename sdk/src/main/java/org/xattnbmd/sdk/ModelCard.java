package org.xattnbmd.sdk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.xattnbmd.sdk.internal.clinical.References;
import org.xattnbmd.sdk.internal.model.CardReader;
import org.xattnbmd.sdk.internal.model.CardRules;
import org.xattnbmd.sdk.internal.model.CardWriter;
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
 * @param densitometer scale of all BMD values in g/cm², such as "GE Lunar"
 * @param reference the young adults that T-scores compare with, on the same scale
 * @param thresholds screening thresholds
 * @param conformalQuantiles from coverage ("0.90") to the factor q of the interval bmd ± q * bmd_spread
 * @param leastSignificantChange least difference of two estimates, in g/cm², that exceeds precision error (95 %)
 * @param outlierThreshold {@code outlier_score} above which a radiograph does not look like those trained on
 * @param training where the weights come from
 * @param evaluation named results of the trainer's own evaluation
 * @param goldenVectors inputs with the outputs that the trainer computed; at least one
 * @param goldenTolerance g/cm²; by how much another machine may differ from them, {@link #USUAL_GOLDEN_TOLERANCE} for a
 *     float32 model. A quantised model rounds to steps, and where a value lies between two the last bit of a float decides
 */
public record ModelCard(
        int schemaVersion,
        String modelId,
        String modelVersion,
        String created,
        boolean simulated,
        String intendedUse,
        Preprocessing preprocessing,
        List<ClinicalField> clinicalFields,
        String densitometer,
        ReferencePopulation reference,
        List<Threshold> thresholds,
        Map<String, Double> conformalQuantiles,
        double leastSignificantChange,
        double outlierThreshold,
        Training training,
        Map<String, Double> evaluation,
        List<GoldenVector> goldenVectors,
        double goldenTolerance) {

    /** g/cm²; what float32 arithmetic in another order stays far below. */
    public static final double USUAL_GOLDEN_TOLERANCE = 1e-4;

    /** The newest card layout that this SDK understands. */
    public static final int SCHEMA_VERSION = 1;

    /** Where an ONNX file keeps its card: the key in {@code metadata_props}. */
    public static final String METADATA_KEY = "bmd.card";

    public ModelCard {
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(training, "training");
        clinicalFields = List.copyOf(clinicalFields);
        thresholds = List.copyOf(thresholds);
        goldenVectors = List.copyOf(goldenVectors);
        conformalQuantiles = Collections.unmodifiableMap(new TreeMap<>(conformalQuantiles));
        evaluation = Collections.unmodifiableMap(new TreeMap<>(evaluation));
        CardRules.check(
                schemaVersion,
                List.of(modelId, modelVersion, intendedUse, densitometer),
                preprocessing,
                clinicalFields,
                densitometer,
                reference,
                conformalQuantiles,
                List.of(leastSignificantChange, outlierThreshold),
                goldenVectors,
                goldenTolerance);
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
     */
    public record GoldenVector(
            String radiograph,
            List<Double> clinical,
            double bmd,
            double spread,
            double outlierScore,
            List<Double> clinicalAttention) {

        public GoldenVector {
            Objects.requireNonNull(radiograph, "radiograph");
            clinical = Collections.unmodifiableList(new ArrayList<>(clinical));
            clinicalAttention = List.copyOf(clinicalAttention);
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
}
