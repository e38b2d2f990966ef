package org.xattnbmd.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * What {@code cohort.json} in a cohort folder says of it: whether it is simulated, the densitometer's scale, and, for a
 * cohort that was not made here, where each field comes from ({@code COHORTS.md} has the format). Immutable.
 */
public final class CohortLayout {

    /** The file's name inside a cohort folder. */
    public static final String FILE = "cohort.json";

    static final String LABEL = ExamList.MEASURED_BMD;
    static final String SPLIT = "split";
    static final List<String> REQUIRED = List.of("subject_id", ExamList.IMAGE, ExamList.SIDE, "sex", "age", LABEL);
    static final List<String> BOX = List.of("neck_x", "neck_y", "neck_half_width", "neck_half_height");
    static final String VIEW = "view";
    static final String IMPLANT = "implant";
    static final String LUNAR = DensitometerScale.LUNAR.label();

    private final Path folder;
    private final boolean simulated;
    private final String manifest;
    private final char separator;
    private final String densitometer;
    private final Map<String, FieldSource> fields;
    private final boolean described;
    private final SplitPlan splits;
    private final boolean repeatedSubjects;
    private final double spacingMillimetres;
    private final double pelvisSpacingMillimetres;

    private CohortLayout(
            Path folder,
            boolean simulated,
            String manifest,
            char separator,
            String densitometer,
            Map<String, FieldSource> fields,
            SplitPlan splits,
            boolean repeatedSubjects,
            double spacingMillimetres,
            double pelvisSpacingMillimetres) {
        this.folder = folder;
        this.simulated = simulated;
        this.manifest = manifest;
        this.separator = separator;
        this.densitometer = densitometer;
        this.described = !fields.isEmpty();
        this.fields = Collections.unmodifiableMap(described ? fields : ownNames());
        this.splits = splits;
        this.repeatedSubjects = repeatedSubjects;
        this.spacingMillimetres = spacingMillimetres;
        this.pelvisSpacingMillimetres = pelvisSpacingMillimetres;
    }

    /** A manifest without a description: the names, units and codes that {@code simulate} writes. */
    static CohortLayout plain(Path folder) {
        return new CohortLayout(
                folder,
                false,
                CohortManifest.FILE,
                ',',
                LUNAR,
                Map.of(),
                SplitPlan.DEFAULT,
                false,
                Double.NaN,
                Double.NaN);
    }

    /**
     * A SIMULATED cohort.
     *
     * @param poses radiographs of each subject
     * @param spacingMillimetres side of a pixel of a hip at the detector, NaN if the description does not have it
     * @param pelvisSpacingMillimetres the same of a whole pelvis
     */
    static CohortLayout simulated(Path folder, int poses, double spacingMillimetres, double pelvisSpacingMillimetres) {
        return new CohortLayout(
                folder,
                true,
                CohortManifest.FILE,
                ',',
                LUNAR,
                Map.of(),
                SplitPlan.DEFAULT,
                poses > 1,
                spacingMillimetres,
                pelvisSpacingMillimetres);
    }

    /**
     * A cohort from elsewhere.
     *
     * @param fields sources by field; empty if the manifest has the names, units and codes of {@code simulate}
     * @param repeatedSubjects whether a subject may have several rows
     */
    static CohortLayout described(
            Path folder,
            String manifest,
            char separator,
            String densitometer,
            Map<String, FieldSource> fields,
            SplitPlan splits,
            boolean repeatedSubjects) {
        return new CohortLayout(
                folder,
                false,
                manifest,
                separator,
                densitometer,
                fields,
                splits,
                repeatedSubjects,
                Double.NaN,
                Double.NaN);
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

    /** Whether a subject may have several rows: several radiographs, or both hips. */
    public boolean repeatedSubjects() {
        return repeatedSubjects;
    }

    /**
     * Side of a pixel at the detector in a row's picture, as the description of a SIMULATED cohort has it, mm; NaN for any
     * other cohort.
     */
    public double spacingMillimetres(ManifestRow row) {
        return row.view().pelvis() ? pelvisSpacingMillimetres : spacingMillimetres;
    }

    /** The manifest's place. */
    public Path manifest() {
        return folder.resolve(manifest);
    }

    /** The files that say what the data are, for their hash. */
    List<Path> sources() {
        return described ? List.of(manifest(), folder.resolve(FILE)) : List.of(manifest());
    }

    /**
     * SHA-256 of the {@linkplain #sources sources}.
     *
     * @throws TrainerException {@code MANIFEST_UNREADABLE}
     */
    public String dataHash() {
        try {
            return Sha256.of(sources());
        } catch (IOException e) {
            throw new TrainerException(
                    Code.MANIFEST_UNREADABLE, "Can't read " + manifest() + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    /**
     * Refuses a cohort that was measured on another scale than a model's: makers' scales differ by a tenth; after conversion
     * still by several percent (Fan et al. 2010).
     *
     * @throws TrainerException {@code COHORT_DESCRIPTION}
     */
    public void requireScale(String model) {
        if (!model.equals(densitometer)) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The model estimates BMD on the " + model + " scale, the cohort was measured on " + densitometer
                            + "'s. Expected a cohort measured on the model's scale.");
        }
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
        List<String> names = new ArrayList<>(List.of("subject_id", ExamList.IMAGE, SPLIT, ExamList.SIDE));
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
