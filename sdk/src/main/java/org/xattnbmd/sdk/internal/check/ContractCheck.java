package org.xattnbmd.sdk.internal.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.sdk.ModelCard;

/** Can it take the baseline's place without a change in the host? */
final class ContractCheck implements GateCheck {

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        Map<String, String> contract = contract(context);
        contract.forEach((name, value) -> {
            findings.fact(name, value);
            Optional<String> before = context.hasBaseline() ? context.baseline().fact(name(), name) : Optional.empty();
            if (before.isPresent() && !before.get().equals(value)) {
                findings.problem("%s: expected %s, received %s", name, before.get(), value);
            }
        });
        if (!context.hasBaseline()) {
            findings.measuredOnly();
        }
        return findings.summary("%d parts, %s", contract.size(), String.join(", ", contract.keySet()));
    }

    private static Map<String, String> contract(CheckContext context) {
        ModelCard card = context.card();
        Map<String, String> contract = new LinkedHashMap<>();
        contract.put("inputs", context.structure().inputs().toString());
        contract.put("outputs", context.structure().outputs().toString());
        // Means and standard deviations belong to the training data and may change.
        contract.put(
                "clinical_fields",
                card.clinicalFields().stream()
                        .map(f -> f.name() + " [" + f.unit() + "] " + f.minimum() + ".." + f.maximum() + " "
                                + f.categories())
                        .toList()
                        .toString());
        contract.put("preprocessing", card.preprocessing().toString());
        contract.put("densitometer", card.densitometer());
        if (card.target().hasReference()) {
            contract.put("reference", card.reference().toString());
        } else {
            contract.put("target", card.target().toString());
        }
        if (!card.furtherTargets().isEmpty()) {
            contract.put(
                    "further_targets",
                    card.furtherTargets().stream()
                            .map(further -> further.target() + " on scale " + further.densitometer())
                            .toList()
                            .toString());
        }
        contract.put("thresholds", card.thresholds().toString());
        return contract;
    }
}
