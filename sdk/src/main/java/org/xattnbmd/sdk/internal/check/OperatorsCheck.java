package org.xattnbmd.sdk.internal.check;

import java.util.Set;
import java.util.TreeSet;
import org.xattnbmd.sdk.internal.model.graph.Operators;

/**
 * Only operators that answer the same every time. Others than {@link Operators} knows, control flow among them, no model file
 * may have: it does not open, and is not read here.
 */
final class OperatorsCheck implements GateCheck {

    @Override
    public String name() {
        return "operators";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        Set<String> refused = new TreeSet<>();
        int nodes = 0;
        for (var entry : context.structure().operators().entrySet()) {
            nodes += entry.getValue();
            if (!Operators.repeats(entry.getKey())) {
                refused.add(entry.getKey());
            }
        }
        if (!refused.isEmpty()) {
            findings.problem("answer differently every time: %s", refused);
        }
        return findings.figure("nodes", nodes)
                .fact("operators", context.structure().operators().toString())
                .summary(
                        "%d nodes of %d operators",
                        nodes, context.structure().operators().size());
    }
}
