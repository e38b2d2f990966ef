package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.robustness.Condition.Group;

/** All conditions of a study, in the order of its tables. Immutable; the same arguments give the same conditions. */
final class Conditions {

    /** Fields that say much the same, so that one alone is hardly missed. */
    private static final Map<String, Set<String>> KIN = Map.of(
            "Both ages",
            Set.of("age", "age_at_scan"),
            "Height, weight and BMI",
            Set.of("height_cm", "weight_kg", "bmi"));

    private final List<ClinicalField> fields;
    private final List<ManifestRow> rows;
    private final long seed;
    private final List<Condition> all = new ArrayList<>(List.of(Condition.clean()));

    private Conditions(List<ClinicalField> fields, List<ManifestRow> rows, long seed) {
        this.fields = fields;
        this.rows = rows;
        this.seed = seed;
    }

    /**
     * Plans.
     *
     * @param rows of the radiographs that will be read, in order
     * @param noImage stands in for a picture
     * @param permutations repeats of every permutation
     */
    static List<Condition> of(
            List<ClinicalField> fields, List<ManifestRow> rows, Radiograph noImage, int permutations, long seed) {
        Conditions conditions = new Conditions(fields, rows, seed);
        conditions.missing(noImage);
        conditions.wrong();
        conditions.corrupted();
        for (int repeat = 0; repeat < permutations; repeat++) {
            conditions.permuted(repeat);
        }
        return List.copyOf(conditions.all);
    }

    private void missing(Radiograph noImage) {
        for (ClinicalField field : fields) {
            add("missing/" + field.name(), Group.MISSING, field.label() + " missing", s -> {
                Map<String, String> known = new LinkedHashMap<>(s.row().facts().fields());
                known.remove(field.name());
                return new BmdRequest(s.radiograph(), Condition.record(known));
            });
        }
        add(
                "missing/all",
                Group.MISSING,
                "All fields missing",
                s -> new BmdRequest(s.radiograph(), ClinicalRecord.empty()));
        add(
                "missing/image",
                Group.MISSING,
                "No image",
                s -> new BmdRequest(noImage, s.row().facts().clinical()));
    }

    private void wrong() {
        for (WrongValue wrong : WrongValue.of(fields)) {
            add("wrong/" + wrong.name(), Group.WRONG, wrong.name(), s -> {
                Map<String, String> values =
                        wrong.change().apply(s.row().facts().fields());
                ClinicalRecord record = Condition.record(values);
                // So that a refusal concerns this subject alone.
                record.encode(fields);
                return new BmdRequest(s.radiograph(), record);
            });
        }
    }

    private void corrupted() {
        for (Corruption corruption : Corruption.values()) {
            for (int level = 1; level <= corruption.levels(); level++) {
                int strength = level;
                add(
                        key(corruption, level),
                        Group.CORRUPTED,
                        corruption.label() + ", " + corruption.strength(level),
                        s -> new BmdRequest(
                                corruption.apply(s.radiograph(), strength, s.seed(seed + corruption.ordinal())),
                                s.row().facts().clinical()));
            }
        }
    }

    static String key(Corruption corruption, int level) {
        return "corrupted/" + corruption.name() + "/" + level;
    }

    private void permuted(int repeat) {
        units(fields).forEach((name, members) -> {
            int[] from = permutation(rows.size(), seed + 1000 * (repeat + 1) + name.hashCode());
            add(permutedKey(name, repeat), Group.PERMUTED, name, s -> {
                Map<String, String> values = new LinkedHashMap<>(s.row().facts().fields());
                Map<String, String> others = rows.get(from[s.place()]).facts().fields();
                for (String field : members) {
                    values.remove(field);
                    if (others.containsKey(field)) {
                        values.put(field, others.get(field));
                    }
                }
                return new BmdRequest(s.radiograph(), Condition.record(values));
            });
        });
    }

    static String permutedKey(String name, int repeat) {
        return "permuted/" + name + "/" + (repeat + 1);
    }

    /** What is permuted: each field by its label, then those that go together, then all. */
    static Map<String, Set<String>> units(List<ClinicalField> fields) {
        Map<String, Set<String>> units = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>();
        fields.forEach(f -> units.put(f.label(), Set.of(f.name())));
        fields.forEach(f -> names.add(f.name()));
        for (String kin : new TreeSet<>(KIN.keySet())) {
            if (names.containsAll(KIN.get(kin))) {
                units.put(kin, KIN.get(kin));
            }
        }
        units.put("All fields", names);
        return units;
    }

    /** A permutation in which nobody keeps their own place, if there are two or more: one cycle (Sattolo 1986). */
    static int[] permutation(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int other = random.nextInt(i);
            int swap = order[i];
            order[i] = order[other];
            order[other] = swap;
        }
        return order;
    }

    private void add(String key, Group group, String name, Condition.Change change) {
        all.add(new Condition(key, group, name, change));
    }
}
