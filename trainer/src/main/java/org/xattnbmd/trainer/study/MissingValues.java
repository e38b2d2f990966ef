package org.xattnbmd.trainer.study;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.training.AugmentationConfig;
import org.xattnbmd.trainer.training.Moments;

/** How a network meets clinical values that are not known. */
public enum MissingValues {
    /** A learned token per field, and training that drops fields and pictures: XAttn-BMD as it is trained here. */
    TOKENS,
    /** A learned token per field, which learns only from what the cohort itself lacks. */
    TOKENS_WITHOUT_DROPOUT,
    /** The usual imputation: the training subjects' mean, or most frequent category, and nothing dropped. */
    MEAN;

    /** The augmentation with this handling. */
    AugmentationConfig apply(AugmentationConfig a) {
        return this == TOKENS ? a : a.withMissing(AugmentationConfig.Missing.NONE);
    }

    /** In words, for the run's record, what is done to rows before the network sees them; empty if nothing. */
    String imputation() {
        return this == MEAN ? "mean, or most frequent category, of the training subjects" : "";
    }

    /** What is done to rows {@code [n][F]} before the network sees them, learned from the training rows. */
    UnaryOperator<float[][]> imputation(StudyFields fields, float[][] training) {
        if (this != MEAN) {
            return UnaryOperator.identity();
        }
        float[] fill = new float[training[0].length];
        for (int f = 0; f < fill.length; f++) {
            fill[f] = fields.declarations().get(f).indicators()
                    ? mostFrequent(training, f)
                    : (float) Moments.of(StudyFields.column(training, f)).mean();
        }
        return rows -> {
            float[][] filled = new float[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                filled[i] = rows[i].clone();
                for (int f = 0; f < fill.length; f++) {
                    filled[i][f] = Float.isNaN(filled[i][f]) ? fill[f] : filled[i][f];
                }
            }
            return filled;
        };
    }

    private static float mostFrequent(float[][] rows, int field) {
        Map<Float, Integer> counts = new HashMap<>();
        for (float[] row : rows) {
            if (!Float.isNaN(row[field])) {
                counts.merge(row[field], 1, Integer::sum);
            }
        }
        // Of two equally frequent the lower, so that the result does not depend on the order of the map.
        return counts.entrySet().stream()
                .min(Map.Entry.<Float, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0f);
    }
}
