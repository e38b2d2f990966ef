package org.xattnbmd.samples.viewer;

import java.awt.Color;
import java.awt.Dimension;
import javax.swing.BorderFactory;
import javax.swing.JTextPane;
import javax.swing.text.BadLocationException;
import javax.swing.text.Document;
import javax.swing.text.SimpleAttributeSet;
import javax.swing.text.StyleConstants;

/** The words of a result, to be read and copied; what warns is coloured. For the event dispatch thread only. */
final class ResultText extends JTextPane {

    private static final long serialVersionUID = 1L;
    private static final Color WARNING = new Color(0xE2A336);
    private static final Color REFUSED = new Color(0xE5484D);

    ResultText() {
        setEditable(false);
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(4, 0, 4, 0));
    }

    @Override
    public void setText(String text) {
        super.setText("");
        Document document = getDocument();
        try {
            for (String line : text.split("(?<=\n)")) {
                SimpleAttributeSet style = new SimpleAttributeSet();
                if (line.startsWith("BMD-") || line.startsWith("Not usable")) {
                    StyleConstants.setForeground(style, REFUSED);
                } else if (line.startsWith("•") || line.startsWith("Unusual") || line.startsWith("SIMULATED")) {
                    StyleConstants.setForeground(style, WARNING);
                }
                document.insertString(document.getLength(), line, style);
            }
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
        setCaretPosition(0);
    }

    /** What is shown, lines ended by line feeds alone. */
    String words() {
        try {
            return getDocument().getText(0, getDocument().getLength());
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Dimension getMaximumSize() {
        return new Dimension(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
}
