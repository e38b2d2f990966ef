package org.xattnbmd.sdk.internal.clinical;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

/**
 * Clinical values that are each in range and contradict each other: typing errors, swapped fields, another visit's
 * values. Fields are found by their usual names; a rule whose fields the model lacks, or of which one is missing, says
 * nothing. Messages name fields, never values.
 */
public final class PlausibilityRules {

    /** Height and weight to whole centimetres and kilograms move a BMI by less than this, kg/m². */
    private static final double BMI_TOLERANCE = 1;

    /** Outside of this hardly any adult lives; within lies what the fields' own ranges accept. */
    private static final double LEAST_BMI = 12;

    private static final double GREATEST_BMI = 60;

    /** At 0.6 to 1 % a year (Rotterdam, Rochester) this much time is about one least significant change. */
    private static final double LONGEST_YEARS_TO_SCAN = 5;

    private PlausibilityRules() {}

    /** What contradicts what, in words; empty if nothing does. */
    public static List<String> check(List<ClinicalField> fields, float[] clinical) {
        List<String> findings = new ArrayList<>();
        double height = value(fields, clinical, "height", "cm");
        double weight = value(fields, clinical, "weight", "kg");
        double bmi = value(fields, clinical, "bmi", "kg/m2");
        double implied = weight / (height / 100 * (height / 100));
        if (Math.abs(bmi - implied) > BMI_TOLERANCE) {
            findings.add("Body mass index, height and weight contradict each other. Check all three.");
        }
        if (implied < LEAST_BMI || implied > GREATEST_BMI) {
            findings.add("Height and weight together are implausible in an adult. Check them and their units.");
        }
        double age = value(fields, clinical, "age", "years");
        double ageAtScan = value(fields, clinical, "age_at_scan", "years");
        if (Math.abs(ageAtScan - age) > LONGEST_YEARS_TO_SCAN) {
            findings.add("Age at the radiograph and age at densitometry lie more than five years apart. Check both.");
        }
        return findings;
    }

    /** NaN if the model has no such field, or it is missing; comparisons with NaN are false. */
    private static double value(List<ClinicalField> fields, float[] clinical, String bareName, String unit) {
        for (int i = 0; i < clinical.length; i++) {
            ClinicalField field = fields.get(i);
            if (Units.isNamed(field, bareName) && !Float.isNaN(clinical[i])) {
                return Units.convert(clinical[i], field.unit(), unit).orElse(Double.NaN);
            }
        }
        return Double.NaN;
    }
}
