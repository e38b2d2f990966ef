package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.GridLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.JToggleButton;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;

/**
 * One input a clinical field of the model; an empty one is a missing value. The first fields are in sight, the others folded away.
 * For the event dispatch thread only.
 */
final class ClinicalForm extends JPanel {

    private static final long serialVersionUID = 1L;

    /** Fields that tell most of a bone; of a model that has none of them, the first four. */
    private static final List<String> FIRST = List.of("age", "sex", "height", "weight");

    private final transient Words words;
    private final Map<String, JComponent> inputs = new LinkedHashMap<>();
    private final JPanel first = new JPanel(new GridLayout(0, 2, 8, 4));
    private final JPanel others = new JPanel(new GridLayout(0, 2, 8, 4));
    private final JToggleButton more = new JToggleButton();

    ClinicalForm(Words words) {
        super(new BorderLayout(0, 6));
        this.words = words;
        JPanel below = new JPanel(new BorderLayout(0, 6));
        below.add(more, BorderLayout.NORTH);
        below.add(others, BorderLayout.CENTER);
        add(first, BorderLayout.NORTH);
        add(below, BorderLayout.CENTER);
        more.addActionListener(event -> unfold(more.isSelected()));
        unfold(false);
    }

    private void unfold(boolean open) {
        others.setVisible(open);
        more.setText(words.of(open ? "facts.less" : "facts.more"));
        revalidate();
    }

    JToggleButton moreButton() {
        return more;
    }

    /** Asks for the fields of this model. */
    void show(ModelCard card) {
        first.removeAll();
        others.removeAll();
        inputs.clear();
        List<ModelCard.ClinicalField> fields = card.clinicalFields();
        boolean known = fields.stream().anyMatch(ClinicalForm::tellsMost);
        for (int i = 0; i < fields.size(); i++) {
            ModelCard.ClinicalField field = fields.get(i);
            JComponent input = field.categories().isEmpty() ? new JTextField(8) : choice(field);
            input.setName(field.name());
            JLabel label = PlainText.only(new JLabel());
            label.setText(field.label() + (field.unit().isEmpty() ? "" : ", " + field.unit()));
            label.setLabelFor(input);
            input.getAccessibleContext().setAccessibleName(label.getText());
            JPanel place = (known ? tellsMost(field) : i < FIRST.size()) ? first : others;
            place.add(label);
            place.add(input);
            inputs.put(field.name(), input);
        }
        more.setVisible(others.getComponentCount() > 0);
        revalidate();
        repaint();
    }

    private static boolean tellsMost(ModelCard.ClinicalField field) {
        return FIRST.stream()
                .anyMatch(name -> field.name().equals(name)
                        || field.name().startsWith(name + "_")
                                && !field.unit().isEmpty()
                                && field.name().equals(name + "_" + field.unit()));
    }

    private JComboBox<String> choice(ModelCard.ClinicalField field) {
        JComboBox<String> box = new JComboBox<>();
        box.addItem("");
        field.categories().forEach(box::addItem);
        box.setRenderer(new WordedValues(value ->
                "".equals(value) ? words.of("unknown") : String.valueOf(value).replace('_', ' ')));
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

    /** What was typed, by the names of the fields; those without a value are left out. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        inputs.forEach((field, input) -> {
            String value = input instanceof JTextField text
                    ? text.getText().strip()
                    : String.valueOf(((JComboBox<?>) input).getSelectedItem());
            if (!value.isEmpty()) {
                values.put(field, value);
            }
        });
        return values;
    }

    /** Shows these values and no others. */
    void setValues(Map<String, String> values) {
        inputs.keySet().forEach(field -> set(field, values.getOrDefault(field, "")));
    }

    /** What was typed; the SDK checks it against the model when it estimates. */
    ClinicalRecord.Builder record() {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        values().forEach(record::set);
        return record;
    }
}
