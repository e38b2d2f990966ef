package org.xattnbmd.sdk.internal.check;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCheck.Margin;

/** Does it find those below the card's thresholds as well as the baseline? */
final class ScreeningCheck implements GateCheck {

    @Override
    public String name() {
        return "screening";
    }

    @Override
    public Findings run(CheckContext context) {
        List<Reading> readings = context.readings();
        Findings findings = new Findings();
        StringBuilder summary = new StringBuilder();
        for (ModelCard.Threshold threshold : context.card().thresholds()) {
            double limit = threshold.bmdGramsPerCm2();
            Predicate<Reading> low = r -> r.measured() < limit;
            Predicate<Reading> called = r -> r.estimate() < limit;
            OptionalDouble area = Statistics.areaUnderRoc(readings, limit);
            if (area.isEmpty()) {
                summary.append(threshold.name()).append(": all references on one side; ");
                continue;
            }
            double sensitivity = Statistics.share(readings, low, called).orElseThrow();
            double specificity =
                    Statistics.share(readings, low.negate(), called.negate()).orElseThrow();
            String key = "[" + threshold.name() + "]";
            compare(findings, context, "area" + key, area.getAsDouble(), Margin.SCREENING_AREA);
            compare(findings, context, "sensitivity" + key, sensitivity, Margin.SCREENING_RATE);
            compare(findings, context, "specificity" + key, specificity, Margin.SCREENING_RATE);
            summary.append(String.format(
                    Locale.ROOT,
                    "%s: area %.3f, sensitivity %.2f, specificity %.2f; ",
                    threshold.name(),
                    area.getAsDouble(),
                    sensitivity,
                    specificity));
        }
        if (findings.isEmpty()) {
            throw new NotPossibleException("no threshold has references on both sides");
        }
        if (!context.hasBaseline()) {
            findings.measuredOnly();
        }
        return findings.summary("%s", summary.substring(0, summary.length() - 2));
    }

    private void compare(Findings findings, CheckContext context, String figure, double now, Margin margin) {
        findings.figure(figure, now);
        OptionalDouble before = context.before(this, figure);
        if (before.isPresent() && !(now >= before.getAsDouble() - context.margin(margin))) {
            findings.problem(
                    "%s %.3f, the baseline's %.3f (margin %.3f)",
                    figure, now, before.getAsDouble(), context.margin(margin));
        }
    }
}
