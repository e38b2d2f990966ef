package org.xattnbmd.samples.viewer;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.xattnbmd.samples.DicomFiles;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.results.DicomObject;
import org.xattnbmd.sdk.results.DicomResults;

/**
 * Saves estimates of one exam as objects for an archive: report, capture, presentation state and page. All are made before the
 * first is written. A second estimate, with other facts or another box, is a second edition. It holds no picture. For one thread.
 */
final class ResultSaver {

    private BmdEstimate saved;
    private int edition;

    /**
     * An estimate and what it was made from.
     *
     * @param card the card of the model that estimated
     * @param marks what was said of the picture
     * @param made when it was made
     */
    record Answer(BmdEstimate estimate, ModelCard card, Marks marks, OffsetDateTime made) {}

    /**
     * Writes the objects into a folder, each named by its identifier, and says in words which.
     *
     * @throws BmdException {@code RESULT_NOT_DICOM} or {@code RESULT_STUDY} if the radiograph belongs to no study; {@code
     *     INVALID_ARGUMENT} if the folder cannot be written
     */
    String save(Answer answer, OpenedRadiograph opened, Path folder) {
        DicomResults results = DicomResults.of(
                answer.estimate(),
                answer.card(),
                answer.marks().on(opened.radiograph()),
                opened.study(),
                answer.made());
        if (answer.estimate() != saved) {
            saved = answer.estimate();
            edition++;
        }
        DicomResults edited = results.withEdition(edition);
        List<DicomObject> objects = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        List<Supplier<DicomObject>> kinds =
                List.of(edited::secondaryCapture, edited::presentationState, edited::encapsulatedPdf);
        for (Supplier<DicomObject> kind : kinds) {
            try {
                objects.add(kind.get());
            } catch (BmdException refused) {
                // Only a presentation state can be: there is no box to show, or the picture is in colour.
                words.append("\nNot saved: ").append(refused);
            }
        }
        Set<DicomObject.Kind> companions =
                objects.stream().map(DicomObject::kind).collect(Collectors.toSet());
        objects.add(0, edited.withCompanions(companions).structuredReport());
        for (DicomObject object : objects) {
            DicomFiles.write(folder, object);
            words.append("\nSaved: ")
                    .append(object.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(", ")
                    .append(object.sopInstanceUid())
                    .append(".dcm");
        }
        return words.toString().strip();
    }
}
