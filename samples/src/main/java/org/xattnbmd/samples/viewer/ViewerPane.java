package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.GridLayout;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
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
    private static final int SIDEBAR = 380;

    private final transient Executor background;
    private final transient Supplier<Optional<Path>> folderChooser;
    private transient BmdEstimator estimator;
    private transient OpenedRadiograph opened;
    private transient ResultSaver saver;
    private transient ResultSaver.Answer answer;

    private final transient Words words;
    private final RadiographPanel panel = new RadiographPanel();
    private final ClinicalForm form;
    private final JComboBox<Radiograph.Side> side = new JComboBox<>(Radiograph.Side.values());
    private final JCheckBox header = new JCheckBox();
    private final JCheckBox draw = new JCheckBox();
    private final JCheckBox overlay = new JCheckBox();
    private final JCheckBox neck = new JCheckBox();
    private final JComboBox<WindowLevel.Preset> window = new JComboBox<>(WindowLevel.Preset.values());
    private final JButton fit = new JButton();
    private final JButton estimate = new JButton();
    private final JButton save = new JButton();
    private final ResultCard card;
    private final ResultText result = new ResultText();

    /** Counts what was asked for, so that an answer to an older question is dropped. */
    private int question;

    /**
     * An empty pane.
     *
     * @param folderChooser asks the person where results go; empty if there is no answer
     */
    ViewerPane(Executor background, Supplier<Optional<Path>> folderChooser, Words words) {
        super(new BorderLayout(8, 8));
        this.background = background;
        this.folderChooser = folderChooser;
        this.words = words;
        form = new ClinicalForm(words);
        card = new ResultCard(words);
        setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        header.setText(words.of("facts.header"));
        named(draw, "region", KeyEvent.VK_R).addActionListener(event -> panel.drawRegion(draw.isSelected()));
        named(overlay, "attention", KeyEvent.VK_A).addActionListener(event -> panel.showOverlay(overlay.isSelected()));
        neck.setSelected(true);
        named(neck, "neck", KeyEvent.VK_N).addActionListener(event -> panel.showNeck(neck.isSelected()));
        named(fit, "fit", KeyEvent.VK_F).addActionListener(event -> panel.fit());
        named(estimate, "estimate", KeyEvent.VK_E).addActionListener(event -> estimate());
        estimate.setEnabled(false);
        named(save, "save", KeyEvent.VK_S).addActionListener(event -> save());
        save.setToolTipText(words.of("save.help"));
        save.setEnabled(false);
        side.setRenderer(new WordedValues(value -> words.of("side." + value)));
        side.setSelectedItem(Radiograph.Side.UNKNOWN);
        window.setRenderer(new WordedValues(value -> words.of("window." + value)));
        window.addActionListener(event -> panel.preset((WindowLevel.Preset) window.getSelectedItem()));
        panel.getAccessibleContext().setAccessibleName(words.of("picture"));
        result.getAccessibleContext().setAccessibleName(words.of("result"));
        add(tools(), BorderLayout.NORTH);
        add(panel, BorderLayout.CENTER);
        add(sidebar(), BorderLayout.EAST);
        setTransferHandler(new DroppedFile(this::open));
    }

    private <T extends AbstractButton> T named(T button, String key, int mnemonic) {
        button.setText(words.of(key));
        button.setMnemonic(mnemonic);
        return button;
    }

    private JLabel label(String key, JComponent of) {
        JLabel label = new JLabel(words.of(key));
        label.setLabelFor(of);
        of.getAccessibleContext().setAccessibleName(label.getText());
        return label;
    }

    private JComponent tools() {
        Box tools = new Box(BoxLayout.X_AXIS);
        JComponent[] parts = {label("window", window), window, fit, neck, overlay, draw};
        for (JComponent part : parts) {
            tools.add(part);
            tools.add(Box.createHorizontalStrut(8));
        }
        window.setMaximumSize(window.getPreferredSize());
        tools.add(Box.createHorizontalGlue());
        return tools;
    }

    private JComponent sidebar() {
        JPanel sides = new JPanel(new BorderLayout(8, 0));
        sides.add(label("side", side), BorderLayout.WEST);
        sides.add(side, BorderLayout.CENTER);
        JPanel buttons = new JPanel(new GridLayout(1, 2, 8, 0));
        buttons.add(estimate);
        buttons.add(save);
        Sidebar box = new Sidebar();
        JComponent[] parts = {
            heading("exam"), sides, heading("facts"), form, header, buttons, heading("result"), card, result
        };
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

    private JComponent heading(String key) {
        JLabel heading = new JLabel(words.of(key));
        heading.setFont(heading.getFont().deriveFont(Font.BOLD));
        return heading;
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
            window.setSelectedItem(WindowLevel.Preset.USUAL);
            result.setText(
                    words.of("picture.size", String.valueOf(radiograph.width()), String.valueOf(radiograph.height())));
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
        result.setText(words.of("estimating"));
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
        card.show(newAnswer == null ? null : newAnswer.estimate());
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

    JCheckBox neckBox() {
        return neck;
    }

    ResultCard card() {
        return card;
    }

    JCheckBox overlayBox() {
        return overlay;
    }

    String result() {
        return result.words();
    }
}
