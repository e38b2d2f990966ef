package org.xattnbmd.sdk;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.csv.CsvHeader;
import org.xattnbmd.sdk.internal.csv.CsvReader;

/**
 * A table of exams, one a row, with the column {@value #IMAGE} and, where there are any, {@value #SIDE}, clinical fields by
 * name, and columns of the caller's own. It is CSV (RFC 4180) in UTF-8 with a header:
 *
 * <pre>{@code
 * image,side,age,sex
 * hips/0001.dcm,left,75,female
 * }</pre>
 *
 * <p>An empty cell is a value that is not known. Blanks around a value do not count, nor do a byte order mark, the kind of
 * line ending, or lines of nothing but blanks. Numbers have a decimal point, sides and categories may be in capitals. What is
 * there and cannot be understood is refused, never taken for missing.
 *
 * <pre>{@code
 * try (ExamList exams = ExamList.open(file)) {
 *     for (ExamList.Exam exam : exams) {
 *         estimator.estimate(exam.radiograph(file), exam.clinical(fields).build());
 *     }
 * }
 * }</pre>
 *
 * <p>Rows are read as they are asked for, once, and none is kept, so memory does not grow with the table. A row that is wrong
 * is refused only when what is wrong with it is asked for, so that a caller can go on with the next one; what makes the rest
 * of the table unreadable is refused by the iterator. Messages name columns and lines, never a cell's content. Not
 * thread-safe; whoever opens it closes it.
 */
public final class ExamList implements Iterable<ExamList.Exam>, AutoCloseable {

    /** Column of the path of the radiograph, relative to the table. */
    public static final String IMAGE = "image";

    /** Column of the hip that the radiograph shows: left, right, unknown, or empty for unknown. */
    public static final String SIDE = "side";

    /** Column of the BMD that a densitometer measured, g/cm², where it is known. */
    public static final String MEASURED_BMD = "femoral_neck_bmd_g_cm2";

    /** Of a number, before and behind the decimal point: longer ones take time in proportion to their square. */
    private static final int MAXIMUM_DIGITS = 100;

    /** The last four are the first four in full width, which spreadsheets in East Asia take for them. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final CsvReader csv;
    private final CsvHeader header;
    private final Iterator<Exam> exams = new Rows();

    private ExamList(CsvReader csv, CsvHeader header) {
        this.csv = csv;
        this.header = header;
    }

    /**
     * Opens a table with comma-separated cells and reads its header.
     *
     * @throws BmdException {@code INVALID_ARGUMENT} if it cannot be read (the cause is then an {@link IOException}), is no
     *     CSV, or has a column without a name or two of one name
     */
    public static ExamList open(Path file) {
        return open(file, ',');
    }

