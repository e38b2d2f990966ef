package org.xattnbmd.sdk.internal.check;

/** Does it open, and so compute its golden vectors on this machine? */
final class GoldenVectorCheck implements GateCheck {

    @Override
    public String name() {
        return "golden";
    }

    @Override
    public Findings run(CheckContext context) {
        context.opened().get();
        return new Findings()
                .summary(
                        "%d golden vectors computed, alone and together",
                        context.card().goldenVectors().size());
    }
}
