package org.xattnbmd.samples.pacs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xattnbmd.samples.pacs.ArchiveException.Code;
import org.xattnbmd.samples.pacs.Connection.Answer;
import org.xattnbmd.sdk.results.DicomObject;

/** The three services of DICOMweb (PS3.18 chapter 10) that the service needs. Thread-safe. */
final class DicomWeb {

    private static final String JSON = "application/dicom+json";
    private static final String DICOM = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";

    /** A page of answers; a thousand studies are about a megabyte. */
    private static final int MOST_JSON = 32 << 20;

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
     * QIDO-RS: a study's images of a modality, by their numbers.
     *
     * @param bodyParts BodyPartExamined that a series may have, in upper case; empty for any. A series that does not say is taken
     */
    List<Instance> images(Study study, String modality, Set<String> bodyParts) {
        record Numbered(int number, Instance instance) {}
        List<Numbered> images = new ArrayList<>();
        String inStudy = "studies/" + study.uid() + "/series";
        for (JsonNode series :
                search(inStudy + "?Modality=" + encoded(modality) + "&includefield=" + DicomJson.BODY_PART)) {
            String part = DicomJson.text(series, DicomJson.BODY_PART).trim().toUpperCase(Locale.ROOT);
            if (!bodyParts.isEmpty() && !part.isEmpty() && !bodyParts.contains(part)) {
                continue;
            }
            String uid = DicomJson.uid(series, DicomJson.SERIES);
            for (JsonNode image :
                    search(inStudy + "/" + uid + "/instances?includefield=" + DicomJson.INSTANCE_NUMBER)) {
                images.add(new Numbered(
                        number(DicomJson.text(image, DicomJson.INSTANCE_NUMBER)),
                        new Instance(study.uid(), uid, DicomJson.uid(image, DicomJson.SOP_INSTANCE))));
            }
        }
        return images.stream()
                .sorted(Comparator.comparingInt(Numbered::number)
                        .thenComparing(numbered -> numbered.instance().sop()))
                .map(Numbered::instance)
                .toList();
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

    /** Whether the archive has an object. */
    boolean has(DicomObject object) {
        return !search("studies/" + object.studyInstanceUid() + "/instances?SOPInstanceUID=" + object.sopInstanceUid())
                .isEmpty();
    }

    /**
     * STOW-RS, believed only when the answer names each object and a search finds it.
     *
     * @throws ArchiveException {@code NOT_STORED} if one is not there
     */
    void store(String study, List<DicomObject> objects) {
        Answer answer = connection.post(
                "studies/" + study,
                MultipartRelated.of(objects.stream().map(DicomObject::bytes).toList()),
                JSON,
                MOST_JSON);
        if (answer.status() != 200 && answer.status() != 202 && answer.status() != 409) {
            throw new ArchiveException(
                    Code.NOT_STORED, "The archive refuses the result (HTTP " + answer.status() + ").");
        }
        Set<String> stored = new HashSet<>();
        for (JsonNode dataset : DicomJson.datasets(answer.body())) {
            for (JsonNode failed : DicomJson.items(dataset, DicomJson.FAILED_SOPS)) {
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
                throw new ArchiveException(
                        Code.NOT_STORED, "The archive's answer does not name the " + object.kind() + " as stored.");
            }
            if (!has(object)) {
                throw new ArchiveException(
                        Code.NOT_STORED,
                        "The archive says that it stored the " + object.kind() + " and does not find it.");
            }
        }
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
