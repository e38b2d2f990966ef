package org.xattnbmd.exporter.internal.pass;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often one pass fired, and how often it did not for which reason. */
public final class PassLog {

    private int fired;
    private final Map<String, Integer> skipped = new LinkedHashMap<>();

    public void fire() {
        fired++;
    }

    /** A place that looked right for the pass and was left alone. */
    public void skip(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    public int fired() {
        return fired;
    }

    public Map<String, Integer> skipped() {
        return skipped;
    }
}
