package org.xattnbmd.samples.viewer;

import java.awt.Color;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.swing.BorderFactory;
import javax.swing.JTextPane;
import javax.swing.UIManager;
import javax.swing.text.BadLocationException;
import javax.swing.text.Document;
import javax.swing.text.SimpleAttributeSet;
import javax.swing.text.StyleConstants;
import org.xattnbmd.sdk.BmdEstimate;

/** The words of a result, to be read and copied; what warns is coloured. For the event dispatch thread only. */
final class ResultText extends JTextPane {

    private static final long serialVersionUID = 1L;
    /** On a dark ground and on a light one, at a contrast of 4.5 at least. */
    private static final Color[] WARNING = {new Color(0xE2A336), new Color(0x8A5A00)};

    /** The code of what was refused, also behind the words that say which file. */
    private static final Pattern REFUSAL = Pattern.compile("(^|: )BMD-\\d{4}: ");

    private static final Color[] REFUSED = {new Color(0xFF7A7E), new Color(0xB3261E)};

    ResultText() {
        setEditable(false);
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(4, 0, 4, 0));
    }

    /** An estimate in words. */
    static String of(BmdEstimate e) {
        StringBuilder text = new StringBuilder();
        if (e.model().simulated()) {
            text.append("SIMULATED: says nothing about a patient.\n\n");
        }
        Figure figure = Figure.of(e);
        text.append(figure.named())
                .append('\n')
                .append(figure.intervalInEnglish())
                .append('\n');
        if (e.trust().usable() && e.target().hasReference()) {
            text.append(String.format(Locale.ROOT, "T-score %.1f\n", e.tScore()));
        }
        text.append(e.statement()).append('\n');
        Figure.further(e)
                .forEach(further -> text.append(further.named())
                        .append(" (")
                        .append(further.intervalInEnglish())
                        .append(")\n"));
        notes(e).stream().skip(1).forEach(note -> text.append('\n').append(note));
        return text.append("\n\nNot a medical device.").toString();
    }

    /** What a reader should know: first what the figures mean, then what speaks against them. */
    static List<String> notes(BmdEstimate e) {
        List<String> notes = new ArrayList<>(List.of(e.statement()));
        if (e.trust().level() == BmdEstimate.Trust.Level.UNUSUAL) {
            notes.add("Unusual: " + e.trust().words() + ".");
        }
        e.warnings().stream()
                .filter(warning -> warning.kind() != BmdEstimate.Warning.Kind.SIMULATED_MODEL)
                .forEach(warning -> notes.add("• " + warning.message()));
        return notes;
    }

    @Override
    public void setText(String text) {
        super.setText("");
        Document document = getDocument();
        try {
            for (String line : text.split("(?<=\n)")) {
                SimpleAttributeSet style = new SimpleAttributeSet();
                if (REFUSAL.matcher(line).find() || line.startsWith("Not usable")) {
                    StyleConstants.setForeground(style, colour(REFUSED));
                } else if (line.startsWith("•") || line.startsWith("Unusual") || line.startsWith("SIMULATED")) {
                    StyleConstants.setForeground(style, colour(WARNING));
                }
                document.insertString(document.getLength(), line, style);
            }
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
        setCaretPosition(0);
    }

    private static Color colour(Color[] darkAndLight) {
        return darkAndLight[UIManager.getBoolean("laf.dark") ? 0 : 1];
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
