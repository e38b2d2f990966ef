package org.xattnbmd.samples.viewer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Reads files in the background, one after the other, into exams. What is refused is said by its place among the files that were
 * given, never by a file's name. For the event dispatch thread only.
 */
final class ExamReader {

    private final Executor background;
    private final OpenExams exams;
    private final Words words;
    private final Consumer<Exam> select;
    private final Consumer<String> notice;

    /**
     * @param select shows an exam
     * @param notice says what was refused
     */
    ExamReader(Executor background, OpenExams exams, Words words, Consumer<Exam> select, Consumer<String> notice) {
        this.background = background;
        this.exams = exams;
        this.words = words;
        this.select = select;
        this.notice = notice;
    }

    /** Opens each file; the first that can be read is shown. One that is open already is shown as it is. */
    void open(List<Path> files) {
        Batch batch = new Batch(files.size());
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i).toAbsolutePath().normalize();
            int place = i + 1;
            Optional<Exam> open = exams.of(file);
            if (open.isPresent()) {
                batch.shown(open.get());
            } else {
                background.execute(() -> read(file, place, batch));
            }
        }
    }

    private void read(Path file, int place, Batch batch) {
        try {
            ExamPicture picture = ExamPicture.read(file);
            SwingUtilities.invokeLater(() -> {
                if (exams.full()) {
                    batch.refused(place, words.of("exam.most", String.valueOf(OpenExams.MOST)));
                } else {
                    batch.shown(exams.add(file, picture, !batch.shows));
                }
            });
        } catch (BmdException refused) {
            SwingUtilities.invokeLater(() -> batch.refused(place, said(refused)));
        }
    }

    /** Reads the pixels of an exam that gave them up; if the file has others by now, it is another exam. */
    void readAgain(Exam exam, Runnable done) {
        background.execute(() -> {
            try {
                ExamPicture picture = ExamPicture.read(exam.file());
                SwingUtilities.invokeLater(() -> accept(exam, picture, done));
            } catch (BmdException refused) {
                SwingUtilities.invokeLater(() -> notice.accept(said(refused)));
            }
        });
    }

    private void accept(Exam exam, ExamPicture picture, Runnable done) {
        if (exams.indexOf(exam) < 0) {
            return;
        }
        if (exam.accept(picture)) {
            exams.seen(exam);
            done.run();
        } else {
            notice.accept(words.of("exam.changed", exams.label(exam)));
            exams.close(exam);
            select.accept(exams.add(exam.file(), picture, true));
        }
    }

    /** The SDK names a file that is not there, and its name may be a person's. */
    private String said(BmdException refused) {
        boolean named = refused.code() == Code.IMAGE_NOT_FOUND || refused.code() == Code.IMAGE_UNREADABLE;
        return named ? refused.code().id() + ": " + words.of("file.unread") : refused.toString();
    }

    /** Files that were given together. */
    private final class Batch {

        private final int files;
        private final StringBuilder refusals = new StringBuilder();
        private boolean shows;

        Batch(int files) {
            this.files = files;
        }

        void shown(Exam exam) {
            if (!shows) {
                shows = true;
                select.accept(exam);
            }
        }

        void refused(int place, String why) {
            refusals.append(refusals.isEmpty() ? "" : "\n")
                    .append(
                            files == 1
                                    ? why
                                    : words.of("file.refused", String.valueOf(place), String.valueOf(files), why));
            notice.accept(refusals.toString());
        }
    }
}
