package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.ManifestRow.Facts;
import org.xattnbmd.trainer.data.ManifestRow.View;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.SimulatedSubject;
import org.xattnbmd.trainer.simulator.SimulationConfig;

/** Seeded rows, fields and SIMULATED radiographs. */
final class Rows {

    private Rows() {}

    /** Fields as a card has them, with the sd of a few made-up subjects. */
    static List<ClinicalField> fields() {
        float[][] rows = new float[50][];
        Random random = new Random(5);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[] {
                70 + 8 * (float) random.nextGaussian(),
                71,
                i % 2,
                165,
                75,
                27,
                5,
                60 + 15 * (float) random.nextGaussian(),
                (float) random.nextGaussian(),
                i % 3
            };
        }
        return StudyFields.READY_MADE.standardised(rows);
    }

    static ManifestRow row(String subject, Split split, double bmd, Map<String, String> fields) {
        return new ManifestRow(
                Math.abs(subject.hashCode()),
                subject,
                split,
                View.of(Path.of(subject + ".png")).withNeckBox(0.5, 0.5, 0.2, 0.2),
                new Facts(Condition.record(fields), fields, fields.getOrDefault("sex", "female"), 75),
                bmd);
    }

    /** Everything known, different in every row. */
    static Map<String, String> values(int i) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("age", Integer.toString(60 + i));
        values.put("age_at_scan", Integer.toString(61 + i));
        values.put("sex", i % 2 == 0 ? "female" : "male");
        values.put("height_cm", Integer.toString(150 + i));
        values.put("weight_kg", Integer.toString(60 + i));
        values.put("bmi", Integer.toString(20 + i));
        values.put("alcohol_units_per_week", Integer.toString(i));
        values.put("activity_score", Integer.toString(40 + i));
        values.put("diet_score", "0." + i);
        values.put("smoking", List.of("never", "former", "current").get(i % 3));
        return values;
    }

    static List<ManifestRow> rows(int n) {
        List<ManifestRow> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(row("S" + i, Split.TEST, 0.7 + 0.02 * i, values(i)));
        }
        return rows;
    }

    static Radiograph radiograph(int index, int size) {
        SimulatedSubject s =
                new CohortSimulator(SimulationConfig.defaults().withSubjects(9).withImageSize(size)).subject(index);
        return Radiograph.of(
                        s.radiograph().pixels(),
                        size,
                        size,
                        PixelFormat.unsigned(s.radiograph().bitsStored()))
                .withSide(s.leftSide() ? Side.LEFT : Side.RIGHT)
                .withSpacing(0.4);
    }
}
