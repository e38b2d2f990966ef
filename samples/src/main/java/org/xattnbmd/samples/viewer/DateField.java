package org.xattnbmd.samples.viewer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** A day as ISO 8601 writes it, 2026-01-31; outlined in red while it is none. For the event dispatch thread only. */
final class DateField extends JTextField {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<Optional<LocalDate>> typed;
    private boolean quiet;

    /** @param typed is told each day that was typed, and when the field was emptied */
    DateField(Consumer<Optional<LocalDate>> typed) {
        super(10);
        this.typed = typed;
        getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                changed();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                changed();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                changed();
            }
        });
    }

    /** Shows a day without telling. */
    void setDate(Optional<LocalDate> date) {
        quiet = true;
        setText(date.map(LocalDate::toString).orElse(""));
        quiet = false;
    }

    private void changed() {
        String text = getText().strip();
        Optional<LocalDate> date = Optional.empty();
        boolean wrong = false;
        try {
            date = text.isEmpty() ? date : Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            wrong = true;
        }
        putClientProperty("JComponent.outline", wrong ? "error" : null);
        if (!quiet) {
            typed.accept(date);
        }
    }
}
