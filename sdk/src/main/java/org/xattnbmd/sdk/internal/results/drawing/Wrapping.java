package org.xattnbmd.sdk.internal.results.drawing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Breaks text into lines between words; a number and its % stay together. */
public final class Wrapping {

    private Wrapping() {}

    /**
     * The text in lines that are no wider than this; a word that is wider by itself is broken inside.
     *
     * @param width of a text, in the unit of {@code widest}
     */
    public static List<String> lines(String text, double widest, ToDoubleFunction<String> width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split("\\s+(?!%)")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (width.applyAsDouble(longer) <= widest) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (width.applyAsDouble(line) > widest) {
                int count = line.length() - 1;
                while (count > 1 && width.applyAsDouble(line.substring(0, count)) > widest) {
                    count--;
                }
                lines.add(line.substring(0, Math.max(1, count)));
                line = line.substring(Math.max(1, count));
            }
        }
        lines.add(line);
        return lines;
    }
}
