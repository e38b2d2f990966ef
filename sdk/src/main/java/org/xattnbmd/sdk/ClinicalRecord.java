package org.xattnbmd.sdk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Clinical facts of one subject, by field name. Which fields there are, in what unit and range, is said by the model's
 * card, so the values are checked when they are {@linkplain #encode encoded} for a model. Every field may be missing.
 * Immutable and thread-safe; its text form shows no values.
 */
public final class ClinicalRecord {

    /** Plain decimal notation only: Java's own parser also takes {@code 75f}, {@code NaN} and hexadecimal. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{0,12})?");

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
     * @throws BmdException {@code CLINICAL_FIELD_UNKNOWN}, {@code CLINICAL_OUT_OF_RANGE}, {@code CLINICAL_NOT_A_NUMBER}
     *     or {@code CLINICAL_CATEGORY_UNKNOWN}
     */
    public float[] encode(List<ModelCard.ClinicalField> fields) {
        List<String> known = new ArrayList<>();
        float[] row = new float[fields.size()];
        for (int i = 0; i < row.length; i++) {
            ModelCard.ClinicalField field = fields.get(i);
            known.add(field.name());
            Object value = values.get(field.name());
            row[i] = value == null ? Float.NaN : encode(field, value);
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_FIELD_UNKNOWN,
                        "Expected one of the model's clinical fields " + known + ", received \"" + name + "\".");
            }
        }
        return row;
    }

    private static float encode(ModelCard.ClinicalField field, Object value) {
        if (!field.categories().isEmpty()) {
            int category = value instanceof String text
                    ? categoryIndex(field, text.strip())
                    : categoryIndex(field, (Double) value);
            if (category < 0) {
                throw new BmdException(
                        BmdException.Code.CLINICAL_CATEGORY_UNKNOWN,
                        "Expected " + field.name() + " to be one of " + field.categories() + ", received \"" + value
                                + "\".");
            }
            return category;
        }
        double number = value instanceof String text ? parse(field, text) : (Double) value;
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
            throw notANumber(field, text);
        }
        return Double.parseDouble(stripped);
    }

    private static BmdException notANumber(ModelCard.ClinicalField field, String received) {
        return new BmdException(
                BmdException.Code.CLINICAL_NOT_A_NUMBER,
                "Expected " + field.name() + " to be a number in " + field.unit() + ", received \"" + received
                        + "\". Leave the field out if it is not known.");
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

    /** Collects values; not thread-safe. Setting a field twice keeps the last value. */
    public static final class Builder {

        private final Map<String, Object> values = new TreeMap<>();

        private Builder() {}

        /** A number in the field's natural unit. */
        public Builder set(String field, double value) {
            values.put(Objects.requireNonNull(field, "field"), value);
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
            for (ModelCard.ClinicalField field : card.clinicalFields()) {
                Object value = other.values.get(field.name());
                if (value != null) {
                    values.putIfAbsent(field.name(), value);
                }
            }
            return this;
        }

        /** The record with what was set so far. */
        public ClinicalRecord build() {
            return new ClinicalRecord(Collections.unmodifiableMap(new TreeMap<>(values)));
        }
    }
}
