package org.xattnbmd.sdk.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCheck.Outcome;
import org.xattnbmd.sdk.ModelCheck.Status;

/** What one check collects while it runs. Not thread-safe. */
final class Findings {

    private final Map<String, Double> figures = new TreeMap<>();
    private final Map<String, String> facts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private String summary = "";
    private boolean judged = true;

    Findings figure(String name, double value) {
        figures.put(name, value);
        return this;
    }

    Findings fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    /** In words, if there is no problem. */
    Findings summary(String format, Object... values) {
        summary = String.format(Locale.ROOT, format, values);
        return this;
    }

    Findings problem(String format, Object... values) {
        problems.add(String.format(Locale.ROOT, format, values));
        return this;
    }

    boolean isEmpty() {
        return figures.isEmpty();
    }

    /** It measured and had nothing to compare with. */
    Findings measuredOnly() {
        judged = false;
        return this;
    }

    Outcome outcome(String name) {
        if (!problems.isEmpty()) {
            return new Outcome(name, Status.FAILED, String.join("; ", problems), figures, facts);
        }
        return judged
                ? new Outcome(name, Status.PASSED, summary, figures, facts)
                : new Outcome(name, Status.SKIPPED, "measured only, no baseline: " + summary, figures, facts);
    }
}
