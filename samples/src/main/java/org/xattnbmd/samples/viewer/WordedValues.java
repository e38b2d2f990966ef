package org.xattnbmd.samples.viewer;

import java.awt.Component;
import java.util.function.Function;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JList;

/** Shows the values of a choice in words. */
final class WordedValues extends DefaultListCellRenderer {

    private static final long serialVersionUID = 1L;

    private final transient Function<Object, String> words;

    WordedValues(Function<Object, String> words) {
        this.words = words;
        PlainText.only(this);
    }

    @Override
    public Component getListCellRendererComponent(
            JList<?> list, Object value, int index, boolean selected, boolean focused) {
        return super.getListCellRendererComponent(list, words.apply(value), index, selected, focused);
    }
}
