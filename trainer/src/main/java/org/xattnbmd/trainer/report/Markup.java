package org.xattnbmd.trainer.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes HTML and SVG that is also well-formed XML. Every text and attribute value is escaped here and nowhere else.
 * Attributes are name–value pairs; a null value leaves the attribute out, a number is written with two decimals at most.
 * Own code, because the JDK's XML writers neither replace characters that XML forbids nor tell HTML's void elements apart.
 */
final class Markup {

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> openTags = new ArrayDeque<>();

    Markup open(String tag, Object... attributes) {
        start(tag, attributes);
        out.append('>');
        openTags.push(tag);
        return this;
    }

    /** Closes the tag opened last. */
    Markup close() {
        out.append("</").append(openTags.pop()).append('>');
        return this;
    }

    /** An element without content; HTML lets only void and SVG elements be written so. */
    Markup empty(String tag, Object... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    Markup element(String tag, String text, Object... attributes) {
        return open(tag, attributes).text(text).close();
    }

    Markup text(String text) {
        escape(text);
        return this;
    }

    /** Adds what another writer has made. */
    Markup add(Markup other) {
        out.append(other);
        return this;
    }

    /** Adds text that is trusted and must not be escaped: the style sheet and the document type. */
    Markup trusted(String text) {
        out.append(text);
        return this;
    }

    Markup newline() {
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        if (!openTags.isEmpty()) {
            throw new IllegalStateException("not closed: " + openTags);
        }
        return out.toString();
    }

    /** A coordinate with at most two decimals and no trailing zeros. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        if (text.charAt(end - 1) == '.') {
            end--;
        }
        String trimmed = text.substring(0, end);
        return trimmed.equals("-0") ? "0" : trimmed;
    }

    private void start(String tag, Object... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            if (value != null) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(value instanceof Double d ? number(d) : value.toString());
                out.append('"');
            }
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(visible(c) ? c : 0xFFFD);
            }
        }
    }

    /** Control characters are not XML, and those that turn the writing direction can disguise what a text says. */
    private static boolean visible(int c) {
        return c == '\n'
                || c == '\t'
                || c >= 0x20
                        && !(c >= 0x7F && c <= 0x9F)
                        && !(c >= 0xD800 && c <= 0xDFFF)
                        && !(c >= 0x202A && c <= 0x202E)
                        && !(c >= 0x2066 && c <= 0x2069)
                        && (c & 0xFFFE) != 0xFFFE;
    }
}
