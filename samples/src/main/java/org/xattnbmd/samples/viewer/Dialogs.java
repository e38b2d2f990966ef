package org.xattnbmd.samples.viewer;

import java.awt.print.Printable;
import java.awt.print.PrinterException;
import java.nio.file.Path;
import java.util.Optional;

/** What the viewer asks the person for in windows of its own. Called on the event dispatch thread. */
interface Dialogs {

    /** Where results go; empty if there is no answer. */
    Optional<Path> resultFolder();

    /** Which printer, which paper; empty if there is no answer. */
    Optional<Printer> printer();

    /** A printer with its paper, as a person chose them. */
    interface Printer {

        /** Prints; on any thread. */
        void print(Printable page) throws PrinterException;
    }
}
