package org.xattnbmd.trainer.robustness;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

/**
 * A mistake in one or several clinical values, and why that size.
 *
 * @param name what is wrong, for tables
 * @param reason where the amount comes from; where there was no better source, the sd of the model's training subjects
 * @param change from the known values as text, in the fields' own units, to the wrong ones; values that are missing stay so
 */
record WrongValue(String name, String reason, UnaryOperator<Map<String, String>> change) {

    private static final String DATE = "a date mixed up by five years, or the age at another visit";
    private static final String HEIGHT = "judgement: height of youth reported in old age, or measured with shoes";
    private static final String WEIGHT = "judgement: weight of another year, or with clothes";
    private static final String SPREAD = "one sd of the model's training subjects";
    private static final String POUNDS = "pounds taken for kilograms";
    private static final String CENTIMETRES = "inches taken for centimetres";
    private static final double POUNDS_PER_KILOGRAM = 2.204623;
    private static final double INCH_CM = 2.54;

    /** The mistakes that a model with these fields can be told. */
    static List<WrongValue> of(List<ClinicalField> fields) {
        List<WrongValue> wrong = new ArrayList<>();
        for (ClinicalField field : fields) {
            switch (field.name()) {
                case "age", "age_at_scan" -> both(wrong, field, 5, "years", DATE);
                case "height_cm" -> {
                    both(wrong, field, 5, "cm", HEIGHT);
                    wrong.add(unit(field, v -> v / INCH_CM, CENTIMETRES));
                }
                case "weight_kg" -> {
                    times(wrong, field, WEIGHT);
                    wrong.add(unit(field, v -> v * POUNDS_PER_KILOGRAM, POUNDS));
                }
                case "bmi" -> times(wrong, field, "as weight");
                case "alcohol_units_per_week" -> {
                    wrong.add(number(field, "halved", v -> v / 2, "judgement: intake is often under-reported"));
                    wrong.add(number(field, "doubled", v -> v * 2, "the reverse"));
                }
                default -> other(wrong, field);
            }
        }
        together(wrong, fields);
        return List.copyOf(wrong);
    }

    /** Values that come from one another are wrong together: BMI is computed, both ages come from one date of birth. */
    private static void together(List<WrongValue> wrong, List<ClinicalField> fields) {
        Map<String, ClinicalField> byName = new LinkedHashMap<>();
        fields.forEach(f -> byName.put(f.name(), f));
        ClinicalField bmi = byName.get("bmi");
        ClinicalField weight = byName.get("weight_kg");
        ClinicalField age = byName.get("age");
        ClinicalField scan = byName.get("age_at_scan");
        if (bmi != null && weight != null) {
            for (double factor : new double[] {1.1, 0.9}) {
                WrongValue first = number(weight, "", v -> v * factor, "");
                WrongValue second = number(bmi, "", v -> v * factor, "");
                wrong.add(new WrongValue(
                        weight.label() + " and BMI " + percent(factor),
                        "BMI computed from a wrong weight",
                        values -> second.change.apply(first.change.apply(values))));
            }
        }
        if (age != null && scan != null) {
            for (int years : new int[] {5, -5}) {
                WrongValue first = number(age, "", v -> v + years, "");
                WrongValue second = number(scan, "", v -> v + years, "");
                wrong.add(new WrongValue(
                        "Both ages " + signed(years) + " years",
                        "a wrong date of birth",
                        values -> second.change.apply(first.change.apply(values))));
            }
        }
    }

    private static void both(List<WrongValue> wrong, ClinicalField field, double amount, String unit, String reason) {
        for (double by : new double[] {amount, -amount}) {
            wrong.add(number(field, signed(by) + " " + unit, v -> v + by, reason));
        }
    }

    private static void times(List<WrongValue> wrong, ClinicalField field, String reason) {
        for (double factor : new double[] {1.1, 0.9}) {
            wrong.add(number(field, percent(factor), v -> v * factor, reason));
        }
    }

    private static void other(List<WrongValue> wrong, ClinicalField field) {
        List<String> categories = field.categories();
        if (categories.isEmpty()) {
            both(wrong, field, round(field.sd()), field.unit().isEmpty() ? "units" : field.unit(), SPREAD);
        } else if (categories.size() > 1) {
            // The category farthest from the true one in the order of the list: never and current, female and male.
            wrong.add(new WrongValue(
                    field.label() + ": another category",
                    "a wrong tick; the first becomes the last, every other the first",
                    changed(
                            field,
                            text -> categories.get(text.equals(categories.get(0)) ? categories.size() - 1 : 0))));
        }
    }

    /** Held inside the range that the model accepts: a mistake that stays plausible. */
    private static WrongValue number(ClinicalField field, String what, DoubleUnaryOperator by, String reason) {
        return new WrongValue(
                field.label() + " " + what,
                reason,
                changed(
                        field,
                        text -> plain(Math.max(
                                field.minimum(),
                                Math.min(field.maximum(), by.applyAsDouble(Double.parseDouble(text)))))));
    }

    /** Not held inside the range: whether the SDK refuses is what is asked. */
    private static WrongValue unit(ClinicalField field, DoubleUnaryOperator by, String reason) {
        return new WrongValue(
                field.label() + ": " + reason,
                "a mistake of units, which the SDK should refuse or warn of",
                changed(field, text -> plain(by.applyAsDouble(Double.parseDouble(text)))));
    }

    private static UnaryOperator<Map<String, String>> changed(ClinicalField field, UnaryOperator<String> change) {
        return values -> {
            String text = values.get(field.name());
            if (text == null) {
                return values;
            }
            Map<String, String> wrong = new LinkedHashMap<>(values);
            wrong.put(field.name(), change.apply(text));
            return wrong;
        };
    }

    /** To tenths; to two digits what is so small that hardly a tenth would be left. */
    private static double round(double amount) {
        BigDecimal exact = BigDecimal.valueOf(amount);
        return (amount < 0.5 ? exact.round(new MathContext(2)) : exact.setScale(1, RoundingMode.HALF_UP)).doubleValue();
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    private static String signed(double amount) {
        String text = amount == Math.rint(amount) ? Long.toString((long) amount) : Double.toString(amount);
        return amount > 0 ? "+" + text : text.replace('-', '−');
    }

    private static String percent(double factor) {
        return signed(Math.rint(100 * (factor - 1))) + " %";
    }
}
