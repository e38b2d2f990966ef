package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A table of results that can be written as Markdown, CSV and LaTeX, and shown in the report. Markdown and LaTeX are
 * rounded for readers; CSV keeps full precision for machines. Immutable.
 *
 * @param caption what the rows are, with the conditions that hold for all of them
 * @param rowHead heading of the first column, which names the rows
 * @param columns of numbers
 * @param rows as many numbers each as there are columns
 */
public record EvidenceTable(String caption, String rowHead, List<Column> columns, List<Row> rows) {

    /** How the numbers of a column are written. */
    public enum Kind {
        COUNT {
            @Override
            String write(double value) {
                return Format.decimals(value, 0);
            }
        },
        RATIO {
            @Override
            String write(double value) {
                return Format.ratio(value);
            }
        },
        /** Three decimals, or two significant digits where the figure is too small for them. */
        FIGURE {
            @Override
            String write(double value) {
                double size = Math.abs(value);
                boolean small = size > 0 && size < 0.0995;
                return Format.decimals(
                        value, small ? Math.max(3, Math.min(9, 1 - (int) Math.floor(Math.log10(size)))) : 3);
            }
        },
        /** As {@link #FIGURE}, with its sign. */
        SIGNED_FIGURE {
            @Override
            String write(double value) {
                return (value > 0 ? "+" : "") + FIGURE.write(value);
            }
        },
        /** In g/cm². */
        BMD {
            @Override
            String write(double value) {
                return Format.bmd(value);
            }
        },
        /** In g/cm², with its sign. */
        SIGNED {
            @Override
            String write(double value) {
                return Format.signedBmd(value);
            }
        },
        /** A fraction, shown in per cent. */
        PERCENT {
            @Override
            String write(double value) {
                return Format.percent(value);
            }
        },
        /** A fraction, shown in per cent with its sign. */
        SIGNED_PERCENT {
            @Override
            String write(double value) {
                return (value >= 0.0005 ? "+" : "") + Format.percent(value);
            }
        },
        P_VALUE {
            @Override
            String write(double value) {
                return value < 0.001 ? "< 0.001" : Format.ratio(value);
            }
        };

        abstract String write(double value);
    }

    public record Column(String head, Kind kind) {}

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
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.values.length != columns.size()) {
                throw new IllegalArgumentException("expected " + columns.size() + " numbers in row \"" + row.name
                        + "\", received " + row.values.length);
            }
        }
    }

    /** The same table, its caption saying that the figures are of simulated subjects. */
    public EvidenceTable simulated() {
        return new EvidenceTable("SIMULATED cohort. " + caption, rowHead, columns, rows);
    }

    /** A table of GitHub-flavoured Markdown, its caption in bold above it. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("**").append(markdown(caption)).append("**\n\n| ");
        out.append(markdown(rowHead));
        columns.forEach(c -> out.append(" | ").append(markdown(c.head)));
        out.append(" |\n|---").append("|--:".repeat(columns.size())).append("|\n");
        for (List<String> row : written()) {
            out.append("| ")
                    .append(String.join(" | ", each(row, EvidenceTable::markdown)))
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Comma-separated values as in RFC 4180, with line feeds; undefined figures are empty, percentages are fractions. */
    public String toCsv() {
        StringBuilder out = new StringBuilder(csv(rowHead));
        columns.forEach(c -> out.append(',').append(csv(c.head)));
        out.append('\n');
        for (Row row : rows) {
            out.append(csv(row.name));
            for (int i = 0; i < row.values.length; i++) {
                out.append(',').append(number(row.values[i], columns.get(i).kind));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /** A LaTeX table float; needs the package booktabs. */
    public String toLatex() {
        StringBuilder out = new StringBuilder("\\begin{table}\n\\caption{");
        out.append(latex(caption)).append("}\n\\begin{tabular}{l").append("r".repeat(columns.size()));
        out.append("}\n\\toprule\n").append(latex(rowHead));
        columns.forEach(c -> out.append(" & ").append(latex(c.head)));
        out.append(" \\\\\n\\midrule\n");
        for (List<String> row : written()) {
            out.append(String.join(" & ", each(row, EvidenceTable::latex))).append(" \\\\\n");
        }
        return out.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
    }

    void writeTo(Markup page) {
        List<String> head = new ArrayList<>(List.of(rowHead));
        columns.forEach(c -> head.add(c.head));
        Tables.numeric(page, caption, head, written());
    }

    private List<List<String>> written() {
        List<List<String>> written = new ArrayList<>();
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.name));
            for (int i = 0; i < row.values.length; i++) {
                cells.add(columns.get(i).kind.write(row.values[i]));
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

    private static String csv(String text) {
        boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
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
