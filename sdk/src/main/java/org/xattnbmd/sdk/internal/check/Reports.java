package org.xattnbmd.sdk.internal.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.xattnbmd.sdk.ModelCheck.Outcome;
import org.xattnbmd.sdk.ModelCheck.Report;
import org.xattnbmd.sdk.ModelCheck.Status;

/** The four forms of a report. */
public final class Reports {

    private static final int NAME_WIDTH = 14;

    private Reports() {}

    /** One line a check. */
    public static String table(Report report) {
        StringBuilder text = new StringBuilder();
        text.append(report.model()).append("  SHA-256 ").append(report.sha256()).append('\n');
        for (Outcome outcome : report.outcomes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s%-" + NAME_WIDTH + "s%s%n",
                    word(outcome.status()),
                    outcome.name(),
                    outcome.detail()));
        }
        return text.append(verdict(report)).append('\n').toString().replace("\r\n", "\n");
    }

    /** Everything. */
    public static String json(Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema_version", 1);
        root.put("model", report.model());
        root.put("sha256", report.sha256());
        root.put("passed", report.passed());
        for (Outcome outcome : report.outcomes()) {
            ObjectNode node = root.withArrayProperty("checks").addObject();
            node.put("name", outcome.name());
            node.put("status", word(outcome.status()));
            node.put("detail", outcome.detail());
            ObjectNode figures = node.putObject("figures");
            outcome.figures().forEach(figures::put);
            ObjectNode facts = node.putObject("facts");
            outcome.facts().forEach(facts::put);
        }
        return root.toPrettyString();
    }

    /** One test case a check. */
    public static String junitXml(Report report) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(String.format(
                Locale.ROOT,
                "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">\n",
                escaped("ModelCheck " + report.model()),
                report.outcomes().size(),
                count(report, Status.FAILED),
                count(report, Status.SKIPPED)));
        for (Outcome outcome : report.outcomes()) {
            xml.append("  <testcase classname=\"ModelCheck\" name=\"").append(escaped(outcome.name()));
            String detail = escaped(outcome.detail());
            xml.append(
                    switch (outcome.status()) {
                        case PASSED -> "\"><system-out>" + detail + "</system-out></testcase>\n";
                        case FAILED -> "\"><failure message=\"" + detail + "\"/></testcase>\n";
                        case SKIPPED -> "\"><skipped message=\"" + detail + "\"/></testcase>\n";
                    });
        }
        return xml.append("</testsuite>\n").toString();
    }

    /** A table for people. */
    public static String markdown(Report report) {
        StringBuilder text = new StringBuilder("### Model check: ")
                .append(report.passed() ? "passed" : "failed")
                .append("\n\n`")
                .append(report.model())
                .append("`, SHA-256 `")
                .append(report.sha256())
                .append("`\n\n| | check | detail |\n|---|---|---|\n");
        for (Outcome outcome : report.outcomes()) {
            text.append("| ")
                    .append(word(outcome.status()))
                    .append(" | ")
                    .append(outcome.name())
                    .append(" | ")
                    .append(outcome.detail().replace("|", "\\|").replace("<", "&lt;"))
                    .append(" |\n");
        }
        return text.append('\n').append(verdict(report)).append('\n').toString();
    }

    private static String verdict(Report report) {
        return String.format(
                Locale.ROOT,
                "%d passed, %d failed, %d skipped",
                count(report, Status.PASSED),
                count(report, Status.FAILED),
                count(report, Status.SKIPPED));
    }

    private static long count(Report report, Status status) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.status() == status)
                .count();
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                // What XML 1.0 does not allow even escaped.
                default -> escaped.appendCodePoint(c < 0x20 && c != '\t' || c == 0xFFFE || c == 0xFFFF ? '?' : c);
            }
        });
        return escaped.toString();
    }
}
