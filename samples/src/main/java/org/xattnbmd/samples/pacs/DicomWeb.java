package org.xattnbmd.samples.pacs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xattnbmd.samples.pacs.ArchiveException.Code;
import org.xattnbmd.samples.pacs.Connection.Answer;
import org.xattnbmd.samples.pacs.StudyContents.Entry;
import org.xattnbmd.sdk.results.DicomObject;

/** The three services of DICOMweb (PS3.18 chapter 10) that the service needs. Thread-safe. */
final class DicomWeb {

    private static final String JSON = "application/dicom+json";
    private static final String DICOM = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";

    /** A page of answers; a thousand studies are about a megabyte. */
    private static final int MOST_JSON = 32 << 20;

    /** Objects of one study that one question asks for; studies of a hip have a few. */
    private static final int MOST_LISTED = 256;

    private static final String FIELDS = "includefield=" + DicomJson.MODALITY + "&includefield=" + DicomJson.BODY_PART
            + "&includefield=" + DicomJson.INSTANCE_NUMBER;

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

    private final Connection connection;
    private final int mostObject;

    /**
     * @param mostObject bytes of one radiograph
     */
    DicomWeb(Connection connection, int mostObject) {
        this.connection = connection;
        this.mostObject = mostObject;
    }

    /**
     * Which studies.
     *
     * @param modality that one of their series has
     * @param dates StudyDate as QIDO-RS takes it, {@code 20260101-} or {@code 20260101-20260131}; empty for all
     */
    record Query(String modality, String dates) {}

    /** @param date StudyDate, YYYYMMDD, or empty */
    record Study(String uid, String date) {}

    /** Where one image lies. */
    record Instance(String study, String series, String sop) {}

    /** QIDO-RS: a page of studies; fewer than asked for only on the last. */
    List<Study> studies(Query query, int offset, int limit) {
        String path = "studies?ModalitiesInStudy=" + encoded(query.modality())
                + (query.dates().isEmpty() ? "" : "&StudyDate=" + encoded(query.dates()))
                + "&limit=" + limit + "&offset=" + offset;
        return search(path).stream()
                .map(found ->
                        new Study(DicomJson.uid(found, DicomJson.STUDY), DicomJson.text(found, DicomJson.STUDY_DATE)))
                .toList();
    }

    /**
     * QIDO-RS: what a study has. One question, unless the study has more than {@value #MOST_LISTED} objects or the archive leaves
     * out what PS3.18 (table 10.6.3-5) asks it to say of each; then the contents are those of the modality's series alone.
     */
    StudyContents contents(Study study, String modality) {
        List<JsonNode> found = search("studies/" + study.uid() + "/instances?" + FIELDS + "&limit=" + MOST_LISTED);
        boolean whole = found.size() < MOST_LISTED
                && found.stream()
                        .allMatch(one -> !DicomJson.text(one, DicomJson.SERIES).isEmpty()
                                && !DicomJson.text(one, DicomJson.MODALITY).isEmpty());
        if (whole) {
            return new StudyContents(
                    true,
                    found.stream()
                            .map(one -> entry(
                                    study,
                                    DicomJson.uid(one, DicomJson.SERIES),
                                    DicomJson.text(one, DicomJson.MODALITY),
                                    DicomJson.text(one, DicomJson.BODY_PART),
                                    one))
                            .toList());
        }
        List<Entry> entries = new ArrayList<>();
        String inStudy = "studies/" + study.uid() + "/series";
        for (JsonNode series :
                search(inStudy + "?Modality=" + encoded(modality) + "&includefield=" + DicomJson.BODY_PART)) {
            String uid = DicomJson.uid(series, DicomJson.SERIES);
            String part = DicomJson.text(series, DicomJson.BODY_PART);
            for (JsonNode image :
                    search(inStudy + "/" + uid + "/instances?includefield=" + DicomJson.INSTANCE_NUMBER)) {
                entries.add(entry(study, uid, modality, part, image));
            }
        }
        return new StudyContents(false, entries);
    }

    private static Entry entry(Study study, String series, String modality, String bodyPart, JsonNode found) {
        return new Entry(
                new Instance(study.uid(), series, DicomJson.uid(found, DicomJson.SOP_INSTANCE)),
                modality,
                bodyPart,
                number(DicomJson.text(found, DicomJson.INSTANCE_NUMBER)));
    }

