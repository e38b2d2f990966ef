package org.xattnbmd.sdk.internal.check;

import org.xattnbmd.sdk.ModelCard;

/** Do id and version still mean one file? */
final class IdentityCheck implements GateCheck {

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        Baseline before = context.baseline();
        ModelCard card = context.card();
        boolean sameFile = before.sha256().equals(context.sha256());
        boolean sameName =
                before.modelId().equals(card.modelId()) && before.modelVersion().equals(card.modelVersion());
        if (sameName && !sameFile) {
            findings.problem(
                    "the baseline's %s %s has other bytes; give the new model a new version",
                    card.modelId(), card.modelVersion());
        }
        return findings.summary(
                sameFile ? "the baseline's own file" : "%s %s after %s %s",
                card.modelId(),
                card.modelVersion(),
                before.modelId(),
                before.modelVersion());
    }
}
