package org.xattnbmd.trainer.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.xattnbmd.sdk.ExamList;

/**
 * A table of results that can be written as Markdown, CSV and LaTeX, and shown in the report. Markdown and LaTeX are
 * rounded for readers; CSV keeps full precision for machines. {@link Columns} makes it. Immutable.
 *
 * @param caption what the rows are, with the conditions that hold for all of them
 * @param rowHead heading of the first column, which names the rows
 * @param heads of the columns of numbers
 * @param rows as many numbers each as there are heads
 */
public record EvidenceTable(String caption, String rowHead, List<Head> heads, List<Row> rows) {

    private static final CSVFormat CSV =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    /** Heading of a column, and how its numbers are written. */
    public record Head(String text, Kind kind) {}

    /** One row; NaN stands for a figure that is undefined. Arrays are copied. */
    public record Row(String name, double... values) {
        public Row {
            Objects.requireNonNull(name, "name");
            values = values.clone();
        }

        @Override
        public double[] values() {
            return values.clone();
        }
    }

    public EvidenceTable {
        Objects.requireNonNull(caption, "caption");
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.values.length != heads.size()) {
                throw new IllegalArgumentException("expected " + heads.size() + " numbers in row \"" + row.name
                        + "\", received " + row.values.length);
            }
        }
    }

    /** The same table, its caption saying that the figures are of simulated subjects. */
    public EvidenceTable simulated() {
        return new EvidenceTable("SIMULATED cohort. " + caption, rowHead, heads, rows);
    }

    /** A table of GitHub-flavoured Markdown, its caption in bold above it. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("**").append(markdown(caption)).append("**\n\n| ");
        out.append(markdown(rowHead));
        heads.forEach(h -> out.append(" | ").append(markdown(h.text)));
        out.append(" |\n|---").append("|--:".repeat(heads.size())).append("|\n");
        for (List<String> row : written()) {
            out.append("| ")
                    .append(String.join(" | ", each(row, EvidenceTable::markdown)))
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Comma-separated values as in RFC 4180, with line feeds; undefined figures are empty, percentages are fractions. */
    public String toCsv() {
        StringBuilder out = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(out, CSV)) {
            printer.print(ExamList.spreadsheetText(rowHead));
            for (Head head : heads) {
                printer.print(ExamList.spreadsheetText(head.text));
            }
            printer.println();
            for (Row row : rows) {
                printer.print(ExamList.spreadsheetText(row.name));
                for (int i = 0; i < row.values.length; i++) {
                    printer.print(number(row.values[i], heads.get(i).kind));
                }
                printer.println();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A string builder can always be written to.", e);
        }
        return out.toString();
    }

    /** A LaTeX table float; needs the package booktabs. */
    public String toLatex() {
        StringBuilder out = new StringBuilder("\\begin{table}\n\\caption{");
        out.append(latex(caption)).append("}\n\\begin{tabular}{l").append("r".repeat(heads.size()));
        out.append("}\n\\toprule\n").append(latex(rowHead));
        heads.forEach(h -> out.append(" & ").append(latex(h.text)));
        out.append(" \\\\\n\\midrule\n");
        for (List<String> row : written()) {
            out.append(String.join(" & ", each(row, EvidenceTable::latex))).append(" \\\\\n");
        }
        return out.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
    }

    void writeTo(Markup page) {
        List<String> head = new ArrayList<>(List.of(rowHead));
        heads.forEach(h -> head.add(h.text));
        Tables.numeric(page, caption, head, written());
    }

    /** The cells as readers see them, the row's name first. */
    List<List<String>> written() {
        List<List<String>> written = new ArrayList<>();
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.name));
            for (int i = 0; i < row.values.length; i++) {
                cells.add(heads.get(i).kind.write(row.values[i]));
            }
            written.add(cells);
        }
        return written;
    }

    private static List<String> each(List<String> cells, UnaryOperator<String> escape) {
        return cells.stream().map(escape).toList();
    }

    private static String number(double value, Kind kind) {
        return Double.isNaN(value)
                ? ""
                : kind == Kind.COUNT ? Long.toString(Math.round(value)) : Double.toString(value);
    }

    static String markdown(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("\\R", " ");
    }

    private static String latex(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.append(
                        switch (c) {
                            case '\\' -> "\\textbackslash{}";
                            case '~' -> "\\textasciitilde{}";
                            case '^' -> "\\textasciicircum{}";
                            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) c;
                            case '<' -> "$<$";
                            case '>' -> "$>$";
                            case '−' -> "$-$";
                            case '±' -> "$\\pm$";
                            case '×' -> "$\\times$";
                            case '≥' -> "$\\geq$";
                            case '≤' -> "$\\leq$";
                            case '∞' -> "$\\infty$";
                            case '→' -> "$\\rightarrow$";
                            case '²' -> "$^2$";
                            case '\u00A0' -> "~";
                            case '\n', '\r' -> " ";
                            default -> Character.toString(c);
                        }));
        return out.toString();
    }
}
