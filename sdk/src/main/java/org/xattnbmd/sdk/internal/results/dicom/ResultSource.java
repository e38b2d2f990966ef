package org.xattnbmd.sdk.internal.results.dicom;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DicomText;
import org.xattnbmd.sdk.internal.dicom.Uids;
import org.xattnbmd.sdk.internal.dicom.Vr;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader;
import org.xattnbmd.sdk.internal.results.ResultSite;
import org.xattnbmd.sdk.results.DicomObject.Kind;
import org.xattnbmd.sdk.results.DicomResults.Equipment;

/** What results are made from: an estimate, its model's card, and the header of the radiograph that it was made from. */
public record ResultSource(
        BmdEstimate estimate,
        ModelCard card,
        Side side,
        StudyHeader header,
        OffsetDateTime time,
        Equipment equipment,
        Filing filing) {

    /** The algorithm's name, wherever a result says it. */
    static final String ALGORITHM = "XAttn-BMD";

    public ResultSource {
        ResultSite.of(estimate);
    }

    /**
     * How results stand among others.
     *
     * @param edition 1, or more where the radiograph is estimated again
     * @param companions kinds that are stored beside the report, which refers to them, in the order of kinds
     * @param secret what identifiers of a patient's hip are made with; empty if each radiograph has its own
     */
    public record Filing(int edition, List<Kind> companions, String secret) {

        /** The first edition, a report that refers to nothing but the radiograph. */
        public static final Filing FIRST = new Filing(1, List.of(), "");

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Filing";
        }
    }

    public ResultSource withEquipment(Equipment other) {
        return new ResultSource(estimate, card, side, header, time, other, filing);
    }

    public ResultSource withFiling(Filing other) {
        return new ResultSource(estimate, card, side, header, time, equipment, other);
    }

    int edition() {
        return filing.edition();
    }

    /** What results say of themselves where no vendor answers for them. */
    public static Equipment researchEquipment(ModelIdentity model) {
        return new Equipment(
                ALGORITHM + " research software",
                DicomText.fitting(model.id(), Vr.LO),
                model.sha256(),
                DicomText.fitting(model.version(), Vr.LO));
    }

    /** The identifier of something of this model, radiograph and side: of a pelvis both hips can be estimated. */
    String uid(String what) {
        return Uids.of(
                estimate.model().sha256(),
                header.image().sopInstanceUid(),
                what,
                "side " + side,
                "edition " + edition());
    }

    /** The same model file in the same product is one device, whatever it looked at. */
    String deviceUid() {
        return Uids.of("device", estimate.model().sha256(), equipment.serialNumber());
    }

    String instanceUid(Kind kind) {
        return uid(kind.name());
    }

    String seriesUid(Kind kind) {
        return uid("series of " + kind);
    }

    /**
     * What the bone is followed by: the same in all examinations of a patient where a secret was given and patient and side are
     * known, else this radiograph's. Without a secret it would be a hash of the patient's identifier, which anyone can guess back.
     */
    String trackingUid() {
        String patient = header.study().bytes(Attribute.PATIENT_ID);
        if (filing.secret().isEmpty() || patient.isEmpty() || side == Side.UNKNOWN) {
            return uid("tracking");
        }
        String issuer = header.study().bytes(Attribute.ISSUER_OF_PATIENT_ID);
        return site() == ResultSite.FEMORAL_NECK
                ? Uids.of("tracking", filing.secret(), issuer, patient, "side " + side)
                : Uids.of("tracking", filing.secret(), issuer, patient, "side " + side, site().label());
    }

    /** Which bone's BMD was estimated. */
    ResultSite site() {
        return ResultSite.of(estimate);
    }

    boolean usable() {
        return estimate.trust().usable();
    }

    boolean simulated() {
        return estimate.model().simulated();
    }

    /** How own texts are coded. */
    DicomText text() {
        return DicomText.beside(header.characterSet());
    }

    /** The time of the content on the clock that the study's dates are on. */
    OffsetDateTime studyTime() {
        String offset = header.offsetFromUtc();
        return offset.matches("[+-](0\\d|1[0-4])[0-5]\\d") ? time.withOffsetSameInstant(ZoneOffset.of(offset)) : time;
    }

    /** Shows nothing of patient, study or estimate. */
    @Override
    public String toString() {
        return "ResultSource";
    }
}
