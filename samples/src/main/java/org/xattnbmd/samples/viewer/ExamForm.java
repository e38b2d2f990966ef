package org.xattnbmd.samples.viewer;

import java.awt.Font;
import java.awt.GridLayout;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/** What a person says of an exam: side, day, clinical facts. For the event dispatch thread only. */
final class ExamForm extends JPanel {

    private static final long serialVersionUID = 1L;

    private final transient Words words;
    private final transient Consumer<Exam> changed;
    /** Null while none is open. */
    private transient Exam exam;

    private final JComboBox<Radiograph.Side> side = new JComboBox<>(Radiograph.Side.values());
    private final DateField date = new DateField(this::dated);
    private final ClinicalForm clinical;
    private final JCheckBox header = new JCheckBox();

    /** @param changed is told when another side or day was said of an exam */
    ExamForm(Words words, Consumer<Exam> changed) {
        this.words = words;
        this.changed = changed;
        setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        clinical = new ClinicalForm(words);
        header.setText(words.of("facts.header"));
        side.setRenderer(new WordedValues(value -> words.of("side." + value)));
        side.setSelectedItem(Radiograph.Side.UNKNOWN);
        side.addActionListener(event -> sided());
        date.setToolTipText(words.of("date.help"));
        date.putClientProperty("JTextField.placeholderText", words.of("date.help"));
        JComponent[] parts = {
            heading(words, "exam"), row("side", side), row("date", date), heading(words, "facts"), clinical, header
        };
        for (JComponent part : parts) {
            part.setAlignmentX(LEFT_ALIGNMENT);
            add(part);
            add(Box.createVerticalStrut(6));
        }
    }

    static JComponent heading(Words words, String key) {
        JLabel heading = new JLabel(words.of(key));
        heading.setFont(heading.getFont().deriveFont(Font.BOLD));
        return heading;
    }

    private JComponent row(String key, JComponent of) {
        JLabel label = new JLabel(words.of(key));
        label.setLabelFor(of);
        of.getAccessibleContext().setAccessibleName(label.getText());
        JPanel row = new JPanel(new GridLayout(1, 2, 8, 0));
        row.add(label);
        row.add(of);
        return row;
    }

    /** Asks for the fields of this model, and keeps what was typed for those that it has too. */
    void ask(ModelCard card) {
        Map<String, String> typed = clinical.values();
        clinical.show(card);
        clinical.setValues(typed);
    }

    /** Shows what was said of this exam. Facts that were typed while none was open are those of the first. */
    void show(Exam shown) {
        boolean another = exam != null;
        exam = shown;
        side.setSelectedItem(shown.side());
        date.setDate(shown.date());
        if (another || shown.shown().isPresent()) {
            clinical.setValues(shown.shown().map(Exam.Shown::facts).orElse(Map.of()));
        }
        shown.shown().ifPresent(kept -> header.setSelected(kept.header()));
    }

    /** No exam is open. */
    void clear() {
        exam = null;
        side.setSelectedItem(Radiograph.Side.UNKNOWN);
        date.setDate(Optional.empty());
        clinical.setValues(Map.of());
    }

    /** What was typed, and where it is asked for what the file's header says. */
    ClinicalRecord record(Radiograph picture, ModelCard card) {
        ClinicalRecord.Builder record = clinical.record();
        if (header.isSelected()) {
            record.fillFrom(picture.headerFacts(), card);
        }
        return record.build();
    }

    private void sided() {
        if (exam != null && exam.side() != side.getSelectedItem()) {
            exam.setSide((Radiograph.Side) side.getSelectedItem());
            changed.accept(exam);
        }
    }

    private void dated(Optional<LocalDate> typed) {
        if (exam != null) {
            exam.setDate(typed);
            changed.accept(exam);
        }
    }

    ClinicalForm clinical() {
        return clinical;
    }

    JCheckBox headerBox() {
        return header;
    }

    JComboBox<Radiograph.Side> sideBox() {
        return side;
    }

    DateField dateField() {
        return date;
    }
}
