package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.training.Moments;

/** A cohort in figures that name nobody: size, sex and BMD of each split, and how much of each field is known. */
public final class CohortSummary {

    private CohortSummary() {}

    /** Lines of text for a console. */
    public static List<String> of(List<ManifestRow> rows, Target target, List<Target> further) {
        List<String> lines = new ArrayList<>();
        for (Split split : Split.values()) {
            List<ManifestRow> part =
                    rows.stream().filter(r -> r.split() == split).toList();
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%-11s %5d subjects", split.name().toLowerCase(Locale.ROOT), part.size()));
            for (String sex :
                    new TreeSet<>(rows.stream().map(row -> row.facts().sex()).toList())) {
                List<ManifestRow> ofSex =
                        part.stream().filter(r -> r.facts().sex().equals(sex)).toList();
                float[] bmd = new float[ofSex.size()];
                for (int i = 0; i < bmd.length; i++) {
                    bmd[i] = (float) ofSex.get(i).bmd();
                }
                line.append(String.format(
                        Locale.ROOT,
                        "; %s %d, %s %s %s",
                        sex,
                        bmd.length,
                        target.hasReference() ? "BMD" : target.label(),
                        moments(bmd, 3),
                        target.unit()));
            }
            lines.add(line.toString());
        }
        for (int k = 0; k < further.size(); k++) {
            int place = k;
            float[] labels = new float[rows.size()];
            IntStream.range(0, labels.length)
                    .forEach(i -> labels[i] = rows.get(i).further().get(place).floatValue());
            long known = rows.stream()
                    .filter(row -> !row.further().get(place).isNaN())
                    .count();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s known %3.0f %%%s, further target",
                    further.get(k).name(),
                    percent(known, rows.size()),
                    known == 0
                            ? ""
                            : ", " + moments(labels, 3) + " " + further.get(k).unit()));
        }
        List<ClinicalField> fields = rows.get(0).facts().inputs();
        float[][] encoded = rows.stream().map(row -> row.facts().encoded()).toArray(float[][]::new);
        for (int f = 0; f < fields.size(); f++) {
            lines.add(field(fields.get(f), StudyFields.column(encoded, f)));
        }
        long boxes = rows.stream().filter(r -> r.view().neckBox() != null).count();
        lines.add(String.format(Locale.ROOT, "%-24s known %3.0f %%", "neck box", percent(boxes, rows.size())));
        return lines;
    }

    private static String field(ClinicalField field, float[] column) {
        int known = 0;
        for (float value : column) {
            known += Float.isNaN(value) ? 0 : 1;
        }
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-24s known %3.0f %%", field.name(), percent(known, column.length)));
        if (field.categories().isEmpty() && known > 0) {
            line.append(", ").append(moments(column, 1)).append(' ').append(field.unit());
        }
        for (int c = 0; c < field.categories().size(); c++) {
            int count = 0;
            for (float v : column) {
                count += v == c ? 1 : 0;
            }
            line.append(", ").append(field.categories().get(c)).append(' ').append(count);
        }
        return line.toString();
    }

    private static String moments(float[] values, int digits) {
        if (values.length == 0) {
            return "-";
        }
        Moments m = Moments.of(values);
        return String.format(Locale.ROOT, "%." + digits + "f (%." + digits + "f)", m.mean(), m.sd());
    }

    private static double percent(long part, int whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
