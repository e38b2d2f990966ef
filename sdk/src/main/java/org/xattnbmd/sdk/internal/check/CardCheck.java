package org.xattnbmd.sdk.internal.check;

import org.xattnbmd.sdk.ModelCard;

/** Is it an ONNX file in one piece, with a card of a schema that this SDK knows? */
final class CardCheck implements GateCheck {

    @Override
    public String name() {
        return "card";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        try {
            ModelCard card = context.model().get().card();
            return findings.summary(
                    "%s %s, card schema %d%s",
                    card.modelId(), card.modelVersion(), card.schemaVersion(), card.simulated() ? ", SIMULATED" : "");
        } catch (ReadModel.UnreadableException e) {
            return findings.problem("%s", e.getMessage());
        }
    }
}
