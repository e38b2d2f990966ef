package org.xattnbmd.samples.pacs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the DICOM JSON model (PS3.18 annex F), bounded in depth and lengths. */
final class DicomJson {

    static final String STUDY_DATE = "00080020";
    static final String SOP_INSTANCE = "00080018";
    static final String MODALITY = "00080060";
    static final String BODY_PART = "00180015";
    static final String STUDY = "0020000D";
    static final String SERIES = "0020000E";
    static final String INSTANCE_NUMBER = "00200013";
    static final String FAILURE_REASON = "00081197";
    static final String FAILED_SOPS = "00081198";
    static final String REFERENCED_SOPS = "00081199";
    static final String REFERENCED_SOP = "00081155";

    /** PS3.5 section 9.1. */
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(64)
                    .build())
            .build());

    private DicomJson() {}

    /** The data sets of an answer; one that is no array counts as an array of it. */
    static List<JsonNode> datasets(byte[] body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw bad("JSON that can be read");
        }
        List<JsonNode> all = new ArrayList<>();
        if (root.isObject()) {
            all.add(root);
        } else if (root.isArray()) {
            root.forEach(all::add);
        } else {
            throw bad("a list of data sets");
        }
        for (JsonNode one : all) {
            if (!one.isObject()) {
                throw bad("a list of data sets");
            }
        }
        return all;
    }

    /** The first value as text; empty if there is none. */
    static String text(JsonNode dataset, String tag) {
        return dataset.path(tag).path("Value").path(0).asText("");
    }

    /** The items of a sequence. */
    static List<JsonNode> items(JsonNode dataset, String tag) {
        List<JsonNode> items = new ArrayList<>();
        dataset.path(tag).path("Value").forEach(items::add);
        return items;
    }

    /** A UID that may stand in an address: what an archive says must not become another path. */
    static String uid(JsonNode dataset, String tag) {
        String text = text(dataset, tag);
        if (!UID.matcher(text).matches()) {
            throw bad(String.format(Locale.ROOT, "a UID in (%s,%s)", tag.substring(0, 4), tag.substring(4)));
        }
        return text;
    }

    private static ArchiveException bad(String expected) {
        return new ArchiveException(
                ArchiveException.Code.BAD_ANSWER,
                "Expected " + expected + " in the archive's answer, received something else.");
    }
}
