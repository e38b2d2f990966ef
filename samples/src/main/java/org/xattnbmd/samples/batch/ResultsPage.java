package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.sdk.ModelCard;

/**
 * The results of a batch as one HTML page that needs no network, and no other file but the thumbnails beside it, each read when it
 * comes into sight.
 */
final class ResultsPage {

    private static final List<String> SHOWN = List.of(
            ResultColumns.BMD,
            Outcome.LOWER,
            Outcome.UPPER,
            Outcome.T_SCORE,
            Outcome.CATEGORY,
            "below_thresholds",
            ResultColumns.TRUST,
            ResultColumns.WARNINGS);

    private static final List<String> SHOWN_WITHOUT_REFERENCE =
            List.of(ResultColumns.BMD, Outcome.LOWER, Outcome.UPPER, ResultColumns.TRUST, ResultColumns.WARNINGS);

    private static final List<String> NUMBERS =
            List.of(ResultColumns.BMD, Outcome.LOWER, Outcome.UPPER, Outcome.T_SCORE);

    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8886; --bar: #3b76b8; --bad: #b3261e; }
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
            td.number, th.number { text-align: right; }
            tr.refused td { color: var(--bad); }
            .simulated { border: 2px solid var(--bad); padding: .5rem 1rem; font-weight: 600; }
            td img { display: block; width: 80px; height: 80px; object-fit: contain; background: #000; border-radius: 4px; }
            .wide { overflow-x: auto; }
            th { position: sticky; top: 0; background: Canvas; }
            th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
            th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
            #filter { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: .6rem 0; align-items: baseline; }
            #filter[hidden], #more[hidden] { display: none; }
            :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
            svg { max-width: 40rem; width: 100%; } rect { fill: var(--bar); } text { fill: currentColor; font-size: 11px; }
            @media (prefers-color-scheme: dark) { :root { --bar: #7fb2ea; --bad: #ff8a80; } }
            """;

    private static final String SCRIPT = script();

    private final StringBuilder html = new StringBuilder();

    private final ModelCard.Target target;

    private final List<Optional<String>> thumbnails;

    private ResultsPage(ModelCard.Target target, List<Optional<String>> thumbnails) {
        this.target = target;
        this.thumbnails = thumbnails;
    }

    /** @param thumbnails for each row where its picture is, relative to the page */
    static String of(Results results, List<Optional<String>> thumbnails) {
        ResultsPage page = new ResultsPage(results.model().target(), thumbnails);
        page.head(results);
        page.refusals(results);
        page.table(results);
        return page.html
                .append("<p>Research software. Not a medical device. Not for diagnosis.</p>\n</body></html>\n")
                .toString();
    }

    private void head(Results results) {
        long estimated = results.estimated();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>")
                .append(title())
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(title())
                .append("</h1>\n");
        if (results.model().simulated()) {
            html.append("<p class=\"simulated\">SIMULATED: the model was trained on simulated subjects; "
                    + "the figures say nothing about a patient.</p>\n");
        }
        html.append(String.format(
                Locale.ROOT,
                "<p>%d radiographs: %d estimated, %d refused%s. Model %s %s, SHA-256 <code>%s</code>.</p>%n",
                results.rows().size(),
                estimated,
                results.rows().size() - estimated - results.notUsable(),
                results.notUsable() > 0 ? ", " + results.notUsable() + " not usable" : "",
                escape(results.model().id()),
                escape(results.model().version()),
                results.model().sha256()));
        if (estimated > 0) {
            BmdHistogram.append(
                    html,
                    results.rows().stream()
                            .map(Results.Row::outcome)
                            .filter(Outcome::estimated)
                            .mapToDouble(outcome -> Double.parseDouble(outcome.cell(ResultColumns.BMD)))
                            .toArray(),
                    quantity(),
                    escape(target.unit()),
                    target.hasReference());
        }
    }

    private String title() {
        return target.hasReference() ? "Femoral-neck BMD estimates" : escape(target.label()) + " estimates";
    }

    /** What is estimated in a few letters. */
    private String quantity() {
        return escape(ResultColumns.quantity(target));
    }

    private void refusals(Results results) {
        Map<String, Long> byCode = results.rows().stream()
                .map(Results.Row::outcome)
                .filter(outcome -> !outcome.estimated() && !outcome.notUsable())
                .collect(Collectors.groupingBy(o -> o.cell("error_code"), TreeMap::new, Collectors.counting()));
        if (!byCode.isEmpty()) {
            html.append("<h2>Refused</h2>\n<table><tr><th>code</th><th class=\"number\">rows</th></tr>\n");
            byCode.forEach((code, count) -> html.append("<tr><td>")
                    .append(escape(code))
                    .append("</td><td class=\"number\">")
                    .append(count)
                    .append("</td></tr>\n"));
            html.append("</table>\n");
        }
    }

    private void table(Results results) {
        html.append("<h2>Rows</h2>\n");
        filter(results);
        List<String> shown = target.hasReference() ? SHOWN : SHOWN_WITHOUT_REFERENCE;
        boolean pictured = thumbnails.stream().anyMatch(Optional::isPresent);
        html.append("<div class=\"wide\"><table id=\"rows\"><thead><tr><th class=\"number\">row</th><th>image</th>"
                + (pictured ? "<th class=\"picture\">neck</th>" : "")
                + "<th>side</th><th class=\"number\">" + quantity() + ", " + escape(target.unit())
                + "</th><th class=\"number\">from</th><th class=\"number\">to</th>"
                + (target.hasReference() ? "<th class=\"number\">T-score</th><th>category</th><th>below</th>" : "")
                + "<th>trust</th><th>warnings</th></tr></thead><tbody>\n");
        int number = 0;
        for (Results.Row row : results.rows()) {
            Outcome outcome = row.outcome();
            html.append(outcome.estimated() ? "<tr" : "<tr class=\"refused\"")
                    .append(" data-kinds=\"")
                    .append(escape(String.join(" ", kinds(outcome))))
                    .append("\">");
            cell(Integer.toString(++number), true);
            cell(row.request().image(), false);
            if (pictured) {
                picture(thumbnails.get(number - 1));
            }
            cell(outcome.cell("side"), false);
            if (outcome.estimated() || outcome.notUsable()) {
                shown.forEach(column -> cell(words(outcome.cell(column)), NUMBERS.contains(column)));
            } else {
                html.append("<td colspan=\"" + shown.size() + "\">")
                        .append(escape(outcome.cell("error_code") + ": " + outcome.cell("error_message")))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append(
                        "</tbody></table></div>\n<p><button id=\"more\" type=\"button\" hidden>More rows</button></p>\n<script>\n")
                .append(SCRIPT)
                .append("</script>\n");
    }

    /** A link; the script makes a picture of it where the row is shown: ten thousand pictures are too many for a browser. */
    private void picture(Optional<String> file) {
        html.append("<td>");
        file.ifPresent(reference ->
                html.append("<a class=\"neck\" href=\"").append(reference).append("\">neck</a>"));
        html.append("</td>");
    }

    /** What a row can be found by: its level of trust, its warnings, its error's code. */
    private static List<String> kinds(Outcome outcome) {
        List<String> kinds = new ArrayList<>();
        if (outcome.estimated() || outcome.notUsable()) {
            kinds.add(outcome.cell(ResultColumns.TRUST));
            kinds.addAll(List.of(outcome.cell(ResultColumns.WARNINGS).split(";")));
        } else {
            kinds.add(outcome.cell("error_code"));
        }
        kinds.removeIf(String::isEmpty);
        return kinds;
    }

    private void filter(Results results) {
        Map<String, Long> counts = results.rows().stream()
                .flatMap(row -> kinds(row.outcome()).stream())
                .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        html.append("<form id=\"filter\" hidden onsubmit=\"return false\"><label>Show <select id=\"kind\">"
                + "<option value=\"\">all rows</option>");
        counts.forEach((kind, count) -> html.append("<option value=\"")
                .append(escape(kind))
                .append("\">")
                .append(escape(words(kind)))
                .append(" (")
                .append(count)
                .append(")</option>"));
        html.append("</select></label><label>Image contains <input id=\"name\" type=\"search\"></label>"
                + "<output id=\"shown\"></output></form>\n");
    }

    /** Sorts and filters. */
    private static String script() {
        try (InputStream in = ResultsPage.class.getResourceAsStream("results.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void cell(String text, boolean number) {
        html.append(number ? "<td class=\"number\">" : "<td>")
                .append(escape(text))
                .append("</td>");
    }

    private static String words(String names) {
        return names.replace(";", ", ").replace('_', ' ');
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
