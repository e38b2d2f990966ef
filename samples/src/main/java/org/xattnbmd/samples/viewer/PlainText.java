package org.xattnbmd.samples.viewer;

import javax.swing.JComponent;

/**
 * Texts of a model's card as they are: Swing takes what begins with {@code <html>} for markup, which may name pictures elsewhere,
 * and a viewer opens no connection.
 */
final class PlainText {

    private PlainText() {}

    /** A component that shows texts and never markup. */
    static <T extends JComponent> T only(T component) {
        component.putClientProperty("html.disable", true);
        return component;
    }

    /** As a part of markup. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
