package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Optional;
import java.util.function.Function;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;

/** Whose radiograph it is, as its header says, to be compared with another's. Shows nothing of the person. Immutable. */
public final class PatientIdentity {

    private final String id;
    private final String issuer;
    private final String birthDate;
    private final String sex;
    private final String characterSet;

    PatientIdentity(StudyHeader header) {
        DataSet study = header.study();
        boolean removed = study.bytes(Attribute.PATIENT_IDENTITY_REMOVED).equals("YES");
        id = removed ? "" : study.bytes(Attribute.PATIENT_ID);
        issuer = study.bytes(Attribute.ISSUER_OF_PATIENT_ID);
        birthDate = removed ? "" : study.bytes(Attribute.PATIENTS_BIRTH_DATE).replace(".", "");
        sex = study.bytes(Attribute.PATIENTS_SEX);
        characterSet = header.characterSet();
    }

    /**
     * Whether both are one person: one identifier by one issuer and nothing that contradicts it. Empty where only who knows the
     * person can say: a header has no identifier, or it was removed, or the issuers differ.
     */
    public Optional<Boolean> isThatOf(PatientIdentity other) {
        if (contradicts(other, of -> of.birthDate) || contradicts(other, of -> of.sex.equals("O") ? "" : of.sex)) {
            return Optional.of(false);
        }
        boolean readable = characterSet.equals(other.characterSet) || ascii() && other.ascii();
        if (id.isEmpty() || other.id.isEmpty() || !issuer.equals(other.issuer) || !readable) {
            return Optional.empty();
        }
        return Optional.of(id.equals(other.id));
    }

    private boolean contradicts(PatientIdentity other, Function<PatientIdentity, String> fact) {
        String own = fact.apply(this);
        String others = fact.apply(other);
        return !own.isEmpty() && !others.isEmpty() && !own.equals(others);
    }

    private boolean ascii() {
        return (id + issuer).chars().allMatch(character -> character < 128);
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "PatientIdentity";
    }
}
