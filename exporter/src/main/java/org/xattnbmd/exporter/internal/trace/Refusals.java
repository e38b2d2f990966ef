package org.xattnbmd.exporter.internal.trace;

import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/** Why an operation is never exported: it updates weights, is random, or no engine run can check it. */
final class Refusals {

    private final Trace trace;

    Refusals(Trace trace) {
        this.trace = trace;
    }

    Failure unsupported(String operation) {
        return trace.refuse(Reason.UNSUPPORTED_OPERATION, operation + " has no exported form");
    }

    Failure update() {
        return trace.refuse(
                Reason.TRAINING_MODE, "updates weights, which belongs to training and not to a forward pass");
    }

    Failure random() {
        return trace.refuse(
                Reason.RANDOM_OPERATION, "random results cannot be reproduced by a graph; augment before the model");
    }
}
