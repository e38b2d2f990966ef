package org.xattnbmd.exporter.internal.operator;

import static org.xattnbmd.exporter.internal.graph.Signature.since;

import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Operator;

/**
 * Forms that operators had before opset 13 and that stand in nearly every file of those opsets where shapes are computed: axes
 * were an attribute. Of these the shapes are known, so that lengths are followed through them; passes that rewrite ask for the
 * newer form and leave them alone.
 */
public final class OlderForms {

    private static final Map<String, Operator> FORMS = Map.of(
            "Squeeze",
            Operator.standard("Squeeze", since(1).attributes("axes:ints"), TypeRules.FIRST, ShapeRules::squeeze)
                    .with(VectorRule.class, VectorRules::same),
            "Unsqueeze",
            Operator.standard("Unsqueeze", since(1).attributes("axes:ints"), TypeRules.FIRST, ShapeRules::unsqueeze)
                    .with(VectorRule.class, VectorRules::same));

    private OlderForms() {}

    /** The form of an operator in files of older opsets; null where none is known. */
    public static Operator of(String domain, String name) {
        return domain.isEmpty() || domain.equals("ai.onnx") ? FORMS.get(name) : null;
    }
}
