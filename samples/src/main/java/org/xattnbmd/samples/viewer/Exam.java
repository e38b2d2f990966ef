package org.xattnbmd.samples.viewer;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.StudyContext;

/**
 * One open exam: its file, what a person said of it, how it is shown, and its result. Its pixels may be given up and read again;
 * what is left is small. For the event dispatch thread only.
 */
final class Exam {

    /** How an exam is shown and what was typed for it, while another one is. */
    record Shown(
            RadiographPanel.View view,
            WindowLevel.Preset window,
            Map<String, String> facts,
            boolean header,
            boolean neck,
            boolean overlay) {}

    /** How far its estimate is. */
    enum State {
        OPEN,
        WAITING,
        REFUSED,
        ESTIMATED
    }

    private final int number;
    private final Path file;
    private final BufferedImage small;
    private final String sha256;
    private final Optional<StudyContext.Patient> patient;
    private final ResultSaver saver = new ResultSaver();

    private OpenedRadiograph opened;
    private Radiograph.Side side;
    private Optional<LocalDate> date;
    private Shown shown;
    private ResultSaver.Answer answer;
    private String text;
    private boolean estimateShown;
    private State state = State.OPEN;
    private int question;
    private boolean closed;

    /**
     * An exam that was read.
     *
     * @param number counted from 1 since the viewer was opened
     * @param text what is said of it while there is no result
     */
    Exam(int number, Path file, ExamPicture picture, String text) {
        this.number = number;
        this.file = file;
        this.text = text;
        small = picture.small();
        sha256 = picture.sha256();
        opened = picture.opened();
        side = opened.radiograph().side();
        Optional<StudyContext> study = opened.refusal().isPresent() ? Optional.empty() : Optional.of(opened.study());
        date = study.flatMap(StudyContext::studyDate);
        patient = study.map(StudyContext::patient);
    }

    int number() {
        return number;
    }

    Path file() {
        return file;
    }

    BufferedImage small() {
        return small;
    }

    /** The day that the header says, or that was typed. */
    Optional<LocalDate> date() {
        return date;
    }

    void setDate(Optional<LocalDate> newDate) {
        date = newDate;
    }

    /** Whose it is, if the file says it. */
    Optional<StudyContext.Patient> patient() {
        return patient;
    }

    Radiograph.Side side() {
        return side;
    }

    void setSide(Radiograph.Side newSide) {
        side = newSide;
    }

    /** The picture with the study that it belongs to; empty while its pixels are given up. */
    Optional<OpenedRadiograph> opened() {
        return Optional.ofNullable(opened);
    }

    /** Gives up the pixels. */
    void release() {
        opened = null;
    }

    /** Whether this reading has the pixels that the exam was opened with; if so, they are its own again. */
    boolean accept(ExamPicture again) {
        if (!again.sha256().equals(sha256)) {
            return false;
        }
        opened = again.opened();
        return true;
    }

    /** How it was shown when another exam took its place; empty if it never was. */
    Optional<Shown> shown() {
        return Optional.ofNullable(shown);
    }

    void setShown(Shown newShown) {
        shown = newShown;
    }

    Optional<ResultSaver.Answer> answer() {
        return Optional.ofNullable(answer);
    }

    /** Whether the estimate is of what the picture shows: no region was drawn since, no box moved. */
    boolean estimateShown() {
        return estimateShown;
    }

    void setEstimateShown(boolean newShown) {
        estimateShown = newShown;
    }

    /**
     * What is known of it now.
     *
     * @param newAnswer null: there is no estimate
     */
    void setAnswer(ResultSaver.Answer newAnswer, String newText) {
        answer = newAnswer;
        text = newText;
        estimateShown = newAnswer != null;
        state = newAnswer == null ? State.OPEN : State.ESTIMATED;
    }

    /** An estimate is being made. */
    void setWaiting(String newText) {
        setAnswer(null, newText);
        state = State.WAITING;
    }

    /** What was asked last was refused; an estimate that there is stays. */
    void setRefused(String newText) {
        text = newText;
        state = answer == null ? State.REFUSED : state;
    }

    State state() {
        return state;
    }

    /** The words of the result, or why there is none. */
    String text() {
        return text;
    }

    /** Other words, with the result that there is. */
    void setText(String newText) {
        text = newText;
    }

    ResultSaver saver() {
        return saver;
    }

    /** Another question is asked of it: answers to older ones no longer count. */
    int ask() {
        return ++question;
    }

    boolean waitsFor(int asked) {
        return !closed && asked == question;
    }

    void close() {
        closed = true;
        release();
    }
}
