package org.xattnbmd.samples.pacs;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xattnbmd.sdk.results.DicomObject;

/**
 * What an archive has of a study, as a search says. Immutable.
 *
 * @param whole whether there is no object beside those listed
 */
record StudyContents(boolean whole, List<Entry> entries) {

    /** One object. */
    record Entry(DicomWeb.Instance at, String modality, String bodyPart, int number) {}

    StudyContents {
        entries = List.copyOf(entries);
    }

    /**
     * The images of a modality, by their numbers.
     *
     * @param bodyParts BodyPartExamined that a series may have, in upper case; empty for any. A series that does not say is taken
     */
    List<DicomWeb.Instance> images(String modality, Set<String> bodyParts) {
        return entries.stream()
                .filter(entry -> entry.modality().equals(modality) && isOf(entry.bodyPart(), bodyParts))
                .sorted(Comparator.comparingInt(Entry::number)
                        .thenComparing(entry -> entry.at().sop()))
                .map(Entry::at)
                .toList();
    }

    private static boolean isOf(String said, Set<String> bodyParts) {
        String part = said.trim().toUpperCase(Locale.ROOT);
        return bodyParts.isEmpty() || part.isEmpty() || bodyParts.contains(part);
    }

    /** Whether an object is among those listed. */
    boolean has(DicomObject object) {
        return entries.stream().anyMatch(entry -> entry.at().sop().equals(object.sopInstanceUid()));
    }
}