    /** As {@link #open(Path)}, with another separator of cells than a comma. */
    public static ExamList open(Path file, char separator) {
        try {
            Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
            try {
                return of(text, separator);
            } catch (RuntimeException e) {
                text.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** As {@link #open(Path, char)}, from text that is at hand; closing the list closes it. */
    public static ExamList of(Reader text, char separator) {
        try {
            CsvReader csv = new CsvReader(Objects.requireNonNull(text, "text"), separator);
            List<String> names = csv.next();
            return new ExamList(csv, new CsvHeader(names == null ? List.of() : names));
        } catch (IOException e) {
            throw unreadable(e);
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    /**
     * A text as a cell of a table that people open in a spreadsheet: one that a spreadsheet would compute, because it begins with
     * {@code =}, {@code +}, {@code -}, {@code @}, a tab or the end of a line, gets an apostrophe before it, which spreadsheets
     * do not show. For columns of text; numbers are no texts. Quoting for CSV comes after it.
     */
    public static String spreadsheetText(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    /** The header, in order; empty if the table is. */
    public List<String> columns() {
        return header.names();
    }

    /**
     * The rows that were not read yet, each an {@link Exam}. Every call gives the same iterator. It throws {@link BmdException}
     * {@code INVALID_ARGUMENT} where the table cannot be read on, because of the disk, a quote, or a row of more than a
     * million characters.
     */
    @Override
    public Iterator<Exam> iterator() {
        return exams;
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static BmdException unreadable(IOException e) {
        return new BmdException(
                Code.INVALID_ARGUMENT,
                "Expected a CSV file in UTF-8 that can be read, received "
                        + e.getClass().getSimpleName() + ". Check the path and permissions.",
                e);
    }

    private static BmdException malformed(IllegalArgumentException e) {
        return new BmdException(Code.INVALID_ARGUMENT, "Expected a CSV table, received " + e.getMessage() + ".", e);
    }

    /** The rows one after the other, one read ahead. */
    private final class Rows implements Iterator<Exam> {

        private Exam ahead;

        @Override
        public boolean hasNext() {
            if (ahead == null) {
                ahead = read();
            }
            return ahead != null;
        }

        @Override
        public Exam next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no further exam");
            }
            Exam exam = ahead;
            ahead = null;
            return exam;
        }

        private Exam read() {
            try {
                List<String> cells = csv.next();
                return cells == null ? null : new Exam(csv.line(), header, cells.toArray(new String[0]));
            } catch (IOException e) {
                throw unreadable(e);
            } catch (IllegalArgumentException e) {
                throw malformed(e);
            }
        }
    }

    /**
     * One row. Its methods parse when they are called, and refuse what is wrong with what they are asked for. Immutable and
     * thread-safe; its text form shows no values.
     */
    public static final class Exam {

        private final int line;
        private final CsvHeader header;
        private final String[] cells;

        private Exam(int line, CsvHeader header, String[] cells) {
            this.line = line;
            this.header = header;
            this.cells = cells;
        }

        /**
         * A row from elsewhere, such as a data frame or a form.
         *
         * @param cells text by column; null is as good as empty
         */
        public static Exam of(Map<String, @Nullable String> cells) {
            try {
                String[] texts = cells.values().toArray(new String[0]);
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = Objects.requireNonNullElse(texts[i], "");
                }
                return new Exam(0, new CsvHeader(cells.keySet()), texts);
            } catch (IllegalArgumentException e) {
                throw malformed(e);
            }
        }

        /** The line of the table in which the row starts, from 1 with the header; 0 for a row from elsewhere. */
        public int line() {
            return line;
        }

        /** The table's header. */
        public List<String> columns() {
            return header.names();
        }

        /** A cell's text without blanks around it; empty if it is not known or there is no such column. */
        public String text(String column) {
            int place = header.place(column);
            return place < 0 || place >= cells.length ? "" : cells[place].strip();
        }

        /**
         * Checks that the row has as many cells as the header. One that has not may have its values in the wrong columns.
         *
         * @throws BmdException {@code INVALID_ARGUMENT}
         */
        public void requireWhole() {
            if (cells.length != header.names().size()) {
                throw refused("Expected " + header.names().size() + " cells, received " + cells.length
                        + ". Quote cells that contain the separator.");
            }
        }

        /**
         * The path of the radiograph as the table has it.
         *
         * @throws BmdException {@code IMAGE_NOT_FOUND} if there is none
         */
        public String image() {
            String image = text(IMAGE);
            if (image.isEmpty()) {
                throw new BmdException(
                        Code.IMAGE_NOT_FOUND, "Expected the path of an image file, received none. Fill in the column.");
            }
            return image;
        }

        /**
         * Where the radiograph is; whether it is there is not looked at.
         *
         * @param table the table's file; a relative path starts in its folder
         * @throws BmdException {@code IMAGE_NOT_FOUND} if there is none, or what cannot be a path
         */
        public Path image(Path table) {
            try {
                return table.resolveSibling(image());
            } catch (InvalidPathException e) {
                // Without the cause, whose message has the path.
                throw new BmdException(Code.IMAGE_NOT_FOUND, "Expected the path of an image file, received no path.");
            }
        }

        /**
         * Reads the radiograph. It is of the side that the table says; where the table says none, the file's header does.
         *
         * @param table the table's file; a relative path starts in its folder
         * @throws BmdException as {@link #image(Path)}, {@link #side()} and {@link Radiograph#read}
         */
        public Radiograph radiograph(Path table) {
            Radiograph.Side side = side();
            Radiograph radiograph = Radiograph.read(image(table));
            return side == Radiograph.Side.UNKNOWN ? radiograph : radiograph.withSide(side);
        }

        /**
         * The hip that the radiograph shows, in either case; UNKNOWN if nothing is said.
         *
         * @throws BmdException {@code INVALID_ARGUMENT} if it is another word: an unknown hip is looked at as a left one
         */
        public Radiograph.Side side() {
            String side = text(SIDE).toUpperCase(Locale.ROOT);
            try {
                return side.isEmpty() ? Radiograph.Side.UNKNOWN : Radiograph.Side.valueOf(side);
            } catch (IllegalArgumentException e) {
                // Without the cause, whose message has the word.
                throw refused("Expected side to be left, right, unknown or empty.");
            }
        }

        /**
         * A number with a decimal point, exactly as it is written.
         *
         * @throws BmdException {@code INVALID_ARGUMENT} if it is none, or not known
         */
        public BigDecimal number(String column) {
            String text = text(column);
            try {
                BigDecimal number = text.length() <= MAXIMUM_DIGITS ? new BigDecimal(text) : null;
                if (number != null && number.scale() <= MAXIMUM_DIGITS && number.scale() >= -MAXIMUM_DIGITS) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Refused below, without this cause, whose message has the text.
            }
            throw refused("Expected " + column + " to be a number with a decimal point.");
        }

        /**
         * The BMD that a densitometer measured, g/cm².
         *
         * @throws BmdException {@code INVALID_ARGUMENT} if it is no number, not known, or not between 0.1 and 3
         */
        public double measuredBmd() {
            double bmd = number(MEASURED_BMD).doubleValue();
            if (!(bmd > 0.1 && bmd < 3)) {
                throw refused("Expected " + MEASURED_BMD + " of 0.1 to 3 g/cm².");
            }
            return bmd;
        }

        /**
         * The values of the fields that are known, as text and in the fields' order; a category as the field spells it.
         * Whether they are in range is checked when a {@linkplain ClinicalRecord#encode record is encoded}.
         */
        public Map<String, String> facts(List<ModelCard.ClinicalField> fields) {
            Map<String, String> facts = new LinkedHashMap<>();
            for (ModelCard.ClinicalField field : fields) {
                String value = text(field.name());
                if (!value.isEmpty()) {
                    facts.put(field.name(), spelled(field, value));
                }
            }
            return Collections.unmodifiableMap(facts);
        }

        private static String spelled(ModelCard.ClinicalField field, String value) {
            for (String category : field.categories()) {
                if (category.equalsIgnoreCase(value)) {
                    return category;
                }
            }
            return value;
        }

        /** The {@linkplain #facts facts} as a record to which the caller may add, such as what a DICOM header says. */
        public ClinicalRecord.Builder clinical(List<ModelCard.ClinicalField> fields) {
            ClinicalRecord.Builder record = ClinicalRecord.builder();
            facts(fields).forEach(record::set);
            return record;
        }

        private static BmdException refused(String expected) {
            return new BmdException(Code.INVALID_ARGUMENT, expected);
        }

        @Override
        public String toString() {
            return "Exam[line=" + line + ", columns=" + header.names() + "]";
        }
    }
}
