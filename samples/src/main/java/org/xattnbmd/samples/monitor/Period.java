package org.xattnbmd.samples.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The exams of one period, as the results of batches list them. Not thread-safe. */
final class Period {

    /**
     * One row.
     *
     * @param bmd in the target's unit, NaN if it was refused
     * @param score outlier score, NaN if the results do not have it
     * @param warnings kinds, in small letters
     * @param notUsable whether it was refused or marked as not usable
     */
    record Exam(boolean estimated, double bmd, double score, Set<String> warnings, boolean notUsable) {}

    private final String name;
    private final List<Exam> exams = new ArrayList<>();

    Period(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(Exam exam) {
        exams.add(exam);
    }

    int size() {
        return exams.size();
    }

    int estimated() {
        return (int) exams.stream().filter(Exam::estimated).count();
    }

    double[] bmd() {
        return exams.stream().mapToDouble(Exam::bmd).filter(Double::isFinite).toArray();
    }

    double[] scores() {
        return exams.stream().mapToDouble(Exam::score).filter(Double::isFinite).toArray();
    }

    /** Refused ones among all. */
    Share refused() {
        return new Share(size() - estimated(), size());
    }

    /** Those with a warning of this kind and those that are not usable, among all that the model has answered to. */
    Share warnedOrNotUsable(String kind) {
        int notUsable = (int) exams.stream().filter(Exam::notUsable).count();
        int warned = (int) exams.stream()
                .filter(e -> e.estimated() && e.warnings().contains(kind))
                .count();
        return new Share(warned + notUsable, estimated() + notUsable);
    }

    /** Not usable ones among all. */
    Share notUsable() {
        return new Share((int) exams.stream().filter(Exam::notUsable).count(), size());
    }

    /** Those with a warning among those that were estimated. */
    Share warned(String kind) {
        return new Share(
                (int) exams.stream()
                        .filter(e -> e.estimated() && e.warnings().contains(kind))
                        .count(),
                estimated());
    }
}
