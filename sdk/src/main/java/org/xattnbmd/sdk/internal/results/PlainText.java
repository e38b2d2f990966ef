package org.xattnbmd.sdk.internal.results;

/** Texts of a model's card and of warnings, made fit for any message. */
final class PlainText {

    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** The text on one line: control characters are spaces, and what is no character of XML is the replacement character. */
    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                plain.append(' ');
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE || c == 0xFFFE || c == 0xFFFF) {
                plain.append(REPLACEMENT);
            } else {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString().strip();
    }
}
