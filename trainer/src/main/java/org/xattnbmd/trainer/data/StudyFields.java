package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.training.Moments;

/** The clinical fields of a study in the order of the network's clinical input, 1 to {@value #MOST}. Immutable. */
public record StudyFields(List<FieldDeclaration> declarations) {

    /** A model's card takes 256; the rest is left for what a later card may add. */
    static final int MOST = 200;

    /** Those of XAttn-BMD, for a cohort that declares none. */
    public static final StudyFields READY_MADE = new StudyFields(ClinicalFields.READY_MADE);

    public StudyFields {
        declarations = List.copyOf(declarations);
    }

    /** As a model's card lists them; mean and sd are 0 and 1. */
    public List<ClinicalField> definitions() {
        return declarations.stream().map(FieldDeclaration::field).toList();
    }

    Optional<FieldDeclaration> named(String name) {
        return declarations.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /** The definitions with mean and sd of the given rows, {@code [n][F]}. */
    public List<ClinicalField> standardised(float[][] clinical) {
        List<ClinicalField> fields = new ArrayList<>();
        for (int f = 0; f < declarations.size(); f++) {
            Moments moments = Moments.of(column(clinical, f));
            ClinicalField d = declarations.get(f).field();
            fields.add(new ClinicalField(
                    d.name(),
                    d.label(),
                    d.unit(),
                    d.minimum(),
                    d.maximum(),
                    d.categories(),
                    moments.mean(),
                    moments.sd()));
        }
        return fields;
    }

    /** One field of rows {@code [n][F]}. */
    public static float[] column(float[][] rows, int field) {
        float[] column = new float[rows.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = rows[i][field];
        }
        return column;
    }

    /**
     * These fields, with the ranges that a model accepts where it has them too. Fields that the model has beside them are
     * missing in every row.
     *
     * @throws TrainerException {@code COHORT_DESCRIPTION} if a field of the model's means something else here
     */
    StudyFields as(List<ClinicalField> model) {
        List<FieldDeclaration> same = new ArrayList<>();
        for (FieldDeclaration own : declarations) {
            ClinicalField field = own.field();
            ClinicalField other = model.stream()
                    .filter(f -> f.name().equals(field.name()))
                    .findFirst()
                    .orElse(field);
            if (!other.unit().equals(field.unit()) || !other.categories().equals(field.categories())) {
                throw new TrainerException(
                        Code.COHORT_DESCRIPTION,
                        "The model's field " + field.name() + " is " + meaning(other) + ", the cohort's is "
                                + meaning(field) + ". Expected one meaning; rename the cohort's field.");
            }
            same.add(
                    new FieldDeclaration(other, own.kind(), own.log(), own.absence(), own.mayTellTarget(), own.line()));
        }
        return new StudyFields(same);
    }

    private static String meaning(ClinicalField field) {
        return field.categories().isEmpty()
                ? "a number" + (field.unit().isEmpty() ? " without unit" : " in " + field.unit())
                : "one of " + field.categories();
    }
}
