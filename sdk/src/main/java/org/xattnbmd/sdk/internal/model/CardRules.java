package org.xattnbmd.sdk.internal.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.sdk.Preprocessing;

/** What must hold between the parts of a card for an estimate to mean anything. */
public final class CardRules {

    private static final int MAXIMUM_FIELDS = 256;
    private static final int MAXIMUM_GOLDEN_VECTORS = 64;
    /** All of them together; their inputs are made at once. 64 of 512 x 512 pixels, or 4 of the largest. */
    private static final long MAXIMUM_GOLDEN_PIXELS = 1L << 24;

    /** g/cm². A card must not talk the self-test away: wrong columns or a wrong normalisation move BMD by more than this. */
    private static final double MAXIMUM_GOLDEN_TOLERANCE = 0.005;

    /** Wider intervals would say that the model knows nothing, which is to be refused and not stated. */
    private static final double MAXIMUM_WIDENING = 10;

    /** g/cm²; published ones of young adults are 0.11 to 0.15. */
    private static final double LEAST_SD = 0.01;

    private static final double GREATEST_SD = 0.5;

    /** The oldest layout; cards that need nothing newer have it, so that older SDKs read them. */
    private static final int FIRST_SCHEMA = 1;

    /** The first with preprocessing of version 2. */
    private static final int SEARCHING_SCHEMA = 2;

    /** The first that can say another target than femoral-neck BMD. */
    private static final int TARGET_SCHEMA = 3;

    /** Of a target's range, in its unit: below it spreads, above it rounding would be all that is left. */
    private static final double LEAST_WIDTH = 0.5;

    private static final double GREATEST_WIDTH = 100_000;
    private static final double LEAST_SHARE = 0.05;
    private static final double NEARLY = 1e-9;

    private CardRules() {}

    /** The oldest layout that can say all this; a preprocessing that is not there yet needs nothing. */
    public static int neededSchema(Preprocessing preprocessing, Target target, List<FurtherTarget> further) {
        if (!further.isEmpty()) {
            return FurtherTargetRules.SCHEMA;
        }
        if (!target.hasReference()) {
            return TARGET_SCHEMA;
        }
        return preprocessing != null && preprocessing.version() > 1 ? SEARCHING_SCHEMA : FIRST_SCHEMA;
    }

    public static void check(
            int schemaVersion,
            List<String> names,
            Preprocessing preprocessing,
            List<ClinicalField> fields,
            String densitometer,
            ReferencePopulation reference,
            List<Threshold> thresholds,
            Map<String, Double> quantiles,
            List<Double> limits,
            List<GoldenVector> goldenVectors,
            double goldenTolerance,
            Target target) {
        require(
                schemaVersion >= 1 && schemaVersion <= ModelCard.SCHEMA_VERSION,
                "a schema version of 1 to " + ModelCard.SCHEMA_VERSION,
                schemaVersion);
        require(
                schemaVersion >= preprocessing.version(),
                "a schema version of at least the preprocessing's",
                schemaVersion + " with preprocessing of version " + preprocessing.version());
        for (String name : names) {
            require(!name.isBlank(), "model id, model version, intended use and densitometer", "a blank text");
        }
        require(fields.size() <= MAXIMUM_FIELDS, "at most " + MAXIMUM_FIELDS + " clinical fields", fields.size());
        Set<String> seen = new HashSet<>();
        for (ClinicalField field : fields) {
            require(seen.add(field.name()), "each clinical field once", "\"" + field.name() + "\" twice");
            check(field);
        }
        require(
                schemaVersion >= TARGET_SCHEMA || target.hasReference(),
                "a schema version of at least " + TARGET_SCHEMA + " with another target than femoral-neck BMD",
                schemaVersion);
        if (target.hasReference()) {
            require(
                    reference.densitometer().equals(densitometer),
                    "a reference population on the model's scale \"" + densitometer + "\"",
                    "\"" + reference.densitometer() + "\"");
            check(reference);
        } else {
            require(
                    reference == null && thresholds.isEmpty(),
                    "no reference population and no threshold for " + target.name() + ", for which none is known",
                    "one");
        }
        checkThresholds(thresholds);
        checkQuantiles(quantiles);
        for (double limit : limits) {
            require(
                    limit > 0 && Double.isFinite(limit),
                    "a least significant change and an outlier threshold above 0",
                    limit);
        }
        checkGolden(goldenVectors, preprocessing, fields.size());
        // A whisker wider: the scale is a quotient.
        double scale = target.scale();
        require(
                goldenTolerance >= ModelCard.USUAL_GOLDEN_TOLERANCE * scale * (1 - NEARLY)
                        && goldenTolerance <= MAXIMUM_GOLDEN_TOLERANCE * scale * (1 + NEARLY),
                "a golden tolerance of " + ModelCard.USUAL_GOLDEN_TOLERANCE * scale + " to "
                        + MAXIMUM_GOLDEN_TOLERANCE * scale + " " + target.unit(),
                goldenTolerance);
    }

