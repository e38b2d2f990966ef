package org.xattnbmd.sdk.results;

import java.awt.image.BufferedImage;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.internal.results.dicom.EncapsulatedPdf;
import org.xattnbmd.sdk.internal.results.dicom.PresentationState;
import org.xattnbmd.sdk.internal.results.dicom.ResultFile;
import org.xattnbmd.sdk.internal.results.dicom.ResultSource;
import org.xattnbmd.sdk.internal.results.dicom.ResultSource.Filing;
import org.xattnbmd.sdk.internal.results.dicom.SecondaryCapture;
import org.xattnbmd.sdk.internal.results.dicom.StructuredReport;

/**
 * An estimate as objects that a picture archive takes. They belong to the radiograph's study; patient, study, accession number and
 * referring physician are its own, byte for byte, in its character set. Everywhere the estimate says that it is one and no DXA
 * measurement, that it isn't for diagnosis, and, where the model is so, SIMULATED. An estimate that is not {@linkplain
 * BmdEstimate.Trust#usable usable} gives objects without BMD, interval, T-score or category, which say why.
 *
 * <p>Identifiers depend on model file, radiograph, side, kind and {@linkplain #withEdition edition} alone: to store a result twice is to
 * store it once. Immutable and thread-safe; it holds what {@link StudyContext} does, and its text form shows none of it.
 */
public final class DicomResults {

    /** In another offset from UTC its last day may be in a year of five digits. */
    private static final int LAST_YEAR = 9999;

    private static final int LEAST_SECRET = 16;

    private final ResultSource source;
    private final Radiograph radiograph;

    private DicomResults(ResultSource source, Radiograph radiograph) {
        this.source = source;
        this.radiograph = radiograph;
    }

    /**
     * What makes a result says of itself (Enhanced General Equipment).
     *
     * @param manufacturer who answers for it; 1 to 64 characters, as the others
     * @param modelName the product
     * @param serialNumber of the installation
     * @param softwareVersions of the product
     */
    public record Equipment(String manufacturer, String modelName, String serialNumber, String softwareVersions) {

        private static final int MOST_CHARACTERS = 64;

        /** @throws BmdException {@code INVALID_ARGUMENT} if one is blank or longer than 64 characters */
        public Equipment {
            for (String text : new String[] {manufacturer, modelName, serialNumber, softwareVersions}) {
                if (text.isBlank() || text.length() > MOST_CHARACTERS) {
                    throw new BmdException(
                            Code.INVALID_ARGUMENT,
                            "Expected 1 to " + MOST_CHARACTERS + " characters for each text of the equipment, received "
                                    + text.length() + ".");
                }
            }
        }
    }

