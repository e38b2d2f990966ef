package org.xattnbmd.samples.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.FurtherTarget;

/** Three columns of a table of results for each of the model's further targets, in its own unit. */
final class FurtherColumns {

    static final int EACH = 3;

    private FurtherColumns() {}

    /** {@code further_NAME} and both ends of its interval. */
    static List<String> names(List<FurtherTarget> targets) {
        List<String> names = new ArrayList<>();
        for (FurtherTarget further : targets) {
            String name = "further_" + further.target().name();
            names.addAll(List.of(name, name + "_lower", name + "_upper"));
        }
        return names;
    }

    static List<String> cells(BmdEstimate e) {
        List<String> cells = new ArrayList<>();
        for (FurtherTarget.Estimate further : e.furtherTargets()) {
            cells.add(significant(further.value()));
            cells.add(significant(further.interval().lower()));
            cells.add(significant(further.interval().upper()));
        }
        return cells;
    }

    /** Empty cells where an exam was refused. */
    static List<String> filled(List<String> cells, List<FurtherTarget> targets) {
        return cells.isEmpty() ? Collections.nCopies(EACH * targets.size(), "") : cells;
    }

    /** Units differ by powers of ten, so that decimals would not do. */
    private static String significant(double value) {
        return String.format(Locale.ROOT, "%.5g", value);
    }
}
