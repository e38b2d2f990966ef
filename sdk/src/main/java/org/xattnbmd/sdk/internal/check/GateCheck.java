package org.xattnbmd.sdk.internal.check;

/** One question about a model. Stateless; what several need is in the context. */
interface GateCheck {

    /** Stable, lower case. */
    String name();

    /**
     * Answers the question.
     *
     * @throws NotPossibleException if something it needs is not there
     */
    Findings run(CheckContext context);
}
