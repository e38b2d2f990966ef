package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Sex, age, height and weight from the Patient Study module, under the field names that models usually have. */
public final class SubjectFacts {

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
        positive(set.decimal(Tag.PATIENTS_SIZE, 0), 100, "height_cm", facts);
        positive(set.decimal(Tag.PATIENTS_WEIGHT, 0), 1, "weight_kg", facts);
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
            facts.put("age", plain(Integer.parseInt(text.substring(0, 3)) / perYear));
        }
    }

    /** Zero is what consoles send when nobody typed a value. */
    private static void positive(OptionalDouble value, double factor, String field, Map<String, String> facts) {
        if (value.isPresent() && value.getAsDouble() > 0 && value.getAsDouble() < 1e6) {
            facts.put(field, plain(value.getAsDouble() * factor));
        }
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
