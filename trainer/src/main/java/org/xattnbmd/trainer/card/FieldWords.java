package org.xattnbmd.trainer.card;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.run.RunRecord;

/** How clinical fields enter a network where it is not the usual way, in words for the card. */
final class FieldWords {

    private FieldWords() {}

    /** Empty where every field enters as the ready-made ones do. */
    static String of(RunRecord.Setup setup) {
        List<String> words = new ArrayList<>();
        for (int f = 0; f < setup.clinicalFields().size(); f++) {
            ClinicalField field = setup.clinicalFields().get(f);
            FieldEncoding encoding = setup.network().fields().get(f);
            List<String> own = new ArrayList<>();
            if (!field.categories().isEmpty() && encoding.categories() == 0) {
                own.add("in order");
            }
            if (encoding.log()) {
                own.add("logarithm");
            }
            if (encoding.filling() != null) {
                own.add("missing = " + filling(field, encoding));
            }
            if (!own.isEmpty()) {
                words.add(field.name() + ": " + String.join(", ", own));
            }
        }
        return String.join("; ", words);
    }

    private static String filling(ClinicalField field, FieldEncoding encoding) {
        double value = encoding.filling();
        double mean = encoding.log() ? Math.exp(encoding.mean()) : encoding.mean();
        if (value == mean) {
            return "training mean";
        }
        return field.categories().isEmpty()
                ? new BigDecimal(value)
                        .round(MathContext.DECIMAL32)
                        .stripTrailingZeros()
                        .toPlainString()
                : field.categories().get((int) value);
    }
}
