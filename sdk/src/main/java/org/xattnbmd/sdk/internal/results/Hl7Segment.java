package org.xattnbmd.sdk.internal.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A segment of an HL7 v2 message with the usual delimiters. Fields are put by their number; what lies between is empty. */
final class Hl7Segment {

    static final String DELIMITERS = "^~\\&";
    private static final String FIELD = "|";
    private static final String COMPONENT = "^";
    private static final String REPETITION = "~";
    private static final String SUBCOMPONENT = "&";

    private final String name;
    private final List<String> fields = new ArrayList<>();

    Hl7Segment(String name) {
        this.name = name;
    }

    /** Puts a field of one text. */
    Hl7Segment text(int number, String text) {
        return field(number, escaped(text));
    }

    /** Puts a field of components; the empty ones at its end are left out. */
    Hl7Segment components(int number, String... texts) {
        return field(number, join(texts));
    }

    /** Puts a field that repeats, of fields as {@link #join} makes them. */
    Hl7Segment repetitions(int number, List<String> values) {
        return field(number, String.join(REPETITION, values));
    }

    /** Puts a field that is written as HL7 already. */
    Hl7Segment field(int number, String value) {
        while (fields.size() < number) {
            fields.add("");
        }
        fields.set(number - 1, value);
        return this;
    }

    /** Components as HL7 writes them. */
    static String join(String... texts) {
        return withoutEnd(
                Arrays.stream(texts).map(Hl7Segment::escaped).collect(Collectors.joining(COMPONENT)), COMPONENT);
    }

    /** Who gave an identifier (HD inside of a component): an object identifier, or else a name. */
    static String authority(String text) {
        return text.matches("\\d+(\\.\\d+)+") ? SUBCOMPONENT + text + SUBCOMPONENT + "ISO" : escaped(text);
    }

    static String withoutEnd(String value, String delimiter) {
        int end = value.length();
        while (end > 0 && value.startsWith(delimiter, end - 1)) {
            end--;
        }
        return value.substring(0, end);
    }

    /** Delimiters in a text, the escape character among them, by their escape sequences. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (char c : PlainText.of(text).toCharArray()) {
            switch (c) {
                case '|' -> escaped.append("\\F\\");
                case '^' -> escaped.append("\\S\\");
                case '&' -> escaped.append("\\T\\");
                case '~' -> escaped.append("\\R\\");
                case '\\' -> escaped.append("\\E\\");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return withoutEnd(name + FIELD + String.join(FIELD, fields), FIELD);
    }
}
