package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/**
 * The viewer's content: the radiograph, the clinical form, the result. Files are read and estimates computed on the
 * background executor, so that the window answers meanwhile; everything else is for the event dispatch thread. The caller
 * owns the estimator.
 */
final class ViewerPane extends JPanel {

    private static final long serialVersionUID = 1L;

    private final transient Executor background;
    private final transient Supplier<Optional<Path>> folderChooser;
    private transient BmdEstimator estimator;
    private transient OpenedRadiograph opened;
    private transient ResultSaver saver;
    private transient ResultSaver.Answer answer;

    private final RadiographPanel panel = new RadiographPanel();
    private final ClinicalForm form = new ClinicalForm();
    private final JComboBox<Radiograph.Side> side = new JComboBox<>(Radiograph.Side.values());
    private final JCheckBox header = new JCheckBox("Missing facts from the DICOM header");
    private final JCheckBox draw = new JCheckBox("Draw region (or shift-drag)");
    private final JCheckBox overlay = new JCheckBox("Attention overlay");
    private final JButton estimate = new JButton("Estimate");
    private final JButton save = new JButton("Save result …");
    private final JTextArea result = new JTextArea(14, 30);

    /** Counts what was asked for, so that an answer to an older question is dropped. */
    private int question;

    /**
     * An empty pane.
     *
     * @param folderChooser asks the person where results go; empty if there is no answer
     */
    ViewerPane(Executor background, Supplier<Optional<Path>> folderChooser) {
        super(new BorderLayout(8, 8));
        this.background = background;
        this.folderChooser = folderChooser;
        setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        result.setEditable(false);
        result.setLineWrap(true);
        result.setWrapStyleWord(true);
        draw.addActionListener(event -> panel.drawRegion(draw.isSelected()));
        overlay.addActionListener(event -> panel.showOverlay(overlay.isSelected()));
        estimate.addActionListener(event -> estimate());
        estimate.setEnabled(false);
        save.setToolTipText("Report, capture, presentation state and PDF for an archive, in DICOM");
        save.addActionListener(event -> save());
        save.setEnabled(false);
        side.setSelectedItem(Radiograph.Side.UNKNOWN);
        add(panel, BorderLayout.CENTER);
        // A study's model may ask for more fields than a screen has room for.
        add(new JScrollPane(sidebar()), BorderLayout.EAST);
    }

    private JComponent sidebar() {
        Box box = new Box(BoxLayout.Y_AXIS);
        JComponent[] parts = {side, form, header, draw, overlay, estimate, save, result};
        for (JComponent part : parts) {
            part.setAlignmentX(LEFT_ALIGNMENT);
            box.add(part);
            box.add(Box.createVerticalStrut(6));
        }
        side.setMaximumSize(new Dimension(Integer.MAX_VALUE, side.getPreferredSize().height));
        return box;
    }

    /** Opens a radiograph of any format that the SDK reads. */
    void open(Path image) {
        inBackground(() -> OpenedRadiograph.read(image), read -> {
            opened = read;
            saver = new ResultSaver(read);
            setAnswer(null);
            Radiograph radiograph = read.radiograph();
            panel.show(radiograph);
            side.setSelectedItem(radiograph.side());
            result.setText(
                    String.format(Locale.ROOT, "%d x %d pixels of 16 bits", radiograph.width(), radiograph.height()));
            estimate.setEnabled(estimator != null);
        });
    }

    /** Estimates with this model from now on. */
    void use(BmdEstimator newEstimator) {
        estimator = newEstimator;
        form.show(newEstimator.modelCard());
        estimate.setEnabled(panel.radiograph().isPresent());
    }

    private void estimate() {
        Radiograph shown = panel.radiograph().orElseThrow().withSide((Radiograph.Side) side.getSelectedItem());
        ClinicalRecord.Builder clinical = form.record();
        if (header.isSelected()) {
            clinical.fillFrom(shown.headerFacts(), estimator.modelCard());
        }
        BmdEstimator current = estimator;
        setAnswer(null);
        result.setText("Estimating …");
        inBackground(() -> answer(current, shown, clinical.build()), made -> {
            setAnswer(made);
            panel.setEstimate(made.estimate());
            result.setText(text(made.estimate()));
        });
    }

    private static ResultSaver.Answer answer(BmdEstimator estimator, Radiograph shown, ClinicalRecord clinical) {
        BmdEstimate estimate = estimator.estimate(shown, clinical);
        return new ResultSaver.Answer(estimate, estimator.modelCard(), shown, OffsetDateTime.now());
    }

    /** What can be saved: the estimate that the text shows, or nothing while there is none. */
    private void setAnswer(ResultSaver.Answer newAnswer) {
        answer = newAnswer;
        save.setEnabled(newAnswer != null);
    }

    private void save() {
        ResultSaver.Answer shown = answer;
        ResultSaver target = saver;
        String text = text(shown.estimate());
        Optional<BmdException> refusal = opened.refusal();
        if (refusal.isPresent()) {
            result.setText(refusal.get() + "\n\n" + text);
            return;
        }
        folderChooser
                .get()
                .ifPresent(folder ->
                        inBackground(() -> target.save(shown, folder), words -> result.setText(words + "\n\n" + text)));
    }

    private <T> void inBackground(Supplier<T> work, Consumer<T> show) {
        int asked = ++question;
        background.execute(() -> {
            try {
                T answer = work.get();
                SwingUtilities.invokeLater(() -> {
                    if (asked == question) {
                        show.accept(answer);
                    }
                });
            } catch (BmdException refused) {
                SwingUtilities.invokeLater(() -> result.setText(refused.toString()));
            }
        });
    }

    static String text(BmdEstimate e) {
        StringBuilder text = new StringBuilder();
        if (e.model().simulated()) {
            text.append("SIMULATED: says nothing about a patient.\n\n");
        }
        text.append(String.format(
                Locale.ROOT,
                "%s %.3f %s%n%.0f %% interval %.3f to %.3f%n%s%s%n",
                e.target().hasReference() ? "BMD" : e.target().label(),
                e.bmd(),
                e.target().unit(),
                100 * e.interval().coverage(),
                e.interval().lower(),
                e.interval().upper(),
                e.trust().usable() && e.target().hasReference()
                        ? String.format(Locale.ROOT, "T-score %.1f%n", e.tScore())
                        : "",
                e.statement()));
        if (e.trust().level() == BmdEstimate.Trust.Level.UNUSUAL) {
            text.append("Unusual: ").append(e.trust().words()).append(".\n");
        }
        e.warnings().stream()
                .filter(warning -> warning.kind() != BmdEstimate.Warning.Kind.SIMULATED_MODEL)
                .forEach(warning -> text.append("\n• ").append(warning.message()));
        return text.append("\n\nNot a medical device.").toString();
    }

    RadiographPanel panel() {
        return panel;
    }

    ClinicalForm form() {
        return form;
    }

    JButton estimateButton() {
        return estimate;
    }

    JButton saveButton() {
        return save;
    }

    JCheckBox overlayBox() {
        return overlay;
    }

    String result() {
        return result.getText();
    }
}
