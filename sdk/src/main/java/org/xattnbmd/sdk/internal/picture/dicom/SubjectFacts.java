package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Sex, age, height and weight from the Patient Study module, under the field names that models usually have. They are an offer,
 * so what is no such value is left out, and the estimate says that it is missing; it does not refuse the picture.
 */
public final class SubjectFacts {

    /** What no person is smaller or larger than. */
    private static final double LEAST_METRES = 0.3;

    private static final double MOST_METRES = 2.8;
    private static final double LEAST_KILOGRAMS = 1;
    private static final double MOST_KILOGRAMS = 650;
    private static final double MOST_YEARS = 130;

    private SubjectFacts() {}

    static Map<String, String> of(Dataset set) {
        Map<String, String> facts = new TreeMap<>();
        switch (set.text(Tag.PATIENTS_SEX)) {
            case "F" -> facts.put("sex", "female");
            case "M" -> facts.put("sex", "male");
            default -> {
                // "O" and absence both mean: not known as one of the two.
            }
        }
        age(set.text(Tag.PATIENTS_AGE), facts);
        OptionalDouble metres = Numbers.decimal(set.text(Tag.PATIENTS_SIZE));
        if (within(metres, LEAST_METRES, MOST_METRES)) {
            facts.put("height_cm", plain(metres.getAsDouble() * 100));
        }
        OptionalDouble kilograms = Numbers.decimal(set.text(Tag.PATIENTS_WEIGHT));
        if (within(kilograms, LEAST_KILOGRAMS, MOST_KILOGRAMS)) {
            facts.put("weight_kg", plain(kilograms.getAsDouble()));
        }
        return Map.copyOf(facts);
    }

    /** Age String: three digits and D, W, M or Y (PS3.5, 6.2). */
    private static void age(String text, Map<String, String> facts) {
        if (text.matches("\\d{3}[DWMY]")) {
            double perYear = switch (text.charAt(3)) {
                case 'D' -> 365.25;
                case 'W' -> 52.18;
                case 'M' -> 12;
                default -> 1;
            };
            double years = Integer.parseInt(text.substring(0, 3)) / perYear;
            if (years <= MOST_YEARS) {
                facts.put("age", plain(years));
            }
        }
    }

    /** Zero is what consoles send when nobody typed a value; beyond the limits it was typed in another unit, such as cm. */
    private static boolean within(OptionalDouble value, double least, double most) {
        return value.isPresent() && value.getAsDouble() >= least && value.getAsDouble() <= most;
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