    /** @param texts name, label and unit of a target */
    public static void check(List<String> texts, double minimum, double maximum) {
        double width = maximum - minimum;
        boolean fits = texts.stream().noneMatch(String::isBlank)
                && width >= LEAST_WIDTH
                && width <= GREATEST_WIDTH
                && width >= LEAST_SHARE * Math.max(Math.abs(minimum), Math.abs(maximum));
        if (!fits) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a target with a name, a label, a unit and a range that is " + LEAST_WIDTH + " to "
                            + GREATEST_WIDTH + " wide and no less than a twentieth of its ends, received "
                            + texts.stream().map(Texts::printable).toList() + " from " + minimum + " to " + maximum
                            + ". Choose another unit or range.");
        }
    }

    /** @param threshold the outlier score from which on a radiograph is unusual */
    public static void check(TrustLimits limits, double threshold) {
        require(
                limits.outlierHardLimit() >= threshold && Double.isFinite(limits.outlierHardLimit()),
                "an outlier hard limit not below the outlier threshold of " + threshold,
                limits.outlierHardLimit());
        checkWidening(limits.unusualWidening());
        require(!limits.basis().isBlank(), "the basis of the trust limits", "a blank text");
    }

    static void checkWidening(double widening) {
        require(
                widening >= 1 && widening <= MAXIMUM_WIDENING,
                "a widening of unusual intervals of 1 to " + MAXIMUM_WIDENING,
                widening);
    }

    private static void check(ClinicalField field) {
        require(!field.name().isBlank(), "a name for every clinical field", "a blank one");
        require(
                Double.isFinite(field.minimum())
                        && Double.isFinite(field.maximum())
                        && field.minimum() <= field.maximum(),
                "minimum <= maximum for " + field.name(),
                field.minimum() + ", " + field.maximum());
        require(
                Double.isFinite(field.mean()) && field.sd() > 0 && Double.isFinite(field.sd()),
                "a finite mean and an sd above 0 for " + field.name(),
                field.mean() + ", " + field.sd());
    }

    private static void check(ReferencePopulation reference) {
        require(
                BmdRange.holds(reference.mean()),
                "a reference mean of " + BmdRange.LEAST + " to " + BmdRange.GREATEST + " g/cm²",
                reference.mean());
        require(
                reference.sd() >= LEAST_SD && reference.sd() <= GREATEST_SD,
                "a reference sd of " + LEAST_SD + " to " + GREATEST_SD + " g/cm²",
                reference.sd());
    }

    private static void checkThresholds(List<Threshold> thresholds) {
        Set<String> names = new HashSet<>();
        for (Threshold threshold : thresholds) {
            require(!threshold.name().isBlank(), "a name for every threshold", "a blank one");
            require(names.add(threshold.name().strip()), "each threshold once", "\"" + threshold.name() + "\" twice");
            require(
                    BmdRange.holds(threshold.bmdGramsPerCm2()),
                    "thresholds of " + BmdRange.LEAST + " to " + BmdRange.GREATEST + " g/cm²",
                    threshold.bmdGramsPerCm2());
        }
    }

    /** The interval of a higher coverage holds that of a lower one. */
    static void checkQuantiles(Map<String, Double> quantiles) {
        require(!quantiles.isEmpty(), "at least one conformal quantile", "none");
        quantiles.forEach(CardRules::checkQuantile);
        TreeMap<Double, Double> byCoverage = new TreeMap<>();
        quantiles.forEach((coverage, quantile) -> byCoverage.put(Double.valueOf(coverage), quantile));
        require(byCoverage.size() == quantiles.size(), "each coverage once", "one in two spellings");
        double below = 0;
        for (double quantile : byCoverage.values()) {
            require(quantile >= below, "quantiles that grow with their coverage", "others");
            below = quantile;
        }
    }

    private static void checkQuantile(String coverage, Double quantile) {
        require(
                coverage.matches("0\\.\\d{1,6}") && Double.parseDouble(coverage) > 0,
                "coverages between 0 and 1 such as \"0.90\"",
                "\"" + coverage + "\"");
        require(quantile > 0 && Double.isFinite(quantile), "conformal quantiles above 0", quantile);
    }

    private static void checkGolden(List<GoldenVector> vectors, Preprocessing preprocessing, int fields) {
        require(
                !vectors.isEmpty() && vectors.size() <= MAXIMUM_GOLDEN_VECTORS,
                "1 to " + MAXIMUM_GOLDEN_VECTORS + " golden vectors",
                vectors.size());
        long pixels = (long) vectors.size() * preprocessing.width() * preprocessing.height();
        require(
                pixels <= MAXIMUM_GOLDEN_PIXELS,
                "golden vectors of at most " + MAXIMUM_GOLDEN_PIXELS + " pixels together",
                pixels);
        for (GoldenVector vector : vectors) {
            require(
                    vector.clinical().size() == fields
                            && vector.clinicalAttention().size() == fields,
                    "golden vectors with " + fields + " clinical values and attentions",
                    vector.clinical().size() + " and "
                            + vector.clinicalAttention().size());
            require(
                    Double.isFinite(vector.bmd()) && Double.isFinite(vector.spread()),
                    "finite golden outputs",
                    vector.bmd() + ", " + vector.spread());
            vector.decodeRadiograph(preprocessing.width(), preprocessing.height());
        }
    }

    static void require(boolean holds, String expected, Object received) {
        if (!holds) {
            throw new BmdException(
                    BmdException.Code.MODEL_CARD_INVALID,
                    "Model card: expected " + expected + ", received " + Texts.printable(String.valueOf(received))
                            + ". Export the model again.");
        }
    }
}