    /** WADO-RS: the object as it is stored. */
    byte[] retrieve(Instance at) {
        Answer answer = connection.get(
                "studies/" + at.study() + "/series/" + at.series() + "/instances/" + at.sop(), DICOM, mostObject);
        requireOk(answer);
        if (answer.contentType().toLowerCase(Locale.ROOT).startsWith("multipart/related")) {
            List<byte[]> parts = MultipartRelated.parts(answer.contentType(), answer.body());
            if (parts.size() != 1) {
                throw new ArchiveException(Code.BAD_ANSWER, "Expected one object, received " + parts.size() + ".");
            }
            return parts.get(0);
        }
        return answer.body();
    }

    /** Those of some objects of a study that the archive does not have; by one question, where its contents are known whole. */
    List<DicomObject> missing(StudyContents contents, List<DicomObject> objects) {
        return objects.stream()
                .filter(object -> contents.whole() ? !contents.has(object) : !has(object))
                .toList();
    }

    private boolean has(DicomObject object) {
        return !search("studies/" + object.studyInstanceUid() + "/instances?SOPInstanceUID=" + object.sopInstanceUid())
                .isEmpty();
    }

    /**
     * STOW-RS, believed only when the answer names each object and a search finds it. The parts don't name their transfer syntax, though
     * PS3.18 (8.7.3.4) asks for it of compressed ones: the object says it itself, and Orthanc 1.10 leaves out a part that names it and
     * answers 200.
     *
     * @return false if the archive does not take one for being compressed; others may then be stored
     * @throws ArchiveException {@code NOT_STORED} if one is not there for another reason
     */
    boolean store(Study study, String modality, List<DicomObject> objects) {
        List<DicomObject> compressed =
                objects.stream().filter(DicomWeb::isCompressed).toList();
        Answer answer = connection.post(
                "studies/" + study.uid(),
                MultipartRelated.of(objects.stream().map(DicomObject::bytes).toList()),
                JSON,
                MOST_JSON);
        if (answer.status() == UNSUPPORTED_MEDIA_TYPE && !compressed.isEmpty()) {
            return false;
        }
        if (answer.status() != 200 && answer.status() != 202 && answer.status() != 409) {
            throw new ArchiveException(
                    Code.NOT_STORED, "The archive refuses the result (HTTP " + answer.status() + ").");
        }
        Set<String> stored = new HashSet<>();
        for (JsonNode dataset : DicomJson.datasets(answer.body())) {
            for (JsonNode failed : DicomJson.items(dataset, DicomJson.FAILED_SOPS)) {
                String sop = DicomJson.text(failed, DicomJson.REFERENCED_SOP);
                if (compressed.stream()
                                .anyMatch(object -> object.sopInstanceUid().equals(sop))
                        && !noRoom(failed)) {
                    return false;
                }
                throw new ArchiveException(
                        Code.NOT_STORED,
                        String.format(
                                Locale.ROOT,
                                "The archive refuses the result (failure reason %04XH).",
                                number(DicomJson.text(failed, DicomJson.FAILURE_REASON))));
            }
            for (JsonNode item : DicomJson.items(dataset, DicomJson.REFERENCED_SOPS)) {
                stored.add(DicomJson.text(item, DicomJson.REFERENCED_SOP));
            }
        }
        for (DicomObject object : objects) {
            if (!stored.contains(object.sopInstanceUid())) {
                if (isCompressed(object)) {
                    return false;
                }
                throw new ArchiveException(
                        Code.NOT_STORED, "The archive's answer does not name the " + object.kind() + " as stored.");
            }
        }
        for (DicomObject object : missing(contents(study, modality), objects)) {
            throw new ArchiveException(
                    Code.NOT_STORED, "The archive says that it stored the " + object.kind() + " and does not find it.");
        }
        return true;
    }

    private static boolean isCompressed(DicomObject object) {
        return !object.transferSyntaxUid().equals(EXPLICIT_LITTLE_ENDIAN);
    }

    /**
     * Whether the reason is one that would be the same without compression: no resources, A7xxH, or no right, 0124H. The reason for a
     * transfer syntax is C122H (PS3.18, I.2.2), but archives say others too.
     */
    private static boolean noRoom(JsonNode failed) {
        int reason = number(DicomJson.text(failed, DicomJson.FAILURE_REASON));
        return reason >> 8 == 0xA7 || reason == 0x0124;
    }

    private List<JsonNode> search(String path) {
        Answer answer = connection.get(path, JSON, MOST_JSON);
        if (answer.status() == 204 || answer.status() == 404) {
            return List.of();
        }
        requireOk(answer);
        return answer.body().length == 0 ? List.of() : DicomJson.datasets(answer.body());
    }

    private static void requireOk(Answer answer) {
        if (answer.status() != 200 && answer.status() != 206) {
            throw new ArchiveException(
                    Code.BAD_ANSWER, "Expected HTTP 200 from the archive, received " + answer.status() + ".");
        }
    }

    private static int number(String text) {
        return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
