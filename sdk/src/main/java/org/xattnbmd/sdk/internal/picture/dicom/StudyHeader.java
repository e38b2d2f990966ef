package org.xattnbmd.sdk.internal.picture.dicom;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.dicom.Uids;
import org.xattnbmd.sdk.internal.dicom.Vr;
import org.xattnbmd.sdk.internal.picture.Orientation;

/**
 * What the header of a radiograph says that a result in DICOM repeats: whose it is, to which study it belongs, which image it is
 * and how that is shown. It holds a person's data as the file has them, in the file's own bytes, and shows none.
 *
 * @param study the attributes of patient and study that a result repeats, as bytes of the file's character set
 * @param characterSet the file's Specific Character Set, empty if it has none
 * @param offsetFromUtc its Timezone Offset From UTC such as +0100, empty if it has none
 * @param studyInstanceUid which study it belongs to
 * @param image which image it is
 * @param display what of the image a presentation state has to repeat: rescaling, window, tables
 * @param quality what a picture made from the image inherits: lossy compression, annotation that was burned in
 */
public record StudyHeader(
        DataSet study,
        String characterSet,
        String offsetFromUtc,
        String studyInstanceUid,
        Image image,
        DataSet display,
        DataSet quality) {

    /**
     * The image that was read, by its identifiers and as it is stored.
     *
     * @param oriented whether the file says which way round the picture is
     */
    public record Image(
            String sopClassUid,
            String sopInstanceUid,
            String seriesInstanceUid,
            int columns,
            int rows,
            Orientation orientation,
            boolean oriented,
            Greys greys) {

        /** Shows no identifier. */
        @Override
        public String toString() {
            return "Image";
        }
    }

    /** How stored values are greys. */
    public enum Greys {
        /** Larger values are brighter. */
        USUAL,
        /** Larger values are darker. */
        INVERTED,
        /** The picture is stored in colour. */
        NONE
    }

    private static final List<Attribute> STUDY = List.of(
            Attribute.SPECIFIC_CHARACTER_SET,
            Attribute.STUDY_DATE,
            Attribute.STUDY_TIME,
            Attribute.ACCESSION_NUMBER,
            Attribute.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE,
            Attribute.REFERRING_PHYSICIANS_NAME,
            Attribute.TIMEZONE_OFFSET_FROM_UTC,
            Attribute.STUDY_DESCRIPTION,
            Attribute.PROCEDURE_CODE_SEQUENCE,
            Attribute.PATIENTS_NAME,
            Attribute.PATIENT_ID,
            Attribute.ISSUER_OF_PATIENT_ID,
            Attribute.TYPE_OF_PATIENT_ID,
            Attribute.ISSUER_OF_PATIENT_ID_QUALIFIERS_SEQUENCE,
            Attribute.PATIENTS_BIRTH_DATE,
            Attribute.PATIENTS_SEX,
            Attribute.QUALITY_CONTROL_SUBJECT,
            Attribute.PATIENTS_AGE,
            Attribute.PATIENTS_SIZE,
            Attribute.PATIENTS_WEIGHT,
            Attribute.PATIENT_IDENTITY_REMOVED,
            Attribute.DEIDENTIFICATION_METHOD,
            Attribute.STUDY_INSTANCE_UID,
            Attribute.STUDY_ID);

    private static final List<Attribute> WINDOW = List.of(
            Attribute.WINDOW_CENTER,
            Attribute.WINDOW_WIDTH,
            Attribute.WINDOW_CENTER_AND_WIDTH_EXPLANATION,
            Attribute.VOI_LUT_FUNCTION,
            Attribute.RESCALE_INTERCEPT,
            Attribute.RESCALE_SLOPE,
            Attribute.RESCALE_TYPE);

    /** Of pictures without a sign: where there is one, a table's descriptor is written in another representation. */
    private static final List<Attribute> DISPLAY = Stream.concat(WINDOW.stream(), Stream.of(Attribute.VOI_LUT_SEQUENCE))
            .toList();

    private static final List<Attribute> QUALITY = List.of(
            Attribute.BURNED_IN_ANNOTATION,
            Attribute.LOSSY_IMAGE_COMPRESSION,
            Attribute.LOSSY_IMAGE_COMPRESSION_RATIO,
            Attribute.LOSSY_IMAGE_COMPRESSION_METHOD);

    private static final List<Attribute> CODE = List.of(
            Attribute.CODE_VALUE,
            Attribute.CODING_SCHEME_DESIGNATOR,
            Attribute.CODING_SCHEME_VERSION,
            Attribute.CODE_MEANING,
            Attribute.LONG_CODE_VALUE,
            Attribute.URN_CODE_VALUE);

    private static final List<Attribute> ISSUER = List.of(
            Attribute.LOCAL_NAMESPACE_ENTITY_ID, Attribute.UNIVERSAL_ENTITY_ID, Attribute.UNIVERSAL_ENTITY_ID_TYPE);

    private static final List<Attribute> TABLE =
            List.of(Attribute.LUT_DESCRIPTOR, Attribute.LUT_EXPLANATION, Attribute.LUT_DATA);

    /**
     * Reads the header of a radiograph whose picture could be read.
     *
     * @throws BmdException {@code RESULT_NOT_DICOM} for another format, {@code RESULT_STUDY} where a result could not say
     *     which study or which image it belongs to
     */
    public static StudyHeader read(byte[] file) {
        if (!DicomFile.matches(file)) {
            throw new BmdException(
                    Code.RESULT_NOT_DICOM,
                    "Expected a radiograph in DICOM, received another format: a DICOM result needs the study that it belongs"
                            + " to. Give the file as the archive has it.");
        }
        Dataset set = DicomFile.dataSet(file);
        DicomHeader header = DicomHeader.of(set);
        String study = uid(set, Attribute.STUDY_INSTANCE_UID);
        return new StudyHeader(
                copy(set, STUDY),
                set.text(Attribute.SPECIFIC_CHARACTER_SET.tag()),
                set.text(Attribute.TIMEZONE_OFFSET_FROM_UTC.tag()),
                study,
                new Image(
                        uid(set, Attribute.SOP_CLASS_UID),
                        uid(set, Attribute.SOP_INSTANCE_UID),
                        uid(set, Attribute.SERIES_INSTANCE_UID),
                        header.columns(),
                        header.rows(),
                        PatientOrientation.of(set),
                        set.text(Tag.PATIENT_ORIENTATION).matches(".+\\\\.+"),
                        greys(header)),
                copy(set, header.bits().signed() ? WINDOW : DISPLAY),
                copy(set, QUALITY));
    }

    private static Greys greys(DicomHeader header) {
        if (header.samples().count() > 1) {
            return Greys.NONE;
        }
        return header.greys().inverted() ? Greys.INVERTED : Greys.USUAL;
    }

    private static String uid(Dataset set, Attribute attribute) {
        String uid = set.text(attribute.tag());
        if (!Uids.isUid(uid)) {
            throw new BmdException(
                    Code.RESULT_STUDY,
                    "Expected a radiograph with a unique identifier in " + Dataset.name(attribute.tag())
                            + ", received none that a result could refer to. Give the file as the archive has it.");
        }
        return uid;
    }

    private static DataSet copy(Dataset source, List<Attribute> attributes) {
        DataSet copy = new DataSet();
        for (Attribute attribute : attributes) {
            if (!source.has(attribute.tag())) {
                continue;
            }
            if (attribute.vr() == Vr.SQ) {
                copy.putItems(attribute, items(source, attribute));
            } else if (attribute.vr() == Vr.UI) {
                // The one text whose padding is no space, which some writers do not know.
                copy.put(attribute, source.text(attribute.tag()));
            } else {
                copy.putBytes(attribute, bytes(source, attribute));
            }
        }
        return copy;
    }

    /** Items of which nothing is understood are left out: a code of nothing but private elements says nothing. */
    private static List<DataSet> items(Dataset source, Attribute sequence) {
        List<Attribute> inside = switch (sequence) {
            case PROCEDURE_CODE_SEQUENCE -> CODE;
            case VOI_LUT_SEQUENCE -> TABLE;
            default -> ISSUER;
        };
        List<DataSet> items = new ArrayList<>();
        List<Dataset> known = sequence == Attribute.VOI_LUT_SEQUENCE
                ? LookupTable.items(source, sequence.tag())
                : source.items(sequence.tag());
        for (Dataset item : known) {
            DataSet copy = copy(item, inside);
            if (!copy.isEmpty()) {
                items.add(copy);
            }
        }
        return items;
    }

    private static byte[] bytes(Dataset source, Attribute attribute) {
        byte[] bytes = source.copy(attribute.tag(), attribute.vr().isShorts());
        if (!attribute.vr().isLong() && bytes.length > 0xFFFE) {
            throw new BmdException(
                    Code.RESULT_STUDY,
                    "Expected a header that can be repeated, received one whose " + Dataset.name(attribute.tag())
                            + " is longer than DICOM allows. Have it corrected where the file comes from.");
        }
        return bytes;
    }

    /** The day of the study; empty if there is none that can be read. */
    public Optional<LocalDate> studyDate() {
        // Files of DICOM's predecessor ACR-NEMA have dots between.
        String date = study.bytes(Attribute.STUDY_DATE).replace(".", "");
        try {
            return Optional.of(LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public PatientIdentity patient() {
        return new PatientIdentity(this);
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "StudyHeader";
    }
}
