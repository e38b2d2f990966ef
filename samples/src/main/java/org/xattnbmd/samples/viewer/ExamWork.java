package org.xattnbmd.samples.viewer;

import java.awt.print.PrinterException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.SwingUtilities;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/**
 * Estimates, saves and prints in the background. What becomes of it goes to the exam that was asked about, whichever is shown by
 * then; what was asked before is dropped. For the event dispatch thread only.
 */
final class ExamWork {

    private final Executor background;
    private final Dialogs dialogs;
    private final Words words;
    private final Consumer<Exam> changed;

    /** @param changed is told of an exam about which something else is known */
    ExamWork(Executor background, Dialogs dialogs, Words words, Consumer<Exam> changed) {
        this.background = background;
        this.dialogs = dialogs;
        this.words = words;
        this.changed = changed;
    }

    /** Estimates an exam whose pixels are there. */
    void estimate(
            Exam exam, BmdEstimator estimator, Marks marks, ClinicalRecord clinical, Consumer<BmdEstimate> shown) {
        Radiograph picture = exam.opened().orElseThrow().radiograph();
        exam.setWaiting(words.of("estimating"));
        changed.accept(exam);
        inBackground(exam, () -> answer(estimator, picture, marks, clinical), made -> {
            exam.setAnswer(made, ResultText.of(made.estimate()));
            shown.accept(made.estimate());
            changed.accept(exam);
        });
    }

    private static ResultSaver.Answer answer(
            BmdEstimator estimator, Radiograph picture, Marks marks, ClinicalRecord clinical) {
        BmdEstimate estimate = estimator.estimate(marks.on(picture), clinical);
        return new ResultSaver.Answer(estimate, estimator.modelCard(), marks, OffsetDateTime.now());
    }

    /** Saves the estimate of an exam whose pixels are there. */
    void save(Exam exam) {
        ResultSaver.Answer answer = exam.answer().orElseThrow();
        OpenedRadiograph opened = exam.opened().orElseThrow();
        Optional<BmdException> refusal = opened.refusal();
        if (refusal.isPresent()) {
            say(exam, refusal.get().toString(), answer);
            return;
        }
        dialogs.resultFolder()
                .ifPresent(folder -> inBackground(
                        exam, () -> exam.saver().save(answer, opened, folder), saved -> say(exam, saved, answer)));
    }

    /** Prints the estimate of an exam whose pixels are there. */
    void print(Exam exam, ResultPage.Look look) {
        ResultSaver.Answer answer = exam.answer().orElseThrow();
        Radiograph picture = exam.opened().orElseThrow().radiograph();
        dialogs.printer()
                .ifPresent(printer -> inBackground(
                        exam,
                        () -> {
                            try {
                                printer.print(ResultPage.of(picture, answer, look, words));
                                return words.of("print.done");
                            } catch (PrinterException e) {
                                return words.of("print.failed", String.valueOf(e.getMessage()));
                            }
                        },
                        said -> say(exam, said, answer)));
    }

    /** Other words above the result that there is. */
    private void say(Exam exam, String text, ResultSaver.Answer answer) {
        exam.setText(text + "\n\n" + ResultText.of(answer.estimate()));
        changed.accept(exam);
    }

    private <T> void inBackground(Exam exam, Supplier<T> work, Consumer<T> show) {
        int asked = exam.ask();
        background.execute(() -> {
            try {
                T answer = work.get();
                SwingUtilities.invokeLater(() -> {
                    if (exam.waitsFor(asked)) {
                        show.accept(answer);
                    }
                });
            } catch (BmdException refused) {
                SwingUtilities.invokeLater(() -> {
                    if (exam.waitsFor(asked)) {
                        exam.setRefused(refused.toString());
                        changed.accept(exam);
                    }
                });
            }
        });
    }
}
