package org.xattnbmd.trainer.data;

import static org.xattnbmd.trainer.data.FieldDeclaration.category;
import static org.xattnbmd.trainer.data.FieldDeclaration.number;

import java.util.List;

/**
 * The clinical fields of XAttn-BMD (arXiv 2511.14604) as ready-made declarations, in the order of the network's clinical
 * input, with the ranges that are accepted. A range is what is plausible in an adult, not what the cohort holds. A study
 * takes them by name; one that declares no fields has all of them.
 */
final class ClinicalFields {

    static final String AGE = "age";
    static final String SEX = "sex";

    static final List<FieldDeclaration> READY_MADE = List.of(
            number(AGE, "Age at radiograph", "years", 18, 110),
            number("age_at_scan", "Age at densitometry", "years", 18, 110),
            category(SEX, "Sex", "female", "male"),
            number("height_cm", "Height", "cm", 120, 220),
            number("weight_kg", "Weight", "kg", 30, 200),
            number("bmi", "Body mass index", "kg/m²", 12, 60),
            number("alcohol_units_per_week", "Alcohol", "units/week", 0, 150),
            number("activity_score", "Physical activity (Dallosso)", "score 0-100", 0, 100),
            number("diet_score", "Prudent diet", "z-score", -6, 6),
            category("smoking", "Smoking", "never", "former", "current"));

    private ClinicalFields() {}
}
