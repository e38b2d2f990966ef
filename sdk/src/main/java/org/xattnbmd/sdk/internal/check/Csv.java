package org.xattnbmd.sdk.internal.check;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks inside quotes, CRLF or LF. */
final class Csv {

    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** A record with the line it starts in, from 1. */
    record Line(int number, List<String> cells) {}

    /**
     * All records; lines without any character are left out.
     *
     * @throws IllegalArgumentException if a quoted cell does not end, or goes on after its quote
     */
    static List<Line> read(String text) {
        Csv csv = new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<Line> lines = new ArrayList<>();
        int number = 1;
        while (csv.at < csv.text.length()) {
            int start = csv.at;
            List<String> cells = csv.record(number);
            if (!cells.equals(List.of(""))) {
                lines.add(new Line(number, cells));
            }
            number += (int) csv.text
                    .substring(start, csv.at)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        }
        return lines;
    }

    private List<String> record(int number) {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(at < text.length() && text.charAt(at) == '"' ? quoted(number) : plain());
            if (at == text.length()) {
                return cells;
            }
            char end = text.charAt(at++);
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            if (end != ',') {
                return cells;
            }
        }
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted(int number) {
        StringBuilder cell = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("line " + number + ": a quoted cell does not end");
            }
            cell.append(text, at, quote);
            at = quote + 1;
            if (at == text.length() || ",\r\n".indexOf(text.charAt(at)) >= 0) {
                return cell.toString();
            }
            if (text.charAt(at) != '"') {
                throw new IllegalArgumentException("line " + number + ": text after a quoted cell");
            }
            cell.append('"');
            at++;
        }
    }
}
