package org.xattnbmd.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.TrainerException;

/**
 * What {@code cohort.json} in a cohort folder says of it: whether it is simulated, the densitometer's scale, and, for a
 * cohort that was not made here, where each field comes from ({@code COHORTS.md} has the format). Immutable.
 */
public final class CohortLayout {

    /** The file's name inside a cohort folder. */
    public static final String FILE = "cohort.json";

    static final String LABEL = "femoral_neck_bmd_g_cm2";
    static final String SPLIT = "split";
    static final List<String> REQUIRED = List.of("subject_id", "image", "side", "sex", "age", LABEL);
    static final List<String> BOX = List.of("neck_x", "neck_y", "neck_half_width", "neck_half_height");
    static final String LUNAR = "GE Lunar";

    private final Path folder;
    private final boolean simulated;
    private final String manifest;
    private final char separator;
    private final String densitometer;
    private final Map<String, FieldSource> fields;
    private final boolean described;
    private final SplitPlan splits;

    private CohortLayout(
            Path folder,
            boolean simulated,
            String manifest,
            char separator,
            String densitometer,
            Map<String, FieldSource> fields,
            SplitPlan splits) {
        this.folder = folder;
        this.simulated = simulated;
        this.manifest = manifest;
        this.separator = separator;
        this.densitometer = densitometer;
        this.described = !fields.isEmpty();
        this.fields = Collections.unmodifiableMap(described ? fields : ownNames());
        this.splits = splits;
    }

    /** A manifest with the names, units and codes that {@code simulate} writes. */
    static CohortLayout plain(Path folder, boolean simulated) {
        return new CohortLayout(folder, simulated, Manifest.FILE, ',', LUNAR, Map.of(), SplitPlan.DEFAULT);
    }

    /**
     * A cohort from elsewhere.
     *
     * @param fields sources by field; empty if the manifest has the names, units and codes of {@code simulate}
     */
    static CohortLayout described(
            Path folder,
            String manifest,
            char separator,
            String densitometer,
            Map<String, FieldSource> fields,
            SplitPlan splits) {
        return new CohortLayout(folder, false, manifest, separator, densitometer, fields, splits);
    }

    /**
     * Reads a folder's description; without one, the manifest is as {@code simulate} writes it, but not simulated.
     *
     * @throws TrainerException {@code COHORT_DESCRIPTION}
     */
    public static CohortLayout read(Path folder) {
        return CohortLayoutReader.read(folder);
    }

    /** Whether the cohort came from the simulator. */
    public boolean simulated() {
        return simulated;
    }

    /** The labels' scale: GE Lunar, Hologic or Norland. */
    public String densitometer() {
        return densitometer;
    }

    /** The manifest's place. */
    public Path manifest() {
        return folder.resolve(manifest);
    }

    /** The files that say what the data are, for their hash. */
    public List<Path> sources() {
        return described ? List.of(manifest(), folder.resolve(FILE)) : List.of(manifest());
    }

    Path folder() {
        return folder;
    }

    char separator() {
        return separator;
    }

    /** Sources by field, in the order of the description. */
    Map<String, FieldSource> fields() {
        return fields;
    }

    /** Whether a manifest without this field's column is refused: in a description every column that it names. */
    boolean requires(String field) {
        return described || REQUIRED.contains(field) || field.equals(SPLIT);
    }

    /** Whether the rows have no split of their own. */
    boolean assignsSplits() {
        return !fields.containsKey(SPLIT);
    }

    SplitPlan splits() {
        return splits;
    }

    /** All fields that a cohort can have. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of("subject_id", "image", SPLIT, "side"));
        ClinicalFields.DEFINITIONS.stream().map(ClinicalField::name).forEach(names::add);
        names.add(LABEL);
        names.addAll(BOX);
        return names;
    }

    private static Map<String, FieldSource> ownNames() {
        Map<String, FieldSource> fields = new LinkedHashMap<>();
        names().forEach(name -> fields.put(name, FieldSource.ofColumn(name)));
        return fields;
    }
}
