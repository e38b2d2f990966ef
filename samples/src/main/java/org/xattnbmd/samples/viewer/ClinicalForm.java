package org.xattnbmd.samples.viewer;

import java.awt.GridLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;

/** One input a clinical field of the model; an empty one is a missing value. For the event dispatch thread only. */
final class ClinicalForm extends JPanel {

    private static final long serialVersionUID = 1L;

    private final Map<String, JComponent> inputs = new LinkedHashMap<>();

    ClinicalForm() {
        super(new GridLayout(0, 2, 6, 4));
    }

    /** Asks for the fields of this model. */
    void show(ModelCard card) {
        removeAll();
        inputs.clear();
        for (ModelCard.ClinicalField field : card.clinicalFields()) {
            JComponent input = field.categories().isEmpty() ? new JTextField(8) : choice(field);
            input.setName(field.name());
            add(new JLabel(field.label() + (field.unit().isEmpty() ? "" : ", " + field.unit())));
            add(input);
            inputs.put(field.name(), input);
        }
        revalidate();
        repaint();
    }

    private static JComboBox<String> choice(ModelCard.ClinicalField field) {
        JComboBox<String> box = new JComboBox<>();
        box.addItem("");
        field.categories().forEach(box::addItem);
        return box;
    }

    void set(String field, String value) {
        JComponent input = inputs.get(field);
        if (input instanceof JTextField text) {
            text.setText(value);
        } else if (input instanceof JComboBox<?> box) {
            box.setSelectedItem(value);
        }
    }

    /** What was typed; the SDK checks it against the model when it estimates. */
    ClinicalRecord.Builder record() {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        inputs.forEach((field, input) -> {
            String value = input instanceof JTextField text
                    ? text.getText().strip()
                    : String.valueOf(((JComboBox<?>) input).getSelectedItem());
            if (!value.isEmpty()) {
                record.set(field, value);
            }
        });
        return record;
    }
}
