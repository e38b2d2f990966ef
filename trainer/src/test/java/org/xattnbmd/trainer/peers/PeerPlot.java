package org.xattnbmd.trainer.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The comparison as an SVG picture: a row a peer, a column a figure, a bar each for float32 and int8. */
final class PeerPlot {

    private static final int NAMES = 220;
    private static final int COLUMN = 190;
    private static final int BAR = 110;
    private static final int ROW = 44;
    private static final int TOP = 64;

    private record Column(String title, String note, String format, ToDoubleFunction<PeerFigures> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column(
                    "Latency, ms",
                    "batch 1, less is better",
                    "%.0f",
                    f -> f.latency().median()),
            new Column(
                    "Answers a second",
                    "batch 8, more is better",
                    "%.1f",
                    f -> f.throughput().median()),
            new Column(
                    "Cold start, ms",
                    "process to first answer",
                    "%.0f",
                    f -> f.coldStart().median()),
            new Column("Resident, MB", "after the calls", "%.0f", f -> f.residentBytes() / 1e6));

    private PeerPlot() {}

    static String of(List<PeerFigures> figures) {
        List<PeerFigures> shown = figures.stream()
                .filter(PeerFigures::measured)
                .filter(f -> f.kind().graph().equals("network"))
                .toList();
        List<String> names = new ArrayList<>(
                shown.stream().map(f -> f.kind().name()).distinct().toList());
        int height = TOP + ROW * names.size() + 34;
        int width = NAMES + COLUMN * COLUMNS.size();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n",
                width,
                height,
                width,
                height,
                width,
                height));
        for (int c = 0; c < COLUMNS.size(); c++) {
            column(svg, COLUMNS.get(c), NAMES + COLUMN * c, shown, names);
        }
        for (int r = 0; r < names.size(); r++) {
            boolean ours = names.get(r).equals("this SDK");
            text(svg, 12, TOP + ROW * r + 25, ours ? "font-weight=\"bold\"" : "", names.get(r));
        }
        int y = height - 14;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"12\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>"
                        + "<rect x=\"92\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
                y - 11,
                color(true, false),
                y - 11,
                color(true, true)));
        text(svg, 30, y, "", "float32");
        text(svg, 110, y, "", "int8");
        text(svg, NAMES, y, "fill=\"#555\"", "ResNet-34 XAttn-BMD at 224², 2 threads; medians; trainer/PEERS.md");
        return svg.append("</svg>\n").toString();
    }

    private static void column(StringBuilder svg, Column column, int x, List<PeerFigures> shown, List<String> names) {
        double most = shown.stream().mapToDouble(column.value()).max().orElseThrow();
        text(svg, x, 26, "font-weight=\"bold\"", column.title());
        text(svg, x, 44, "fill=\"#555\" font-size=\"11\"", column.note());
        for (PeerFigures f : shown) {
            boolean int8 = f.kind().precision().equals("int8");
            int y = TOP + ROW * names.indexOf(f.kind().name()) + (int8 ? 21 : 4);
            double value = column.value().applyAsDouble(f);
            double bar = Math.max(1, BAR * value / most);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\" fill=\"%s\"/>%n",
                    x,
                    y,
                    bar,
                    color(f.kind().key().equals(PeerKind.SDK), int8)));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" font-size=\"11\">%s</text>%n",
                    x + bar + 5,
                    y + 12,
                    String.format(Locale.ROOT, column.format(), value)));
        }
    }

    private static String color(boolean ours, boolean int8) {
        if (ours) {
            return int8 ? "#7fb2ea" : "#1f5fa8";
        }
        return int8 ? "#c4c4c4" : "#8a8a8a";
    }

    private static void text(StringBuilder svg, int x, int y, String style, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, style, text));
    }
}
