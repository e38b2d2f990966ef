package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.training.Moments;

/**
 * The clinical fields of XAttn-BMD (arXiv 2511.14604), in the order of the network's clinical input, with the ranges
 * that are accepted. A range is what is plausible in an adult, not what the cohort holds.
 */
public final class ClinicalFields {

    private static final List<String> NONE = List.of();

    /** Mean and sd are set from the training split; here they are 0 and 1. */
    public static final List<ClinicalField> DEFINITIONS = List.of(
            number("age", "Age at radiograph", "years", 18, 110),
            number("age_at_scan", "Age at densitometry", "years", 18, 110),
            category("sex", "Sex", "female", "male"),
            number("height_cm", "Height", "cm", 120, 220),
            number("weight_kg", "Weight", "kg", 30, 200),
            number("bmi", "Body mass index", "kg/m²", 12, 60),
            number("alcohol_units_per_week", "Alcohol", "units/week", 0, 150),
            number("activity_score", "Physical activity (Dallosso)", "score 0-100", 0, 100),
            number("diet_score", "Prudent diet", "z-score", -6, 6),
            category("smoking", "Smoking", "never", "former", "current"));

    private ClinicalFields() {}

    private static ClinicalField number(String name, String label, String unit, double minimum, double maximum) {
        return new ClinicalField(name, label, unit, minimum, maximum, NONE, 0, 1);
    }

    private static ClinicalField category(String name, String label, String... categories) {
        return new ClinicalField(name, label, "", 0, categories.length - 1, List.of(categories), 0, 1);
    }

    /** The definitions with mean and sd of the given rows, {@code [n][F]}. */
    public static List<ClinicalField> standardised(float[][] clinical) {
        List<ClinicalField> fields = new ArrayList<>();
        for (int f = 0; f < DEFINITIONS.size(); f++) {
            float[] column = new float[clinical.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = clinical[i][f];
            }
            Moments moments = Moments.of(column);
            ClinicalField d = DEFINITIONS.get(f);
            fields.add(new ClinicalField(
                    d.name(),
                    d.label(),
                    d.unit(),
                    d.minimum(),
                    d.maximum(),
                    d.categories(),
                    moments.mean(),
                    moments.sd()));
        }
        return fields;
    }
}
