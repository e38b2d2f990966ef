package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/**
 * One line of work.
 *
 * @param image the radiograph as the caller names it; it is what the results call the row
 * @param file where it lies; null if the row does not say
 * @param side which hip, UNKNOWN if not said
 * @param facts clinical facts by field, as text
 * @param refusal what becomes of a row that is wrong itself, or null
 */
record Request(String image, Path file, Radiograph.Side side, SortedMap<String, String> facts, Outcome refusal) {

    /**
     * Names this work: the same picture, facts and model give the same key, so that a batch that starts again knows what
     * it has done, and computes again what has changed. A hash, so that the journal holds no clinical value.
     */
    String key(String modelSha256, boolean useHeader, boolean returnUnusable) {
        String options = useHeader + " " + returnUnusable;
        String content =
                String.join("\n", modelSha256, options, image, stamp(), side.name()) + "\n" + facts + "\n" + refusal;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    private String stamp() {
        if (file == null) {
            return "absent";
        }
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            // Absent or unreadable: the estimate will say so, and a file that appears later gets another key.
            return "absent";
        }
    }

    ClinicalRecord.Builder clinical() {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        facts.forEach(record::set);
        return record;
    }
}
