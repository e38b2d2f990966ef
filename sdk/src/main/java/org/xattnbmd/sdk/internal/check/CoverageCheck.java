package org.xattnbmd.sdk.internal.check;

import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate.Interval;
import org.xattnbmd.sdk.ModelCheck.Margin;

/** Do the intervals hold as many references as they state? More than stated is no fault. */
final class CoverageCheck implements GateCheck {

    @Override
    public String name() {
        return "coverage";
    }

    @Override
    public Findings run(CheckContext context) {
        List<Reading> readings = context.readings();
        Findings findings = new Findings();
        StringBuilder summary = new StringBuilder();
        List<Interval> stated = readings.get(0).intervals();
        for (int i = 0; i < stated.size(); i++) {
            int index = i;
            double nominal = stated.get(i).coverage();
            long inside = readings.stream()
                    .filter(r -> r.measured() >= r.intervals().get(index).lower()
                            && r.measured() <= r.intervals().get(index).upper())
                    .count();
            double covered = inside / (double) readings.size();
            double standardError = Math.sqrt(nominal * (1 - nominal) / readings.size());
            findings.figure(String.format(Locale.ROOT, "covered[%.2f]", nominal), covered);
            summary.append(String.format(Locale.ROOT, "%.0f %% covers %.1f %%, ", 100 * nominal, 100 * covered));
            if (covered < nominal - context.margin(Margin.COVERAGE_STANDARD_ERRORS) * standardError) {
                findings.problem(
                        "the %.0f %% interval covers %.1f %% of %d references, chance explains down to %.1f %%",
                        100 * nominal,
                        100 * covered,
                        readings.size(),
                        100 * (nominal - context.margin(Margin.COVERAGE_STANDARD_ERRORS) * standardError));
            }
        }
        return findings.summary("%s", summary.substring(0, summary.length() - 2));
    }
}
