package org.xattnbmd.sdk.internal.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values (RFC 4180) one record after the other: quoted cells, doubled quotes, line breaks inside
 * quotes, lines that end in CRLF, LF or CR. Blanks around a quoted cell are no part of it. A byte order mark is left out, and
 * so is a line of nothing but blanks. Own code, because the SDK takes no further library for it. Holds one record at a time;
 * not thread-safe.
 */
public final class CsvReader implements Closeable {

    /** Longer records are refused: a quote that nothing closes would read the whole file into one cell. */
    public static final int MAXIMUM_CHARACTERS = 1 << 20;

    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader text;
    private final char separator;
    private final char[] buffer = new char[1 << 13];
    private final StringBuilder cell = new StringBuilder();
    private int at;
    private int filled;
    private long read;
    private int nextLine = 1;
    private int line;
    private long start;

    /**
     * Reads this text, which {@link #close} closes.
     *
     * @throws IllegalArgumentException if the separator is a quote or ends a line
     */
    public CsvReader(Reader text, char separator) throws IOException {
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException("a quote or the end of a line as the separator of cells");
        }
        this.text = text;
        this.separator = separator;
        if (peek() == BYTE_ORDER_MARK) {
            at++;
        }
    }

    /**
     * The next record's cells, at least one; null after the last.
     *
     * @throws IllegalArgumentException with the line, if a quoted cell does not end or goes on after its quote, or the record
     *     is too long
     */
    public List<String> next() throws IOException {
        List<String> cells = new ArrayList<>();
        while (peek() != END) {
            line = nextLine;
            start = read + at;
            boolean quoted = record(cells);
            if (quoted || cells.size() > 1 || !cells.get(0).isBlank()) {
                return cells;
            }
            cells.clear();
        }
        return null;
    }

    /** The line in which the last record starts, from 1. */
    public int line() {
        return line;
    }

    /** Adds the cells up to the end of the record; says whether the last of them was quoted. */
    private boolean record(List<String> cells) throws IOException {
        while (true) {
            boolean quoted = cell();
            cells.add(cell.toString());
            int end = peek();
            if (end == separator) {
                at++;
                requireSize();
            } else {
                lineBreak();
                return quoted;
            }
        }
    }

    /** Reads a cell, and what ends it not; says whether it was quoted. */
    private boolean cell() throws IOException {
        cell.setLength(0);
        blanks();
        if (peek() == '"') {
            cell.setLength(0);
            quoted();
            return true;
        }
        for (int next = peek(); !ends(next); next = peek()) {
            append();
        }
        return false;
    }

    private void quoted() throws IOException {
        at++;
        while (true) {
            int next = peek();
            if (next == END) {
                throw refused("a quoted cell that does not end");
            }
            if (next == '\n' || next == '\r') {
                cell.append((char) next);
                if (lineBreak() == 2) {
                    cell.append('\n');
                }
                requireSize();
            } else if (next != '"') {
                append();
            } else {
                at++;
                if (peek() != '"') {
                    break;
                }
                append();
            }
        }
        int length = cell.length();
        blanks();
        cell.setLength(length);
        if (!ends(peek())) {
            throw refused("text after a quoted cell");
        }
    }

    private void blanks() throws IOException {
        for (int next = peek(); (next == ' ' || next == '\t') && next != separator; next = peek()) {
            append();
        }
    }

    private boolean ends(int character) {
        return character == separator || character == '\n' || character == '\r' || character == END;
    }

    private void append() {
        cell.append(buffer[at++]);
        requireSize();
    }

    private void requireSize() {
        if (read + at - start > MAXIMUM_CHARACTERS) {
            throw refused("a row of more than " + MAXIMUM_CHARACTERS + " characters");
        }
    }

    /** Takes a line break where there is one; says of how many characters. */
    private int lineBreak() throws IOException {
        int first = peek();
        if (first == END) {
            return 0;
        }
        at++;
        nextLine++;
        if (first == '\r' && peek() == '\n') {
            at++;
            return 2;
        }
        return 1;
    }

    private int peek() throws IOException {
        if (at == filled) {
            read += filled;
            at = 0;
            filled = Math.max(0, text.read(buffer));
        }
        return at < filled ? buffer[at] : END;
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(what + " in line " + line);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
