package org.xattnbmd.samples.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.sdk.BmdEstimate.Warning.Kind;
import org.xattnbmd.sdk.ModelCard;

/**
 * What was found, period by period, as Markdown and as JSON. A drift is something that chance hardly makes and that is large
 * enough to matter: either alone would cry wolf, the first with many exams, the second with few.
 */
final class DriftReport {

    /** With fewer exams a period is listed and not judged. */
    static final int FEWEST = 30;

    /** Of a distribution: {@link Distance#d}. */
    private static final double LARGE_DISTANCE = 0.15;

    /** For all comparisons of a report together, divided among them (Bonferroni). */
    private static final double CHANCE = 0.01;

    /** Of a share, up or down. */
    private static final double LARGE_SHARE = 0.05;

    private static final double NORMAL_95 = 1.96;

    /** One comparison. */
    private record Finding(String period, int exams, String what, String figures, boolean drift) {}

    private final ModelCard card;
    private final List<Finding> findings = new ArrayList<>();

    private DriftReport(ModelCard card) {
        this.card = card;
    }

    /** @param reference null for none */
    static DriftReport of(ModelCard card, Period reference, Collection<Period> periods) {
        DriftReport report = new DriftReport(card);
        int comparisons = 2 * Math.max(1, periods.size());
        for (Period period : periods) {
            if (period.estimated() < FEWEST) {
                report.add(
                        period, "estimates", period.estimated() + " of " + period.size() + ": too few to judge", false);
            } else if (reference == null) {
                report.againstTheCard(period);
            } else {
                report.distance(
                        period,
                        report.quantity() + ", " + card.target().unit(),
                        period.bmd(),
                        reference.bmd(),
                        comparisons);
                report.distance(period, "outlier score", period.scores(), reference.scores(), comparisons);
                report.share(period, "refused", period.refused(), reference.refused());
                report.share(period, "not usable", period.notUsable(), reference.notUsable());
                for (Kind kind : Kind.values()) {
                    String word = kind.name().toLowerCase(Locale.ROOT);
                    report.share(period, "warned: " + word, period.warned(word), reference.warned(word));
                }
            }
        }
        return report;
    }

    private void add(Period period, String what, String figures, boolean drift) {
        findings.add(new Finding(period.name(), period.size(), what, figures, drift));
    }

    private void againstTheCard(Period period) {
        Share share = period.warnedOrNotUsable(Kind.UNUSUAL_RADIOGRAPH.name().toLowerCase(Locale.ROOT));
        double[] i = share.interval();
        add(
                period,
                "unusual_radiograph, warned of or not usable",
                text("%.1f %% [%.1f, %.1f]; about 1 %% by the card", 100 * share.value(), 100 * i[0], 100 * i[1]),
                i[0] > LARGE_SHARE);
    }

    private void distance(Period period, String what, double[] now, double[] then, int comparisons) {
        if (now.length < FEWEST || then.length < FEWEST) {
            return;
        }
        Distance d = Distance.between(now, then);
        add(
                period,
                what,
                text(
                        "KS distance %.3f, p %.2g; mean %+.4f [%+.4f, %+.4f]; n %d and %d",
                        d.d(),
                        d.p(),
                        d.meanChange(),
                        d.meanChange() - NORMAL_95 * d.meanError(),
                        d.meanChange() + NORMAL_95 * d.meanError(),
                        now.length,
                        then.length),
                d.d() >= LARGE_DISTANCE && d.p() * comparisons < CHANCE);
    }

    private void share(Period period, String what, Share now, Share then) {
        if (now.count() == 0 && then.count() == 0) {
            return;
        }
        double[] i = now.minus(then);
        add(
                period,
                what,
                text(
                        "%.1f %% of %d, reference %.1f %% of %d; difference [%+.1f, %+.1f] points",
                        100 * now.value(), now.of(), 100 * then.value(), then.of(), 100 * i[0], 100 * i[1]),
                (i[0] > 0 || i[1] < 0) && Math.abs(now.value() - then.value()) >= LARGE_SHARE);
    }

    private String quantity() {
        return ResultColumns.quantity(card.target());
    }

    private List<String> limits() {
        return List.of(
                "Whether estimates are right: without measured " + quantity()
                        + " nothing here can tell. Other patients and" + " another detector look alike.",
                "What changed: a drift says where to look, not why.",
                "Periods of fewer than " + FEWEST + " estimates, and changes smaller than the stated limits.",
                "Without a reference period, " + quantity()
                        + ", missing fields and refusals: the card has no distribution of"
                        + " them. It says one thing to hold against: the outlier limit, which some 1 % of radiographs like its"
                        + " own exceed.");
    }

    boolean drifts() {
        return findings.stream().anyMatch(Finding::drift);
    }

    String toMarkdown() {
        StringBuilder page = new StringBuilder("# Drift of results\n\n");
        page.append("Model: ").append(card.modelId()).append(' ').append(card.modelVersion());
        page.append(card.simulated() ? ", trained on SIMULATED subjects.\n\n" : ".\n\n");
        page.append(drifts() ? "**Drift found.**\n\n" : "No drift found.\n\n");
        page.append("| Period | Exams | What | Figures | Drift |\n|---|---|---|---|---|\n");
        findings.forEach(f -> page.append("| ")
                .append(String.join(
                        " | ",
                        f.period(),
                        Integer.toString(f.exams()),
                        f.what(),
                        f.figures(),
                        f.drift() ? "**yes**" : "no"))
                .append(" |\n"));
        page.append(text(
                "\nDrift: a KS distance of %.2f or more with p below %.2f after correction for all comparisons, or a share that"
                        + " changed by %.0f points or more with a 99 %% interval without 0.\n\n## What this cannot know\n\n",
                LARGE_DISTANCE, CHANCE, 100 * LARGE_SHARE));
        limits().forEach(limit -> page.append("- ").append(limit).append('\n'));
        return page.toString();
    }

    String toJson() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("model_id", card.modelId());
        root.put("model_version", card.modelVersion());
        root.put("simulated", card.simulated());
        root.put("drift", drifts());
        ArrayNode all = root.putArray("findings");
        findings.forEach(f -> all.addObject()
                .put("period", f.period())
                .put("exams", f.exams())
                .put("what", f.what())
                .put("figures", f.figures())
                .put("drift", f.drift()));
        limits().forEach(root.putArray("cannot_know")::add);
        return root.toPrettyString() + "\n";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
