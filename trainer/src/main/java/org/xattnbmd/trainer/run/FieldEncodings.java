package org.xattnbmd.trainer.run;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.data.FieldDeclaration;
import org.xattnbmd.trainer.data.FieldDeclaration.Absence.Sense;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.training.Moments;

/** How a study's declared fields enter the network, with the training subjects' means and standard deviations. */
final class FieldEncodings {

    private FieldEncodings() {}

    /** @param clinical rows of the training subjects, {@code [n][F]}, NaN = missing */
    static List<FieldEncoding> of(StudyFields fields, float[][] clinical) {
        List<FieldEncoding> encodings = new ArrayList<>();
        for (int f = 0; f < fields.declarations().size(); f++) {
            FieldDeclaration declared = fields.declarations().get(f);
            Moments moments = Moments.of(declared.transformed(StudyFields.column(clinical, f)));
            encodings.add(new FieldEncoding(
                    declared.name(),
                    declared.indicators() ? declared.field().categories().size() : 0,
                    moments.mean(),
                    moments.sd(),
                    declared.log(),
                    filling(declared, moments)));
        }
        return encodings;
    }

    private static Double filling(FieldDeclaration declared, Moments moments) {
        Sense sense = declared.absence().sense();
        if (sense == Sense.INDICATOR) {
            return null;
        }
        double mean = declared.log() ? Math.exp(moments.mean()) : moments.mean();
        return sense == Sense.MEAN ? mean : declared.absence().value();
    }
}
