package org.xattnbmd.samples.viewer;

import java.awt.event.KeyEvent;
import javax.swing.AbstractButton;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;

/** How the picture is shown: its window, what is drawn over it. For the event dispatch thread only. */
final class PictureTools extends Box {

    private static final long serialVersionUID = 1L;
    private static final int GAP = 8;

    private final transient Words words;
    private final JComboBox<WindowLevel.Preset> window = new JComboBox<>(WindowLevel.Preset.values());
    private final JCheckBox neck = new JCheckBox();
    private final JCheckBox overlay = new JCheckBox();

    PictureTools(RadiographPanel panel, Words words) {
        super(BoxLayout.X_AXIS);
        this.words = words;
        JLabel label = new JLabel(words.of("window"));
        label.setLabelFor(window);
        window.getAccessibleContext().setAccessibleName(label.getText());
        window.setRenderer(new WordedValues(value -> words.of("window." + value)));
        window.addActionListener(event -> panel.preset(window()));
        window.setMaximumSize(window.getPreferredSize());
        JButton fit = new JButton();
        fit.addActionListener(event -> panel.fit());
        named(fit, "fit", KeyEvent.VK_F);
        neck.setSelected(true);
        neck.addItemListener(event -> panel.showNeck(neck.isSelected()));
        named(neck, "neck", KeyEvent.VK_N);
        overlay.addItemListener(event -> panel.showOverlay(overlay.isSelected()));
        named(overlay, "attention", KeyEvent.VK_A);
        JCheckBox draw = new JCheckBox();
        draw.addItemListener(event -> panel.drawRegion(draw.isSelected()));
        named(draw, "region", KeyEvent.VK_R);
        for (JComponent part : new JComponent[] {label, window, fit, neck, overlay, draw}) {
            add(part);
            add(createHorizontalStrut(GAP));
        }
        add(createHorizontalGlue());
    }

    private void named(AbstractButton button, String key, int mnemonic) {
        button.setText(words.of(key));
        button.setMnemonic(mnemonic);
    }

    WindowLevel.Preset window() {
        return (WindowLevel.Preset) window.getSelectedItem();
    }

    void setWindow(WindowLevel.Preset preset) {
        window.setSelectedItem(preset);
    }

    JCheckBox neckBox() {
        return neck;
    }

    JCheckBox overlayBox() {
        return overlay;
    }
}
