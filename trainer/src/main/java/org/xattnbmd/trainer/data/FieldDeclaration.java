package org.xattnbmd.trainer.data;

import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

/**
 * A clinical field as a study declares it, before any subject was seen: what the model's card will say of it, and how it
 * enters the network. Immutable.
 *
 * @param field name, label, unit, accepted range and codes; its mean and sd stand for nothing yet
 * @param kind what its values are
 * @param log whether the network sees the natural logarithm; the card, the table and callers have the value itself
 * @param absence what a missing value means
 * @param mayTellTarget whether the study says that this field may tell the target by itself, such as an earlier scan
 * @param line in {@code cohort.json}, 0 for a field that nobody declared
 */
public record FieldDeclaration(
        ClinicalField field, Kind kind, boolean log, Absence absence, boolean mayTellTarget, int line) {

    /** What a field's values are. */
    public enum Kind {
        /** A number in a unit. */
        NUMBER,
        /** One of several words without an order. */
        CATEGORY,
        /** No or yes. */
        YES_NO,
        /** One of several words in their order; the network sees the place as a number. */
        ORDINAL;

        /** As {@code cohort.json} has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What a missing value means.
     *
     * @param sense how the network meets it
     * @param value with {@link Sense#VALUE} what stands for it, coded as the network's input is; 0 otherwise
     */
    public record Absence(Sense sense, double value) {

        /** How the network meets a missing value. */
        public enum Sense {
            /** It learns what missing means. */
            INDICATOR,
            /** It sees the training subjects' mean. */
            MEAN,
            /** It sees the stated value. */
            VALUE
        }

        static final Absence INDICATOR = new Absence(Sense.INDICATOR, 0);
    }

    private static final List<String> NONE = List.of();

    static FieldDeclaration number(String name, String label, String unit, double minimum, double maximum) {
        return plain(new ClinicalField(name, label, unit, minimum, maximum, NONE, 0, 1), Kind.NUMBER);
    }

    static FieldDeclaration category(String name, String label, String... categories) {
        return plain(
                new ClinicalField(name, label, "", 0, categories.length - 1, List.of(categories), 0, 1), Kind.CATEGORY);
    }

    private static FieldDeclaration plain(ClinicalField field, Kind kind) {
        return new FieldDeclaration(field, kind, false, Absence.INDICATOR, false, 0);
    }

    public String name() {
        return field.name();
    }

    /** Whether the network sees an indicator per code instead of one number. */
    public boolean indicators() {
        return kind == Kind.CATEGORY || kind == Kind.YES_NO;
    }

    /** The values as the network sees them before it standardises; NaN stays NaN. */
    public float[] transformed(float[] values) {
        float[] transformed = values.clone();
        for (int i = 0; log && i < transformed.length; i++) {
            transformed[i] = (float) Math.log(transformed[i]);
        }
        return transformed;
    }
}
