package org.xattnbmd.trainer.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.Radiograph.Side;

/**
 * One subject of a cohort, as one radiograph shows it.
 *
 * @param line in the manifest, counted from 1 with the header
 * @param bmd measured femoral-neck BMD, g/cm²
 * @param further the labels of the cohort's further targets in their units, NaN where one is not known
 */
public record ManifestRow(
        long line, String subjectId, Split split, View view, Facts facts, double bmd, List<Double> further) {

    public ManifestRow {
        further = List.copyOf(further);
    }

    /** One of a cohort without further targets. */
    public ManifestRow(long line, String subjectId, Split split, View view, Facts facts, double bmd) {
        this(line, subjectId, split, view, facts, bmd, List.of());
    }

    /**
     * The radiograph.
     *
     * @param neckBox centre and half size of the femoral neck's box as fractions of the picture, or null if unknown
     * @param pelvis whether the manifest of a SIMULATED cohort says that the picture shows the whole pelvis; false elsewhere
     * @param implant whether such a manifest says that there is metal in the hip; false elsewhere
     */
    public record View(Path image, Side side, double[] neckBox, boolean pelvis, boolean implant) {

        /** One that nothing is said of but where it is. */
        public static View of(Path image) {
            return new View(image, Side.LEFT, null, false, false);
        }

        public View withNeckBox(double... box) {
            return new View(image, side, box, pelvis, implant);
        }

        public View ofPelvis() {
            return new View(image, side, neckBox, true, implant);
        }
    }

    /**
     * What is known of the person.
     *
     * @param fields the clinical values that are known, as text in the fields' own units, in the network's order
     * @param sex {@code female} or {@code male}, for subgroups; {@value #UNKNOWN_SEX} where the study does not say it
     * @param age years, NaN where the study does not say it
     * @param inputs the fields that the network takes, in its order
     */
    public record Facts(
            ClinicalRecord clinical, Map<String, String> fields, String sex, double age, List<ClinicalField> inputs) {

        static final String UNKNOWN_SEX = "unknown";

        /** What is known of somebody in a cohort that declares no fields. */
        public Facts(ClinicalRecord clinical, Map<String, String> fields, String sex, double age) {
            this(clinical, fields, sex, age, StudyFields.READY_MADE.definitions());
        }

        /** Sex and age in words, as far as the study says them. */
        public String caption() {
            return Double.isNaN(age) ? "sex " + sex : sex + ", " + Math.round(age) + " years";
        }

        /** The network's clinical input, NaN = missing. */
        public float[] encoded() {
            return clinical.encode(inputs);
        }

        /** Sex and age, and no clinical value for the network. */
        public static Facts of(String sex, double age) {
            return new Facts(ClinicalRecord.empty(), Map.of(), sex, age);
        }
    }

    /** What tells a person from another across cohorts, where ids may clash: id, BMD and clinical values together. */
    public String person() {
        return subjectId + "\n" + bmd + "\n" + facts.fields();
    }

    /** The labels of these further targets, NaN for one that the row's cohort lacks. */
    public ManifestRow withFurther(List<Double> labels) {
        return new ManifestRow(line, subjectId, split, view, facts, bmd, labels);
    }

    /** With a further target's label in the place of the target's: for figures of that one. */
    public ManifestRow ofFurther(int target) {
        return new ManifestRow(line, subjectId, split, view, facts, further.get(target));
    }

    public ManifestRow withSubjectId(String other) {
        return new ManifestRow(line, other, split, view, facts, bmd, further);
    }

    ManifestRow withSplit(Split other) {
        return new ManifestRow(line, subjectId, other, view, facts, bmd, further);
    }
}
