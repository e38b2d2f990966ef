package org.xattnbmd.exporter.internal.trace;

import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;

/** Why an operation is never exported: it updates weights, is random, or no engine run can check it. */
final class Refusals {

    private final Trace trace;

    Refusals(Trace trace) {
        this.trace = trace;
    }

    ExportException unsupported(String operation) {
        return trace.refuse(Code.UNSUPPORTED_OPERATION, operation + " has no exported form");
    }

    ExportException update() {
        return trace.refuse(Code.TRAINING_MODE, "updates weights, which belongs to training and not to a forward pass");
    }

    ExportException random() {
        return trace.refuse(
                Code.RANDOM_OPERATION, "random results cannot be reproduced by a graph; augment before the model");
    }
}
