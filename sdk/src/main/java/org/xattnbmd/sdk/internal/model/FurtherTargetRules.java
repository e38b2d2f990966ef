package org.xattnbmd.sdk.internal.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;

/** What must hold of a card's further targets, beside what {@link CardRules} says of the whole. */
public final class FurtherTargetRules {

    /** The first schema that can say them. An older SDK would leave them out, and their golden vectors unproved. */
    static final int SCHEMA = 4;

    private static final int MOST = 32;

    private FurtherTargetRules() {}

    /** @param target the first one */
    public static void check(
            int schemaVersion,
            Target target,
            List<ClinicalField> fields,
            List<FurtherTarget> further,
            List<GoldenVector> goldenVectors) {
        CardRules.require(
                further.isEmpty() || schemaVersion >= SCHEMA,
                "a schema version of at least " + SCHEMA + " with further targets",
                schemaVersion);
        CardRules.require(further.size() <= MOST, "at most " + MOST + " further targets", further.size());
        Set<String> names = new HashSet<>();
        names.add(target.name());
        fields.forEach(field -> names.add(field.name()));
        for (FurtherTarget each : further) {
            String name = each.target().name();
            CardRules.require(
                    names.add(name), "further targets of names that nothing else has", "\"" + name + "\" again");
            CardRules.require(
                    !each.densitometer().isBlank(), "a densitometer, or \"none\", for " + name, "a blank text");
            CardRules.checkQuantiles(each.conformalQuantiles());
            CardRules.checkWidening(each.unusualWidening());
        }
        for (GoldenVector vector : goldenVectors) {
            checkGolden(vector.further(), further.size());
            checkGolden(vector.furtherSpread(), further.size());
        }
    }

    private static void checkGolden(List<Double> values, int targets) {
        CardRules.require(
                values.size() == targets,
                "golden vectors with " + targets + " further values and spreads",
                values.size());
        CardRules.require(values.stream().allMatch(Double::isFinite), "finite golden outputs", values);
    }
}
