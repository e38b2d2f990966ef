package org.xattnbmd.sdk.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCheck.Margin;

/** Is it as close to the measured BMD as the baseline, for everybody and for each subgroup, and as willing to say something? */
final class AccuracyCheck implements GateCheck {

    /** Below this a mean absolute error says little. */
    private static final int LEAST_SUBGROUP = 20;

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public Findings run(CheckContext context) {
        List<Reading> readings = context.readings();
        Findings findings = new Findings();
        double error = Statistics.meanAbsoluteError(readings);
        double bias = Statistics.bias(readings);
        findings.figure("n", readings.size()).figure("mae", error).figure("bias", bias);
        Statistics.rSquared(readings).ifPresent(r -> findings.figure("r2", r));
        notWorse(findings, context, "mae", error, Margin.MEAN_ABSOLUTE_ERROR, "mean absolute error");
        OptionalDouble biasBefore = context.before(this, "bias");
        if (biasBefore.isPresent()
                && Math.abs(bias) > Math.abs(biasBefore.getAsDouble()) + context.margin(Margin.BIAS)) {
            findings.problem("bias %+.4f g/cm2, the baseline's %+.4f", bias, biasBefore.getAsDouble());
        }
        notRefusing(findings, context, readings);
        int judged = 0;
        for (Map.Entry<String, List<Reading>> group : groups(readings).entrySet()) {
            if (group.getValue().size() >= LEAST_SUBGROUP) {
                judged++;
                String figure = "mae[" + group.getKey() + "]";
                double groupError = Statistics.meanAbsoluteError(group.getValue());
                findings.figure(figure, groupError);
                notWorse(
                        findings,
                        context,
                        figure,
                        groupError,
                        Margin.SUBGROUP_ERROR,
                        "mean absolute error of " + group.getKey());
            }
        }
        if (context.before(this, "mae").isEmpty()) {
            findings.measuredOnly();
        }
        return findings.summary(
                "n %d, mean absolute error %.4f g/cm2, bias %+.4f, %d subgroups", readings.size(), error, bias, judged);
    }

    private void notWorse(
            Findings findings, CheckContext context, String figure, double now, Margin margin, String what) {
        OptionalDouble before = context.before(this, figure);
        // Written so that a figure that is not a number is a problem.
        if (before.isPresent() && !(now <= before.getAsDouble() + context.margin(margin))) {
            findings.problem(
                    "%s %.4f g/cm2, the baseline's %.4f (margin %.4f)",
                    what, now, before.getAsDouble(), context.margin(margin));
        }
    }

    /** The references show hips of the model's own kind. A baseline without the figure is of a model that refused none. */
    private void notRefusing(Findings findings, CheckContext context, List<Reading> readings) {
        double unusable = readings.stream().filter(r -> !r.usable()).count() / (double) readings.size();
        findings.figure("unusable", unusable);
        double before = context.before(this, "unusable").orElse(0);
        if (context.hasBaseline() && unusable > before + context.margin(Margin.UNUSABLE_SHARE)) {
            findings.problem(
                    "%.1f %% of the references not usable, the baseline's %.1f %%", 100 * unusable, 100 * before);
        }
    }

    private static Map<String, List<Reading>> groups(List<Reading> readings) {
        Map<String, List<Reading>> groups = new TreeMap<>();
        for (Reading reading : readings) {
            reading.groups()
                    .forEach((name, value) -> groups.computeIfAbsent(name + "=" + value, key -> new ArrayList<>())
                            .add(reading));
        }
        return groups;
    }
}
