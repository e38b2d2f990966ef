package org.xattnbmd.trainer.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.SafeFiles;

/**
 * A page of texts and tables, written as self-contained HTML or as Markdown. Immutable.
 *
 * @param title of the page
 * @param lead what it is about, in a sentence or two
 * @param simulated whether its figures are of simulated subjects
 */
public record Document(String title, String lead, boolean simulated, List<Section> sections) {

    public Document {
        sections = List.copyOf(sections);
    }

    /**
     * A heading with paragraphs, then tables, then curves.
     *
     * @param epochs whose curves HTML shows; texts leave them out
     */
    public record Section(String heading, List<String> paragraphs, List<Grid> grids, List<ReportData.Epoch> epochs) {
        public Section {
            paragraphs = List.copyOf(paragraphs);
            grids = List.copyOf(grids);
            epochs = List.copyOf(epochs);
        }

        /** Without curves. */
        public Section(String heading, List<String> paragraphs, List<Grid> grids) {
            this(heading, paragraphs, grids, List.of());
        }
    }

    /**
     * A table of texts.
     *
     * @param head headings of the columns
     * @param rows as many cells each
     */
    public record Grid(String caption, List<String> head, List<List<String>> rows) {

        /** A table of results as one of texts. */
        public static Grid of(EvidenceTable table) {
            List<String> head = new ArrayList<>(List.of(table.rowHead()));
            table.heads().forEach(h -> head.add(h.text()));
            return new Grid(table.caption(), head, table.written());
        }

        public Grid {
            head = List.copyOf(head);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != head.size()) {
                    throw new IllegalArgumentException(
                            "expected " + head.size() + " cells in \"" + caption + "\", received " + row.size());
                }
            }
        }
    }

    /**
     * Writes the page.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the file cannot be written
     */
    public void writeHtml(Path file) {
        SafeFiles.writeAtomically(file, toHtml());
    }

    /** As {@link #writeHtml}, in GitHub-flavoured Markdown. */
    public void writeMarkdown(Path file) {
        SafeFiles.writeAtomically(file, toMarkdown());
    }

    String toHtml() {
        Markup page = new Markup();
        Page.begin(page, title, simulated);
        page.open("header");
        if (simulated) {
            Page.badge(page, Page.NOT_OF_PEOPLE);
        }
        page.element("h1", title)
                .element("p", lead, "class", "lead")
                .close()
                .newline()
                .open("main");
        for (Section section : sections) {
            page.open("section", "id", id(section.heading())).element("h2", section.heading());
            section.paragraphs().forEach(p -> page.element("p", p, "class", "section-lead"));
            for (Grid grid : section.grids()) {
                if (grid.head().size() == 2) {
                    Tables.facts(
                            page,
                            grid.caption(),
                            grid.rows().stream()
                                    .map(r -> new Fact(r.get(0), r.get(1)))
                                    .toList());
                } else {
                    Tables.numeric(page, grid.caption(), grid.head(), grid.rows());
                }
            }
            if (!section.epochs().isEmpty()) {
                page.add(new TrainingPlots(section.epochs(), simulated).draw());
            }
            page.close().newline();
        }
        page.close().newline();
        return Page.end(page, simulated);
    }

    String toMarkdown() {
        StringBuilder out = new StringBuilder("# ").append(escaped(title)).append("\n\n");
        if (simulated) {
            out.append("> **")
                    .append(Chart.SIMULATED)
                    .append("**")
                    .append(Page.NOT_OF_PEOPLE)
                    .append("\n\n");
        }
        out.append(escaped(lead)).append('\n');
        for (Section section : sections) {
            out.append("\n## ").append(escaped(section.heading())).append('\n');
            section.paragraphs()
                    .forEach(p -> out.append('\n').append(escaped(p)).append('\n'));
            for (Grid grid : section.grids()) {
                out.append("\n**").append(escaped(grid.caption())).append("**\n\n");
                row(out, grid.head());
                out.append("|").append("---|".repeat(grid.head().size())).append('\n');
                grid.rows().forEach(row -> row(out, row));
            }
        }
        return out.toString();
    }

    /** As plain text for a terminal, columns under each other. */
    public String toText() {
        StringBuilder out = new StringBuilder(title).append('\n');
        if (simulated) {
            out.append(Chart.SIMULATED).append(Page.NOT_OF_PEOPLE).append('\n');
        }
        out.append(lead).append('\n');
        for (Section section : sections) {
            if (section.paragraphs().isEmpty() && section.grids().isEmpty()) {
                continue;
            }
            out.append('\n').append(section.heading()).append('\n');
            section.paragraphs().forEach(p -> out.append(p).append('\n'));
            section.grids().forEach(grid -> columns(out, grid));
        }
        return out.toString();
    }

    private static void columns(StringBuilder out, Grid grid) {
        out.append(grid.caption()).append(":\n");
        List<List<String>> rows = new ArrayList<>(List.of(grid.head()));
        rows.addAll(grid.rows());
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width =
                        rows.stream().mapToInt(r -> length(r.get(column))).max().orElse(0);
                String cell = row.get(i);
                boolean last = i == row.size() - 1;
                out.append(i == 0 ? "  " : "   ").append(cell).append(" ".repeat(last ? 0 : width - length(cell)));
            }
            out.append('\n');
        }
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static void row(StringBuilder out, List<String> cells) {
        cells.forEach(cell -> out.append("| ").append(escaped(cell)).append(' '));
        out.append("|\n");
    }

    /** Besides what tables need: names have underscores and texts of others have stars, which mean nothing here. */
    private static String escaped(String text) {
        return EvidenceTable.markdown(text)
                .replace("_", "\\_")
                .replace("*", "\\*")
                .replace("[", "\\[")
                .replace("`", "\\`");
    }

    private static String id(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
