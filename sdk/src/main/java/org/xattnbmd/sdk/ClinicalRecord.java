package org.xattnbmd.sdk;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.internal.clinical.Units;

/**
 * Clinical facts of one subject, by field name. Which fields there are, in what unit and range, is said by the model's
 * card, so the values are checked when they are {@linkplain #encode encoded} for a model. Every field may be missing.
 * Immutable and thread-safe; its text form shows no values.
 */
public final class ClinicalRecord {

    /** Plain decimal notation only: Java's own parser also takes {@code 75f}, {@code NaN} and hexadecimal. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{0,12})?");

    /** By name: a {@link Double}, a {@link String} or a {@link Measured}. */
    private final Map<String, Object> values;

    private ClinicalRecord(Map<String, Object> values) {
        this.values = values;
    }

    /** Starts a record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A record in which every field is missing. */
    public static ClinicalRecord empty() {
        return builder().build();
    }

    /** Names of the fields that have a value. */
    public Set<String> names() {
        return values.keySet();
    }

    /**
     * The values in the order of the fields, in natural units; NaN = missing; a category as its index.
     *
     * @throws BmdException {@code CLINICAL_FIELD_UNKNOWN}, {@code CLINICAL_OUT_OF_RANGE}, {@code CLINICAL_NOT_A_NUMBER},
     *     {@code CLINICAL_CATEGORY_UNKNOWN}, {@code CLINICAL_UNIT_UNKNOWN} or {@code CLINICAL_FIELD_TWICE}
     */
    public float[] encode(List<ModelCard.ClinicalField> fields) {
        float[] row = new float[fields.size()];
        Arrays.fill(row, Float.NaN);
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            int i = index(entry.getKey(), entry.getValue(), fields);
            if (i < 0) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_FIELD_UNKNOWN,
                        "Expected one of the model's clinical fields "
                                + fields.stream()
                                        .map(ModelCard.ClinicalField::name)
                                        .toList()
                                + ", received \"" + entry.getKey() + "\".");
            }
            if (!Float.isNaN(row[i])) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_FIELD_TWICE,
                        "Expected " + fields.get(i).name() + " once, received it under two names. Set one of them.");
            }
            row[i] = encode(fields.get(i), entry.getValue());
        }
        return row;
    }

    /** A value with a unit may be under the field's name without its unit. */
    private static int index(String name, Object value, List<ModelCard.ClinicalField> fields) {
        int bare = -1;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
            if (value instanceof Measured && Units.isNamed(fields.get(i), name)) {
                bare = i;
            }
        }
        return bare;
    }

    private static float encode(ModelCard.ClinicalField field, Object value) {
        if (value instanceof Measured measured) {
            return inRange(field, measured.in(field));
        }
        if (!field.categories().isEmpty()) {
            int category = value instanceof String text
                    ? categoryIndex(field, text.strip())
                    : categoryIndex(field, (Double) value);
            if (category < 0) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_CATEGORY_UNKNOWN,
                        "Expected " + field.name() + " to be one of " + field.categories() + ", received "
                                + (value instanceof String ? "another text" : value) + ".");
            }
            return category;
        }
        double number = value instanceof String text ? parse(field, text) : (Double) value;
        return inRange(field, number);
    }

    private static float inRange(ModelCard.ClinicalField field, double number) {
        if (Double.isNaN(number)) {
            throw notANumber(field, "NaN");
        }
        if (!(number >= field.minimum() && number <= field.maximum())) {
            throw new BmdException(
                    BmdException.Code.CLINICAL_OUT_OF_RANGE,
                    String.format(
                            Locale.ROOT,
                            "Expected %s from %s to %s %s, received %s. Leave the field out if it is not known.",
                            field.name(),
                            plain(field.minimum()),
                            plain(field.maximum()),
                            field.unit(),
                            plain(number)));
        }
        return (float) number;
    }

    private static int categoryIndex(ModelCard.ClinicalField field, String value) {
        for (int i = 0; i < field.categories().size(); i++) {
            if (field.categories().get(i).equalsIgnoreCase(value)) {
                return i;
            }
        }
        return -1;
    }

    private static int categoryIndex(ModelCard.ClinicalField field, double value) {
        boolean whole = value == Math.rint(value)
                && value >= 0
                && value < field.categories().size();
        return whole ? (int) value : -1;
    }

    private static double parse(ModelCard.ClinicalField field, String text) {
        String stripped = text.strip();
        if (!DECIMAL.matcher(stripped).matches()) {
            // Never the text itself: in a table whose columns have slipped it may be somebody's name.
            throw notANumber(field, "a text of " + text.length() + " characters that is none");
        }
        return Double.parseDouble(stripped);
    }

    private static BmdException notANumber(ModelCard.ClinicalField field, String received) {
        return new BmdException(
                BmdException.Code.CLINICAL_NOT_A_NUMBER,
                "Expected " + field.name() + " to be a number in " + field.unit() + ", received " + received
                        + ". Leave the field out if it is not known.");
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public String toString() {
        return "ClinicalRecord" + values.keySet();
    }

    /** A number in a unit of the caller's. */
    private record Measured(double value, String unit) {

        double in(ModelCard.ClinicalField field) {
            if (!Double.isFinite(value)) {
                throw notANumber(field, Double.toString(value));
            }
            if (!field.categories().isEmpty()) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_UNIT_UNKNOWN,
                        "Expected one of " + field.categories() + " for " + field.name() + ", received a value in "
                                + unit + ".");
            }
            return Units.convert(value, unit, field.unit())
                    .orElseThrow(() -> new BmdException(
                            BmdException.Code.CLINICAL_UNIT_UNKNOWN,
                            "Expected " + field.name() + " in one of " + Units.convertibleTo(field.unit())
                                    + ", received the unit \"" + unit + "\"."));
        }
    }

    /** Collects values; not thread-safe. Setting a field twice keeps the last value. */
    public static final class Builder {

        private final Map<String, Object> values = new TreeMap<>();

        private Builder() {}

        /** A number in the field's natural unit. */
        public Builder set(String field, double value) {
            values.put(Objects.requireNonNull(field, "field"), value);
            return this;
        }

        /**
         * A number in a unit of the caller's; it is converted to the field's. The field's name may leave out its unit:
         * {@code set("height", 5.58, "ft")} sets {@code height_cm}.
         *
         * @param unit length: mm, cm, m, in, ft; mass: g, kg, lb, st; age: years, months, weeks, days; body mass index:
         *     kg/m2, lb/in2; alcohol: units/week, units/day (UK units of 8 g), g/week, g/day; or their UCUM codes
         */
        public Builder set(String field, double value, String unit) {
            values.put(
                    Objects.requireNonNull(field, "field"), new Measured(value, Objects.requireNonNull(unit, "unit")));
            return this;
        }

        /** A category, or a number as text (decimal point). */
        public Builder set(String field, String value) {
            values.put(Objects.requireNonNull(field, "field"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Takes over from another record, such as {@link Radiograph#headerFacts()}, the values of fields that this model
         * has and that were not set here.
         */
        public Builder fillFrom(ClinicalRecord other, ModelCard card) {
            List<ModelCard.ClinicalField> fields = card.clinicalFields();
            Set<Integer> own = new HashSet<>();
            values.forEach((name, value) -> own.add(index(name, value, fields)));
            other.values.forEach((name, value) -> {
                int i = index(name, value, fields);
                if (i >= 0 && !own.contains(i)) {
                    values.put(name, value);
                }
            });
            return this;
        }

        /** The record with what was set so far. */
        public ClinicalRecord build() {
            return new ClinicalRecord(Collections.unmodifiableMap(new TreeMap<>(values)));
        }
    }
}
