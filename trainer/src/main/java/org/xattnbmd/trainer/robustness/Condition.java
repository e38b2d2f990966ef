package org.xattnbmd.trainer.robustness;

import java.util.Map;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.ManifestRow;

/**
 * One way in which what goes into the model differs from what the manifest says.
 *
 * @param key stable name in the files of readings
 * @param group what kind of difference
 * @param name for tables
 * @param change makes the request
 */
record Condition(String key, Group group, String name, Change change) {

    enum Group {
        /** As the manifest says. */
        CLEAN,
        MISSING,
        WRONG,
        CORRUPTED,
        /** Clinical values of another subject: permutation importance. */
        PERMUTED
    }

    /** One radiograph of the cohort, with its place among those that are read. */
    record Subject(int place, ManifestRow row, Radiograph radiograph) {

        /** A seed of this radiograph's own. */
        long seed(long study) {
            return study * 0x9E3779B97F4A7C15L + 31 * row.line() + 7;
        }
    }

    /** What goes into the model; throws the SDK's exception where the SDK refuses. */
    @FunctionalInterface
    interface Change {
        BmdRequest apply(Subject subject);
    }

    static Condition clean() {
        return new Condition(
                "clean",
                Group.CLEAN,
                "As it is",
                s -> new BmdRequest(s.radiograph(), s.row().facts().clinical()));
    }

    static ClinicalRecord record(Map<String, String> values) {
        ClinicalRecord.Builder builder = ClinicalRecord.builder();
        values.forEach(builder::set);
        return builder.build();
    }
}
