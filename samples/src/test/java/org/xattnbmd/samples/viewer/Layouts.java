package org.xattnbmd.samples.viewer;

import java.awt.Component;
import java.awt.Container;

/** Without a window nobody lays a container out. */
final class Layouts {

    private Layouts() {}

    static void layOut(Container container) {
        container.doLayout();
        for (Component child : container.getComponents()) {
            if (child instanceof Container inner) {
                layOut(inner);
            }
        }
    }
}
