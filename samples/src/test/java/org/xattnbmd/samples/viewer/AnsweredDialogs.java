package org.xattnbmd.samples.viewer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What a person answers in a test. */
record AnsweredDialogs(Supplier<Optional<Path>> folder, Supplier<Optional<Dialogs.Printer>> chosen) implements Dialogs {

    /** Nothing. */
    static final Dialogs NONE = new AnsweredDialogs(Optional::empty, Optional::empty);

    @Override
    public Optional<Path> resultFolder() {
        return folder.get();
    }

    @Override
    public Optional<Printer> printer() {
        return chosen.get();
    }
}
