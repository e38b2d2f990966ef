package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import java.awt.GridLayout;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/**
 * The viewer's content: the open exams, the radiograph of one, the clinical form, the result. Files are read and estimates computed
 * on the background executor, so that the window answers meanwhile; everything else is for the event dispatch thread. The
 * caller owns the estimator.
 */
final class ViewerPane extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int SIDEBAR = 380;

    private transient BmdEstimator estimator;
    /** Null while none is open. */
    private transient Exam current;

    private final transient Words words;
    private final transient OpenExams exams;
    private final transient ExamReader reader;
    private final transient ExamWork work;
    private final ExamStrip strip;
    private final RadiographPanel panel = new RadiographPanel();
    private final PictureTools tools;
    private final FollowUpPane followUp;
    /** The picture, or the follow-up in its place. */
    private final CardLayout places = new CardLayout();

    private final JPanel stage = new JPanel(places);
    private final ExamForm form;
    private final JButton estimate = new JButton();
    private final JButton save = new JButton();
    private final JButton print = new JButton();
    private final ResultCard card;
    private final ResultText result = new ResultText();
    private final ResultText notice = new ResultText();

    /**
     * An empty pane.
     *
     * @param dialogs ask the person
     */
    ViewerPane(Executor background, Dialogs dialogs, Words words) {
        super(new BorderLayout(8, 8));
        this.words = words;
        exams = new OpenExams(words);
        reader = new ExamReader(background, exams, words, this::select, this::notice);
        work = new ExamWork(background, dialogs, words, this::changed);
        strip = new ExamStrip(exams, words, this::show, this::close, this::followUp);
        followUp = new FollowUpPane(exams, words, () -> estimator);
        form = new ExamForm(words, this::changed);
        card = new ResultCard(words);
        tools = new PictureTools(panel, words);
        setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        named(estimate, "estimate", KeyEvent.VK_E).addActionListener(event -> estimate());
        named(save, "save", KeyEvent.VK_S).addActionListener(event -> work.save(current));
        save.setToolTipText(words.of("save.help"));
        named(print, "print", KeyEvent.VK_P).addActionListener(event -> print());
        panel.setHint(words.of("hint"));
        panel.getAccessibleContext().setAccessibleName(words.of("picture"));
        result.getAccessibleContext().setAccessibleName(words.of("result"));
        notice.getAccessibleContext().setAccessibleName(words.of("notice"));
        add(tools, BorderLayout.NORTH);
        add(strip, BorderLayout.WEST);
        stage.add(panel, "picture");
        stage.add(followUp, "follow-up");
        add(stage, BorderLayout.CENTER);
        add(sidebar(), BorderLayout.EAST);
        DroppedFiles dropped = new DroppedFiles(this::open);
        setTransferHandler(dropped);
        // These two have handlers of their own, which take no files.
        strip.examList().setTransferHandler(dropped);
        followUp.table().setTransferHandler(dropped);
        notice("");
        refresh();
    }

    private <T extends AbstractButton> T named(T button, String key, int mnemonic) {
        button.setText(words.of(key));
        button.setMnemonic(mnemonic);
        return button;
    }

    private JComponent sidebar() {
        JPanel outputs = new JPanel(new GridLayout(1, 2, 8, 0));
        outputs.add(save);
        outputs.add(print);
        JPanel buttons = new JPanel(new BorderLayout(0, 6));
        buttons.add(estimate, BorderLayout.NORTH);
        buttons.add(outputs, BorderLayout.CENTER);
        Sidebar box = new Sidebar();
        JComponent[] parts = {notice, form, buttons, ExamForm.heading(words, "result"), card, result};
        for (JComponent part : parts) {
            part.setAlignmentX(LEFT_ALIGNMENT);
            box.add(part);
            box.add(Box.createVerticalStrut(6));
        }
        JScrollPane scroll = new JScrollPane(box);
        scroll.setBorder(null);
        scroll.setHorizontalScrollBarPolicy(JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.getVerticalScrollBar().setUnitIncrement(16);
        scroll.setPreferredSize(new Dimension(SIDEBAR, 600));
        return scroll;
    }

    /** Opens radiographs of any format that the SDK reads, each as an exam; the first of them is shown. */
    void open(List<Path> images) {
        notice("");
        reader.open(images);
    }

    /** Estimates with this model from now on. What another one estimated stays until it is estimated again. */
    void use(BmdEstimator newEstimator) {
        estimator = newEstimator;
        form.ask(newEstimator.modelCard());
        refresh();
    }

    /** Shows the next exam or the one before. */
    void step(int by) {
        strip.step(by);
    }

    /** Closes the exam that is shown, if there is one. */
    void closeShown() {
        if (current != null) {
            close(current);
        }
    }

    private void select(Exam exam) {
        strip.select(exam);
    }

    /** What was typed and how the picture is shown stays with its exam. */
    private void keep() {
        if (current == null) {
            return;
        }
        RadiographPanel.View view =
                panel.view().orElse(current.shown().map(Exam.Shown::view).orElse(null));
        current.setShown(new Exam.Shown(
                view,
                tools.window(),
                form.clinical().values(),
                form.headerBox().isSelected(),
                tools.neckBox().isSelected(),
                tools.overlayBox().isSelected()));
        if (panel.view().isPresent()) {
            current.setEstimateShown(panel.showsEstimate());
        }
    }

    private void show(Exam exam) {
        if (exam == current) {
            return;
        }
        keep();
        current = exam;
        exams.seen(exam);
        panel.clear();
        form.show(exam);
        exam.shown().ifPresent(shown -> {
            tools.neckBox().setSelected(shown.neck());
            tools.overlayBox().setSelected(shown.overlay());
        });
        if (exam.opened().isPresent()) {
            showPicture();
        } else {
            reader.readAgain(exam, () -> {
                if (exam == current) {
                    showPicture();
                    refresh();
                }
            });
        }
        refresh();
    }

    private void showPicture() {
        panel.show(current.opened().orElseThrow().radiograph());
        tools.setWindow(current.shown().map(Exam.Shown::window).orElse(WindowLevel.Preset.USUAL));
        current.shown().map(Exam.Shown::view).ifPresent(panel::restore);
        current.answer()
                .filter(answer -> current.estimateShown())
                .ifPresent(answer -> panel.setEstimate(answer.estimate()));
    }

    private void close(Exam exam) {
        int index = exams.indexOf(exam);
        boolean shown = exam == current;
        exams.close(exam);
        if (!shown) {
            return;
        }
        current = null;
        if (exams.getSize() > 0) {
            select(exams.getElementAt(Math.min(index, exams.getSize() - 1)));
            return;
        }
        panel.clear();
        form.clear();
        refresh();
    }

    private void estimate() {
        Exam exam = current;
        Radiograph picture = exam.opened().orElseThrow().radiograph();
        Marks marks = new Marks(exam.side(), panel.region(), panel.neck());
        ClinicalRecord clinical = form.record(picture, estimator.modelCard());
        notice("");
        work.estimate(exam, estimator, marks, clinical, estimate -> {
            if (exam == current) {
                panel.setEstimate(estimate);
            }
        });
    }

    /** Prints the estimate that the text shows, with the picture as it is shown. */
    void print() {
        if (print.isEnabled()) {
            work.print(
                    current,
                    new ResultPage.Look(
                            panel.windowLevel(),
                            tools.overlayBox().isSelected(),
                            tools.neckBox().isSelected(),
                            exams.label(current)));
        }
    }

    private void changed(Exam exam) {
        exams.changed(exam);
        if (exam == current) {
            refresh();
        }
    }

    /** Shows what is known of the exam now. */
    private void refresh() {
        Optional<Exam> exam = Optional.ofNullable(current);
        Optional<ResultSaver.Answer> answer = exam.flatMap(Exam::answer);
        boolean picture = exam.flatMap(Exam::opened).isPresent();
        estimate.setEnabled(picture && estimator != null);
        save.setEnabled(picture && answer.isPresent());
        print.setEnabled(save.isEnabled());
        card.show(answer.map(ResultSaver.Answer::estimate).orElse(null));
        result.setText(exam.map(Exam::text).orElse(""));
        followUp.show(current);
    }

    private void followUp(boolean shown) {
        places.show(stage, shown ? "follow-up" : "picture");
        tools.setVisible(!shown);
        followUp.show(current);
    }

    private void notice(String text) {
        notice.setText(text);
        notice.setVisible(!text.isEmpty());
        revalidate();
    }

    JButton printButton() {
        return print;
    }

    FollowUpPane followUp() {
        return followUp;
    }

    OpenExams exams() {
        return exams;
    }

    ExamStrip strip() {
        return strip;
    }

    String noticed() {
        return notice.words();
    }

    RadiographPanel panel() {
        return panel;
    }

    ExamForm form() {
        return form;
    }

    JButton estimateButton() {
        return estimate;
    }

    JButton saveButton() {
        return save;
    }

    JCheckBox neckBox() {
        return tools.neckBox();
    }

    ResultCard card() {
        return card;
    }

    JCheckBox overlayBox() {
        return tools.overlayBox();
    }

    String result() {
        return result.words();
    }
}
