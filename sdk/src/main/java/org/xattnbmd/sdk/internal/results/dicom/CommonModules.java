package org.xattnbmd.sdk.internal.results.dicom;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.dicom.Part10;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;
import org.xattnbmd.sdk.internal.picture.dicom.TransferSyntax;
import org.xattnbmd.sdk.results.DicomObject.Kind;
import org.xattnbmd.sdk.results.DicomResults.Equipment;

/** The modules that all results have: patient, study, series, equipment, SOP common (DICOM PS3.3, C.7 and C.12). */
final class CommonModules {

    /** Series of results stand behind those of the modalities. */
    private static final int FIRST_SERIES = 9901;

    private CommonModules() {}

    /** A data set with the modules of this kind of result filled in. */
    static DataSet begin(ResultSource source, Kind kind) {
        Equipment equipment = source.equipment();
        return new DataSet()
                .putAll(source.header().study())
                .emptyIfAbsent(
                        Attribute.PATIENTS_NAME,
                        Attribute.PATIENT_ID,
                        Attribute.PATIENTS_BIRTH_DATE,
                        Attribute.PATIENTS_SEX,
                        Attribute.STUDY_DATE,
                        Attribute.STUDY_TIME,
                        Attribute.ACCESSION_NUMBER,
                        Attribute.REFERRING_PHYSICIANS_NAME,
                        Attribute.STUDY_ID)
                .put(Attribute.SOP_CLASS_UID, kind.sopClassUid())
                .put(Attribute.SOP_INSTANCE_UID, source.instanceUid(kind))
                .put(Attribute.MODALITY, kind.modality())
                .put(Attribute.SERIES_INSTANCE_UID, source.seriesUid(kind))
                .put(Attribute.SERIES_NUMBER, Integer.toString(FIRST_SERIES + kind.ordinal()))
                .put(Attribute.SERIES_DESCRIPTION, description(source))
                .put(Attribute.INSTANCE_NUMBER, Integer.toString(source.edition()))
                .put(Attribute.MANUFACTURER, equipment.manufacturer())
                .put(Attribute.MANUFACTURERS_MODEL_NAME, equipment.modelName())
                .put(Attribute.DEVICE_SERIAL_NUMBER, equipment.serialNumber())
                .put(Attribute.SOFTWARE_VERSIONS, equipment.softwareVersions())
                .putItems(Attribute.CONTRIBUTING_EQUIPMENT_SEQUENCE, algorithm(source));
    }

    /** What made the estimate, as IHE's AI Results asks for in every object (PS3.3, C.12.1.1.5). */
    private static DataSet algorithm(ResultSource source) {
        Equipment equipment = source.equipment();
        return new DataSet()
                .put(Attribute.MANUFACTURER, equipment.manufacturer())
                .put(Attribute.MANUFACTURERS_MODEL_NAME, equipment.modelName())
                .put(Attribute.DEVICE_SERIAL_NUMBER, equipment.serialNumber())
                .put(Attribute.DEVICE_UID, source.deviceUid())
                .put(Attribute.SOFTWARE_VERSIONS, equipment.softwareVersions())
                .putItems(Attribute.PURPOSE_OF_REFERENCE_CODE_SEQUENCE, Concepts.PROCESSING_EQUIPMENT.item());
    }

    /** What lists of series show of a result. */
    static String description(ResultSource source) {
        return (source.simulated() ? "SIMULATED " : "") + "BMD estimate, not DXA, not for diagnosis";
    }

    /** Date and time of the content under the attributes of a kind of result. */
    static DataSet time(ResultSource source, Attribute date, Attribute time) {
        OffsetDateTime moment = source.studyTime();
        return new DataSet()
                .put(date, DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).format(moment))
                .put(time, DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).format(moment));
    }

    /** Which side, as a letter; empty if nobody knows. */
    static String laterality(ResultSource source) {
        return switch (source.side()) {
            case LEFT -> "L";
            case RIGHT -> "R";
            case UNKNOWN -> "";
        };
    }

    /** A reference to the radiograph. */
    static DataSet reference(Image image) {
        return reference(image.sopClassUid(), image.sopInstanceUid());
    }

    /** A reference to a result. */
    static DataSet reference(ResultSource source, Kind kind) {
        return reference(kind.sopClassUid(), source.instanceUid(kind));
    }

    private static DataSet reference(String sopClassUid, String sopInstanceUid) {
        return new DataSet()
                .put(Attribute.REFERENCED_SOP_CLASS_UID, sopClassUid)
                .put(Attribute.REFERENCED_SOP_INSTANCE_UID, sopInstanceUid);
    }

    static ResultFile file(ResultSource source, Kind kind, DataSet set) {
        return file(source, kind, set, TransferSyntax.EXPLICIT_LITTLE);
    }

    static ResultFile file(ResultSource source, Kind kind, DataSet set, TransferSyntax syntax) {
        String instance = source.instanceUid(kind);
        return new ResultFile(
                instance, syntax.uid(), Part10.write(set, syntax.uid(), kind.sopClassUid(), instance, source.text()));
    }
}
