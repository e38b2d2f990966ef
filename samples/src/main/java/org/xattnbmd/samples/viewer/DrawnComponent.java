package org.xattnbmd.samples.viewer;

import java.awt.Color;
import java.awt.Font;
import java.util.Optional;
import javax.accessibility.Accessible;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import javax.swing.UIManager;

/** A component that paints itself in the present look, with a role and so a name for people who do not see it. */
abstract class DrawnComponent extends JComponent implements Accessible {

    private static final long serialVersionUID = 1L;

    private final transient AccessibleRole role;

    DrawnComponent(AccessibleRole role) {
        this.role = role;
    }

    /** A colour of the present look. */
    static Color colour(String key, Color otherwise) {
        return Optional.ofNullable(UIManager.getColor(key)).orElse(otherwise);
    }

    /** The component's font, else the present look's. */
    final Font font() {
        return Optional.ofNullable(getFont())
                .or(() -> Optional.ofNullable(UIManager.getFont("Label.font")))
                .orElseGet(() -> new Font(Font.DIALOG, Font.PLAIN, 12));
    }

    @Override
    public AccessibleContext getAccessibleContext() {
        if (accessibleContext == null) {
            accessibleContext = new AccessibleJComponent() {
                private static final long serialVersionUID = 1L;

                @Override
                public AccessibleRole getAccessibleRole() {
                    return role;
                }
            };
        }
        return accessibleContext;
    }
}
