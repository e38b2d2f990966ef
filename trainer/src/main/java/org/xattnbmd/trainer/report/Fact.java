package org.xattnbmd.trainer.report;

import java.util.Objects;

/** One row of a table of facts, both sides plain text. */
public record Fact(String label, String value) {

    public Fact {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(value, "value");
    }
}
