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
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
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

    static final String SPLIT = "split";
    private static final List<String> BEFORE = List.of("subject_id", ExamList.IMAGE, SPLIT, ExamList.SIDE);
    static final List<String> BOX = List.of("neck_x", "neck_y", "neck_half_width", "neck_half_height");
    static final String VIEW = "view";
    static final String IMPLANT = "implant";
    static final String LUNAR = DensitometerScale.LUNAR.label();

    private final Table table;
    private final Kind kind;
    private final Meaning meaning;

    /**
     * Where the subjects' table is and what its columns are.
     *
     * @param sources sources by field
     * @param described whether the description names them; if not they have the fields' own names
     */
    record Table(Path folder, String manifest, char separator, Map<String, FieldSource> sources, boolean described) {

        Table {
            sources = Collections.unmodifiableMap(sources);
        }

        /** A manifest of the usual name with comma-separated cells, whose columns have the fields' own names. */
        static Table own(Path folder, Meaning meaning) {
            return new Table(folder, CohortManifest.FILE, ',', meaning.ownNames(), false);
        }
    }

    /**
     * How the cohort came about.
     *
     * @param spacingMillimetres side of a pixel of a hip at the detector, NaN if the description does not have it
     * @param pelvisSpacingMillimetres the same of a whole pelvis
     */
    record Kind(
            boolean simulated,
            SplitPlan splits,
            boolean repeatedSubjects,
            double spacingMillimetres,
            double pelvisSpacingMillimetres) {

        /** One that was not made here, with one radiograph of each subject. */
        static final Kind USUAL = new Kind(false, SplitPlan.DEFAULT, false, Double.NaN, Double.NaN);
    }

    /**
     * What the values mean.
     *
     * @param densitometer scale of the labels
     * @param fields all clinical fields of the cohort
     * @param declared whether the description declares them
     * @param inputs the fields that rows give to a network, in its order
     * @param target what was measured
     * @param further what was measured beside it
     */
    record Meaning(
            String densitometer,
            StudyFields fields,
            boolean declared,
            List<ClinicalField> inputs,
            Target target,
            List<FurtherLabel> further) {

        /** @param declared the study's own fields; null for the ready-made ones */
        static Meaning of(String densitometer, StudyFields declared, Target target, List<FurtherLabel> further) {
            StudyFields fields = declared == null ? StudyFields.READY_MADE : declared;
            return new Meaning(densitometer, fields, declared != null, fields.definitions(), target, further);
        }

        /** The same given to a network that takes these inputs. */
        Meaning with(StudyFields other, List<ClinicalField> taken) {
            return new Meaning(densitometer, other, declared, taken, target, further);
        }

        /** The target and the further ones, in this order. */
        List<Target> targets() {
            List<Target> all = new ArrayList<>(List.of(target));
            further.forEach(label -> all.add(label.target()));
            return all;
        }

        /** The columns that a cohort can't do without; age and sex only where T-scores need them. */
        List<String> required() {
            List<String> required = new ArrayList<>(List.of("subject_id", ExamList.IMAGE, ExamList.SIDE));
            if (target.hasReference()) {
                required.addAll(List.of(ClinicalFields.SEX, ClinicalFields.AGE));
            }
            targets().forEach(each -> required.add(each.name()));
            return required;
        }

        /** All columns that the cohort can have. */
        List<String> names() {
            List<String> names = new ArrayList<>(BEFORE);
            fields.declarations().stream().map(FieldDeclaration::name).forEach(names::add);
            targets().forEach(each -> names.add(each.name()));
            names.addAll(BOX);
            return names;
        }

        Map<String, FieldSource> ownNames() {
            Map<String, FieldSource> sources = new LinkedHashMap<>();
            names().forEach(name -> sources.put(name, FieldSource.ofColumn(name)));
            further.forEach(label -> sources.put(label.target().name(), label.source()));
            return sources;
        }
    }

    CohortLayout(Table table, Kind kind, Meaning meaning) {
        this.table = table;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** A manifest without a description: the names, units and codes that {@code simulate} writes. */
    static CohortLayout plain(Path folder) {
        Meaning meaning = Meaning.of(LUNAR, null, Target.FEMORAL_NECK, List.of());
        return new CohortLayout(Table.own(folder, meaning), Kind.USUAL, meaning);
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
        return kind.simulated();
    }

    /** The labels' scale: GE Lunar, Hologic or Norland. */
    public String densitometer() {
        return meaning.densitometer();
    }

    /** Whether a subject may have several rows: several radiographs, or both hips. */
    public boolean repeatedSubjects() {
        return kind.repeatedSubjects();
    }

    /**
     * Side of a pixel at the detector in a row's picture, as the description of a SIMULATED cohort has it, mm; NaN for any
     * other cohort.
     */
    public double spacingMillimetres(ManifestRow row) {
        return row.view().pelvis() ? kind.pelvisSpacingMillimetres() : kind.spacingMillimetres();
    }

    /** The manifest's place. */
    public Path manifest() {
        return table.folder().resolve(table.manifest());
    }

    /** The files that say what the data are, for their hash. */
    List<Path> sources() {
        boolean plain = target().hasReference() && meaning.further().isEmpty();
        return table.described() || meaning.declared() || !plain
                ? List.of(manifest(), folder().resolve(FILE))
                : List.of(manifest());
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

    /** What was measured, and is to be estimated. */
    public Target target() {
        return meaning.target();
    }

    /** What was measured beside the target, and is to be estimated too; usually nothing. */
    public List<Target> furtherTargets() {
        return meaning.further().stream().map(FurtherLabel::target).toList();
    }

    /**
     * The rows with their further labels in a model's order, NaN where the cohort has none of that kind.
     *
     * @param rows of this cohort
     */
    public List<ManifestRow> withFurtherOf(ModelCard model, List<ManifestRow> rows) {
        List<Integer> places = model.furtherTargets().stream()
                .map(further -> furtherTargets().indexOf(further.target()))
                .toList();
        return rows.stream()
                .map(row -> row.withFurther(places.stream()
                        .map(place -> place < 0 ? Double.NaN : row.further().get(place))
                        .toList()))
                .toList();
    }

    /**
     * Refuses a cohort of another target than a model's, or one that was measured on another scale: makers' scales differ by a
     * tenth; after conversion still by several percent (Fan et al. 2010).
     *
     * @throws TrainerException {@code COHORT_DESCRIPTION}
     */
    public void requireTarget(ModelCard model) {
        if (!model.target().equals(target())) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The model estimates " + inWords(model.target()) + ", the cohort has " + inWords(target())
                            + ". Expected a cohort of the model's target.");
        }
        if (!model.densitometer().equals(densitometer())) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The model estimates BMD on the " + model.densitometer() + " scale, the cohort was measured on "
                            + densitometer() + "'s. Expected a cohort measured on the model's scale.");
        }
    }

    private static String inWords(Target target) {
        return target.label() + " of " + target.minimum() + " to " + target.maximum() + " " + target.unit();
    }

    /** The clinical fields of the cohort, in the order of the network's clinical input. */
    public StudyFields clinicalFields() {
        return meaning.fields();
    }

    /** Whether the cohort's description declares its fields. */
    boolean declaresFields() {
        return meaning.declared();
    }

    /** The fields that rows give to a network, in its order. */
    List<ClinicalField> inputs() {
        return meaning.inputs();
    }

    /**
     * This cohort for a model: its rows give the fields that the model has, in ranges that the model accepts, and no others.
     * Fields that the cohort lacks are missing in every row.
     *
     * @param model the fields of the model's card
     * @throws TrainerException {@code COHORT_DESCRIPTION} if a field of the model's means something else in the cohort
     */
    public CohortLayout as(List<ClinicalField> model) {
        return new CohortLayout(table, kind, meaning.with(meaning.fields().as(model), List.copyOf(model)));
    }

    Path folder() {
        return table.folder();
    }

    char separator() {
        return table.separator();
    }

    /** Sources by field, in the order of the description. */
    Map<String, FieldSource> fields() {
        return table.sources();
    }

    /** Whether a manifest without this field's column is refused: in a description every column that it names. */
    boolean requires(String field) {
        return table.described()
                || meaning.required().contains(field)
                || field.equals(SPLIT)
                || meaning.declared() && meaning.fields().named(field).isPresent();
    }

    /** Whether the rows have no split of their own. */
    boolean assignsSplits() {
        return !table.sources().containsKey(SPLIT);
    }

    SplitPlan splits() {
        return kind.splits();
    }

    /** Whether a clinical field can't have this name, because another field of every cohort has it. */
    static boolean reserved(String name) {
        return BEFORE.contains(name)
                || BOX.contains(name)
                || List.of(Target.FEMORAL_NECK.name(), VIEW, IMPLANT).contains(name);
    }
}
