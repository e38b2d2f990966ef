package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads messages by the rules of HL7 v2 alone, without a library. */
final class Hl7Reader {

    private static final Pattern ESCAPE = Pattern.compile("\\\\([FSTRE])\\\\");
    private static final Map<String, String> DELIMITERS = Map.of("F", "|", "S", "^", "T", "&", "R", "~", "E", "\\");

    private Hl7Reader() {}

    /** Fields by their number; of MSH, whose separator is the first, too. */
    record Segment(String name, String[] fields) {

        static Segment of(String line) {
            String[] parts = line.split("\\|", -1);
            String[] fields = parts;
            if (parts[0].equals("MSH")) {
                fields = new String[parts.length + 1];
                System.arraycopy(parts, 1, fields, 2, parts.length - 1);
            }
            return new Segment(parts[0], fields);
        }

        String field(int number) {
            return number < fields.length ? fields[number] : "";
        }
    }

    static List<Segment> segments(String message) {
        assertThat(message).endsWith("\r").doesNotContain("\n");
        return Arrays.stream(message.split("\r")).map(Segment::of).toList();
    }

    static Segment row(String message, String code) {
        return segments(message).stream()
                .filter(segment ->
                        segment.name.equals("OBX") && segment.field(3).startsWith(code + "^"))
                .findFirst()
                .orElseThrow();
    }

    /** A field's text, its escape sequences resolved from left to right. */
    static String read(String value) {
        return ESCAPE.matcher(value).replaceAll(found -> Matcher.quoteReplacement(DELIMITERS.get(found.group(1))));
    }
}