    /**
     * The results of an estimate.
     *
     * @param estimate made from {@code radiograph} by the model of {@code card}
     * @param radiograph the picture that was estimated from: {@code study.radiograph()}, or what was said of it since; its side
     *     goes into the results
     * @param contentTime when the estimate was made; the caller's to give. Written in the study's own offset from UTC where its
     *     header says one, else as it is
     * @throws BmdException {@code INVALID_ARGUMENT} if the radiograph isn't the study's, the estimate another model's, or the time
     *     outside of the years 1 to 9998; {@code RESULT_TARGET} for an estimate of a target without {@linkplain
     *     org.xattnbmd.sdk.ModelCard.Target#hasResultCodes codes}
     */
    public static DicomResults of(
            BmdEstimate estimate,
            ModelCard card,
            Radiograph radiograph,
            StudyContext study,
            OffsetDateTime contentTime) {
        Objects.requireNonNull(contentTime, "contentTime");
        if (!radiograph.sharesPixelsWith(study.radiograph())) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected the radiograph of the study, received another picture: its result would be filed under a study"
                            + " that it doesn't belong to. Estimate from the study's own radiograph.");
        }
        if (contentTime.getYear() < 1 || contentTime.getYear() >= LAST_YEAR) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a time in the years 1 to 9998, which DICOM can write, received one outside.");
        }
        BmdEstimate.ModelIdentity model = estimate.model();
        if (!card.modelId().equals(model.id()) || !card.modelVersion().equals(model.version())) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected the card of the model that estimated, received another's. Ask the estimator for its card.");
        }
        Equipment equipment = ResultSource.researchEquipment(model);
        return new DicomResults(
                new ResultSource(
                        estimate, card, radiograph.side(), study.header(), contentTime, equipment, Filing.FIRST),
                radiograph);
    }

    /** The same results from a vendor's product; without it they are from this project, with the model's hash as serial number. */
    public DicomResults withEquipment(Equipment equipment) {
        return new DicomResults(source.withEquipment(Objects.requireNonNull(equipment, "equipment")), radiograph);
    }

    /**
     * The same results as a later edition, with identifiers of its own: for a radiograph that is estimated again with the same
     * model and other clinical facts or another box, because an archive keeps what it has under an identifier.
     *
     * @param edition 1 or more; 1 without this
     * @throws BmdException {@code INVALID_ARGUMENT} for less
     */
    public DicomResults withEdition(int edition) {
        if (edition < 1) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT, "Expected an edition of 1 or more, received " + edition + ".");
        }
        Filing now = source.filing();
        return new DicomResults(source.withFiling(new Filing(edition, now.companions(), now.secret())), radiograph);
    }

    /**
     * The same results with a report that is the root of all: it refers to the objects of these kinds, which are to be stored with it.
     * Without this it refers to the radiograph alone.
     *
     * @param companions kinds but the report's own
     * @throws BmdException {@code INVALID_ARGUMENT} for the report's own
     */
    public DicomResults withCompanions(Set<DicomObject.Kind> companions) {
        if (companions.contains(DicomObject.Kind.STRUCTURED_REPORT)) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT, "Expected kinds of objects beside the report, received the report itself.");
        }
        Filing now = source.filing();
        List<DicomObject.Kind> inOrder = companions.stream().sorted().toList();
        return new DicomResults(source.withFiling(new Filing(now.edition(), inOrder, now.secret())), radiograph);
    }

    /**
     * The same results with a tracking identifier in the report that is the same in all examinations of one patient's hip, whatever the
     * model: for whoever follows a patient. Without this, or where patient or side is unknown, each radiograph has its own.
     *
     * <p>It is a hash of the patient's identifier, its issuer, the side and this secret. Without the secret nobody can guess the patient
     * from it; who knows the secret can link results of which names were removed. Keep it as long as the results, and let each
     * place that numbers its patients itself have its own.
     *
     * @param secret at least 16 bytes, made at random; a copy of its hash is kept
     * @throws BmdException {@code INVALID_ARGUMENT} for fewer
     */
    public DicomResults withTracking(byte[] secret) {
        if (secret.length < LEAST_SECRET) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT,
                    "Expected a secret of at least " + LEAST_SECRET + " bytes, received " + secret.length + ".");
        }
        Filing now = source.filing();
        return new DicomResults(
                source.withFiling(new Filing(now.edition(), now.companions(), Hashes.sha256(secret))), radiograph);
    }

    /**
     * A Comprehensive 3D SR of template TID 1500: BMD, limits of the prediction intervals, T-score with its reference population,
     * outlier score, attention to the clinical fields, the femoral neck's box, algorithm and model hash, warnings.
     */
    public DicomObject structuredReport() {
        return object(DicomObject.Kind.STRUCTURED_REPORT, StructuredReport.write(source));
    }

    /**
     * A Secondary Capture: the radiograph with attention and neck box, the figures, the interval as a bar, and the words that
     * must be there, in colour, about 1,900 by 1,200 pixels. No name is burned in. Its picture isn't compressed, about 7 MB: every
     * archive and viewer takes it so.
     */
    public DicomObject secondaryCapture() {
        return capture(false);
    }

    /**
     * The same Secondary Capture as RLE Lossless, about half as large: the same identifier and the same pixels, for archives that take
     * this transfer syntax and whose viewers show it in colour.
     */
    public DicomObject compressedSecondaryCapture() {
        return capture(true);
    }

    private DicomObject capture(boolean compressed) {
        return object(DicomObject.Kind.SECONDARY_CAPTURE, SecondaryCapture.write(source, overlay(), compressed));
    }

    /**
     * A Grayscale Softcopy Presentation State with the femoral neck's box over the radiograph itself, shown as it says itself.
     *
     * @throws BmdException {@code RESULT_NO_NECK} if the estimate has no box inside of the picture, or is not usable, {@code
     *     IMAGE_UNSUPPORTED} if the radiograph is stored in colour
     */
    public DicomObject presentationState() {
        return object(DicomObject.Kind.PRESENTATION_STATE, PresentationState.write(source));
    }

    /** An Encapsulated PDF: one page of A4 with what the secondary capture shows. The page names no patient. */
    public DicomObject encapsulatedPdf() {
        return object(DicomObject.Kind.ENCAPSULATED_PDF, EncapsulatedPdf.write(source, overlay()));
    }

    /** The picture with the attention; without it where the estimate is not usable: a single cell tints nothing. */
    private BufferedImage overlay() {
        AttentionMap attention = source.estimate().trust().usable()
                ? source.estimate().imageAttention()
                : new AttentionMap(1, 1, List.of(1f), new Area(0, 0, radiograph.width(), radiograph.height()));
        return attention.overlay(radiograph);
    }

    private DicomObject object(DicomObject.Kind kind, ResultFile file) {
        return new DicomObject(
                kind,
                source.header().studyInstanceUid(),
                file.sopInstanceUid(),
                file.transferSyntaxUid(),
                file.bytes());
    }

    /** Shows nothing of patient, study or estimate. */
    @Override
    public String toString() {
        return "DicomResults of model " + source.estimate().model().id();
    }
}
