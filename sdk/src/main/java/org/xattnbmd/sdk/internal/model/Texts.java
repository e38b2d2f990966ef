package org.xattnbmd.sdk.internal.model;

/** Words out of a file in a message for people: short, and free of characters that command a terminal. */
final class Texts {

    private static final int MOST = 80;

    private Texts() {}

    /** In quotation marks. */
    static String quoted(String text) {
        return "\"" + printable(text) + "\"";
    }

    /** What is no letter, mark, digit or sign of a line is a question mark; what is long is cut. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(MOST).forEach(point -> printable.appendCodePoint(isPlain(point) ? point : '?'));
        return printable + (text.codePointCount(0, text.length()) > MOST ? "..." : "");
    }

    /** Whether it has no characters that command a terminal or turn the direction of writing; lines and tabs may be. */
    static boolean isPlain(String text) {
        return text.codePoints().allMatch(point -> point == '\n' || point == '\t' || isPlain(point));
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
