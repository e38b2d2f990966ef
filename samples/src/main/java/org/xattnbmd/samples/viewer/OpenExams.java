package org.xattnbmd.samples.viewer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.swing.AbstractListModel;
import org.xattnbmd.sdk.Radiograph;

/**
 * The exams that are open, in the order of opening. Only those looked at last keep their pixels. What an exam is called says its
 * day and side; never its file, whose name may be a person's. For the event dispatch thread only.
 */
final class OpenExams extends AbstractListModel<Exam> {

    private static final long serialVersionUID = 1L;

    /** How many may be open. */
    static final int MOST = 40;
    /** How many keep their pixels: the one that is shown, and two to go back to. */
    static final int PICTURES = 3;

    private final transient Words words;
    private final transient List<Exam> exams = new ArrayList<>();
    private final transient Deque<Exam> lastSeen = new ArrayDeque<>();
    private int numbers;

    OpenExams(Words words) {
        this.words = words;
    }

    @Override
    public int getSize() {
        return exams.size();
    }

    @Override
    public Exam getElementAt(int index) {
        return exams.get(index);
    }

    List<Exam> all() {
        return List.copyOf(exams);
    }

    boolean full() {
        return exams.size() >= MOST;
    }

    Optional<Exam> of(Path file) {
        return exams.stream().filter(exam -> exam.file().equals(file)).findFirst();
    }

    int indexOf(Exam exam) {
        return exams.indexOf(exam);
    }

    /** @param seen whether it will be looked at now */
    Exam add(Path file, ExamPicture picture, boolean seen) {
        Radiograph radiograph = picture.opened().radiograph();
        String size = words.of("picture.size", String.valueOf(radiograph.width()), String.valueOf(radiograph.height()));
        Exam exam = new Exam(++numbers, file, picture, size);
        exams.add(exam);
        if (seen) {
            seen(exam);
        } else {
            lastSeen.addLast(exam);
            giveUpPictures();
        }
        fireIntervalAdded(this, exams.size() - 1, exams.size() - 1);
        return exam;
    }

    void close(Exam exam) {
        int index = exams.indexOf(exam);
        exam.close();
        exams.remove(index);
        lastSeen.remove(exam);
        fireIntervalRemoved(this, index, index);
    }

    /** This exam is looked at: others give up their pixels first. */
    void seen(Exam exam) {
        lastSeen.remove(exam);
        lastSeen.addFirst(exam);
        giveUpPictures();
    }

    private void giveUpPictures() {
        lastSeen.stream()
                .filter(exam -> exam.opened().isPresent())
                .skip(PICTURES)
                .forEach(Exam::release);
    }

    /** Something of an exam changed that the list shows. */
    void changed(Exam exam) {
        // What one is called may depend on what the others are.
        fireContentsChanged(this, 0, Math.max(0, exams.size() - 1));
    }

    /** Day and side; with the exam's number where the day is not known, or where two would be called the same. */
    String label(Exam exam) {
        String label = plain(exam);
        boolean clear = exam.date().isPresent()
                && exams.stream().filter(other -> plain(other).equals(label)).count() <= 1;
        return clear
                ? label
                : words.of("exam.number", String.valueOf(exam.number())) + (label.isEmpty() ? "" : ", " + label);
    }

    private String plain(Exam exam) {
        String side = exam.side() == Radiograph.Side.UNKNOWN ? "" : words.of("side." + exam.side());
        String day = exam.date().map(Object::toString).orElse("");
        return day + (day.isEmpty() || side.isEmpty() ? "" : ", ") + side;
    }
}
