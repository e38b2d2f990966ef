package org.xattnbmd.samples.viewer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.StudyContext.Patient.Match;

/**
 * Estimates of one hip of one person in the order of their days, each compared with the first; or why they cannot be compared.
 * Immutable.
 *
 * @param points at least two, or none if refused
 * @param refusals in the person's language; empty if there are points
 */
record FollowUpSeries(List<Point> points, List<String> refusals) {

    /**
     * One exam.
     *
     * @param change since the first exam; empty for the first
     */
    record Point(Exam exam, LocalDate date, BmdEstimate estimate, Optional<BmdEstimate.Change> change) {}

    FollowUpSeries {
        points = List.copyOf(points);
        refusals = List.copyOf(refusals);
    }

    /**
     * Compares these exams.
     *
     * @param onePerson whether a person said that they are of one person; headers that contradict it count more
     */
    static FollowUpSeries of(
            List<Exam> exams, boolean onePerson, BmdEstimator estimator, Words words, Function<Exam, String> label) {
        List<String> refusals = new ArrayList<>();
        if (exams.size() < 2) {
            refusals.add(words.of("followup.two"));
        }
        for (Exam exam : exams) {
            if (exam.answer().isEmpty()) {
                refusals.add(words.of("followup.estimate", label.apply(exam)));
            }
            if (exam.date().isEmpty()) {
                refusals.add(words.of("followup.date", label.apply(exam)));
            }
        }
        Match person = person(exams);
        if (person == Match.DIFFERENT) {
            refusals.add(words.of("followup.persons"));
        } else if (person == Match.UNKNOWN && !onePerson) {
            refusals.add(words.of("followup.person"));
        }
        List<ResultSaver.Answer> answers =
                exams.stream().flatMap(exam -> exam.answer().stream()).toList();
        if (answers.stream().anyMatch(answer -> answer.marks().side() == Radiograph.Side.UNKNOWN)) {
            refusals.add(words.of("followup.side"));
        } else if (several(answers.stream().map(answer -> answer.marks().side()))) {
            refusals.add(words.of("followup.sides"));
        }
        if (several(answers.stream().map(answer -> answer.estimate().target().name()))) {
            refusals.add(words.of("followup.sites"));
        } else if (several(
                answers.stream().map(answer -> answer.estimate().model().sha256()))) {
            refusals.add(words.of("followup.models"));
        }
        if (!refusals.isEmpty()) {
            return new FollowUpSeries(List.of(), refusals);
        }
        try {
            return new FollowUpSeries(points(exams, estimator), List.of());
        } catch (BmdException refused) {
            return new FollowUpSeries(List.of(), List.of(refused.toString()));
        }
    }

    private static boolean several(Stream<?> values) {
        return values.distinct().count() > 1;
    }

    /** What the headers say of all together: each is compared with each. */
    static Match person(List<Exam> exams) {
        Match all = Match.SAME;
        for (int i = 0; i < exams.size(); i++) {
            for (int j = 0; j < i; j++) {
                Match match = match(exams.get(i), exams.get(j));
                if (match == Match.DIFFERENT) {
                    return match;
                }
                all = match == Match.UNKNOWN ? match : all;
            }
        }
        return all;
    }

    static Match match(Exam one, Exam other) {
        return one.patient()
                .flatMap(patient -> other.patient().map(patient::compare))
                .orElse(Match.UNKNOWN);
    }

    private static List<Point> points(List<Exam> exams, BmdEstimator estimator) {
        List<Exam> ordered = exams.stream()
                .sorted(Comparator.comparing((Exam exam) -> exam.date().orElseThrow())
                        .thenComparing(Exam::number))
                .toList();
        BmdEstimate first = estimate(ordered.get(0));
        List<Point> points = new ArrayList<>();
        for (Exam exam : ordered) {
            BmdEstimate estimate = estimate(exam);
            points.add(new Point(
                    exam,
                    exam.date().orElseThrow(),
                    estimate,
                    points.isEmpty() ? Optional.empty() : Optional.of(estimator.followUp(first, estimate))));
        }
        return points;
    }

    private static BmdEstimate estimate(Exam exam) {
        return exam.answer().orElseThrow().estimate();
    }

    boolean simulated() {
        return points.stream().anyMatch(point -> point.estimate().model().simulated());
    }

    /** g/cm², or the target's unit. */
    double leastSignificantChange() {
        return last().change().orElseThrow().leastSignificantChange();
    }

    Point first() {
        return points.get(0);
    }

    Point last() {
        return points.get(points.size() - 1);
    }

    /** The change from the first exam to the last, and whether it exceeds the least significant change. */
    String statement(Words words) {
        BmdEstimate.Change change = last().change().orElseThrow();
        return words.of(
                change.significant() ? "followup.exceeds" : "followup.within",
                first().date(),
                last().date(),
                String.format(Locale.ROOT, "%+.3f", change.difference()),
                String.format(Locale.ROOT, "%+.1f", change.percent()),
                String.format(Locale.ROOT, "%.3f", change.leastSignificantChange()),
                first().estimate().target().unit());
    }
}
