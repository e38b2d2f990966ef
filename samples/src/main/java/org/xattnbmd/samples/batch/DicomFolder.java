package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.DicomFiles;
import org.xattnbmd.samples.Journal;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.samples.WholeFile;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.DicomObject;
import org.xattnbmd.sdk.results.DicomResults;

/**
 * The folder of a batch's DICOM objects: a structured report and a secondary capture of each row, and {@code objects.csv}, which says
 * whose they are. A file is named by its object's own identifier, never by the radiograph's name or by what its header says of a
 * person; the same row gives the same names, so a start after a kill writes over what an earlier one left and loses nothing.
 * Thread-safe; a second process that writes to the same folder is refused.
 */
final class DicomFolder implements AutoCloseable {

    /** Why a row has no objects although it was estimated: its code, or this. */
    static final String SAME_IMAGE = "same_image";

    private static final String JOURNAL = "objects.journal";
    private static final String HEADER = "row,structured_report,secondary_capture,reason\n";

    /**
     * The objects of one row.
     *
     * @param report SOP instance of the structured report; empty if there is none
     * @param capture SOP instance of the secondary capture; empty if there is none
     * @param reason why there are none; empty if there are
     */
    record Objects(String report, String capture, String reason) {

        private static final Journal.Form<Objects> FORM = new Journal.Form<>() {

            @Override
            public List<String> cells(Objects objects) {
                return List.of(objects.report, objects.capture, objects.reason);
            }

            @Override
            public Optional<Objects> line(List<String> cells) {
                return Optional.of(new Objects(cells.get(0), cells.get(1), cells.get(2)));
            }
        };

        static Objects none(String reason) {
            return new Objects("", "", reason);
        }

        boolean written() {
            return !report.isEmpty();
        }
    }

    private final Path folder;
    private final Journal<Objects> journal;
    private final boolean compressed;

    /** The places of the rows in the list; of equal rows the first. */
    private final Map<String, Integer> places = new HashMap<>();

    /** Which row's a structured report is: copies of one image have one result, and it is the first estimated row's. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    private DicomFolder(Path folder, Journal<Objects> journal, List<String> keys, boolean compressed) {
        this.folder = folder;
        this.journal = journal;
        this.compressed = compressed;
        for (int i = 0; i < keys.size(); i++) {
            places.putIfAbsent(keys.get(i), i);
        }
        Map.copyOf(journal.lines()).forEach((key, objects) -> {
            if (objects.written() && places.containsKey(key)) {
                owners.merge(objects.report, key, this::first);
            }
        });
        Map.copyOf(journal.lines()).forEach((key, objects) -> {
            if (objects.written()
                    && places.containsKey(key)
                    && !owners.get(objects.report).equals(key)) {
                // A kill came between the first row's objects and this line.
                journal.append(key, Objects.none(SAME_IMAGE));
            }
        });
    }

    private String first(String one, String other) {
        return places.get(one) <= places.get(other) ? one : other;
    }

    /**
     * Opens the folder, which is made if absent, and takes up what an earlier start has done.
     *
     * @param keys the rows of this start, in order: what the list no longer has owns no image
     * @param compressed captures as RLE Lossless
     */
    static DicomFolder open(Path folder, List<String> keys, boolean compressed) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Console.disk("a folder for DICOM results that can be made", e);
        }
        return new DicomFolder(folder, Journal.open(folder.resolve(JOURNAL), Objects.FORM), keys, compressed);
    }

    /**
     * Writes the objects of a row, if it can have any, before the row counts as done.
     *
     * @param radiograph what was estimated from: the opened one, with a side perhaps
     * @param edition 1, or more where the same file is estimated again with other facts
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if the disk refuses
     */
    void write(
            String key,
            int edition,
            BmdEstimate estimate,
            ModelCard card,
            Radiograph radiograph,
            OpenedRadiograph opened) {
        if (opened.refusal().isPresent()) {
            journal.append(key, Objects.none(opened.refusal().get().code().id()));
            return;
        }
        DicomResults results = DicomResults.of(estimate, card, radiograph, opened.study(), OffsetDateTime.now())
                .withEdition(edition)
                .withCompanions(Set.of(DicomObject.Kind.SECONDARY_CAPTURE));
        DicomObject report = results.structuredReport();
        String instance = report.sopInstanceUid();
        String known = owners.get(instance);
        DicomObject capture = known == null || first(known, key).equals(key) ? capture(results) : null;
        owners.compute(instance, (any, owner) -> {
            if (owner != null && !first(owner, key).equals(key)) {
                journal.append(key, Objects.none(SAME_IMAGE));
                return owner;
            }
            DicomFiles.write(folder, report);
            DicomFiles.write(folder, capture);
            journal.append(key, new Objects(instance, capture.sopInstanceUid(), ""));
            if (owner != null && !owner.equals(key)) {
                journal.append(owner, Objects.none(SAME_IMAGE));
            }
            return key;
        });
    }

    private DicomObject capture(DicomResults results) {
        return compressed ? results.compressedSecondaryCapture() : results.secondaryCapture();
    }

    /**
     * Writes {@code objects.csv}, a line for each row of the results, and says how many rows have objects, and how many were
     * estimated and have none.
     */
    String finish(Results results, List<String> keys) {
        StringBuilder csv = new StringBuilder(HEADER);
        int with = 0;
        int without = 0;
        for (int i = 0; i < keys.size(); i++) {
            boolean figures = results.rows().get(i).outcome().estimated()
                    || results.rows().get(i).outcome().notUsable();
            Objects objects = figures ? journal.lines().get(keys.get(i)) : Objects.none("refused");
            csv.append(i + 1)
                    .append(',')
                    .append(String.join(",", Objects.FORM.cells(objects)))
                    .append('\n');
            with += objects.written() ? 1 : 0;
            without += figures && !objects.written() ? 1 : 0;
        }
        WholeFile.write(folder.resolve("objects.csv"), csv.toString());
        return String.format(
                "DICOM results of %d, none of %d estimated: %s", with, without, folder.resolve("objects.csv"));
    }

    /** Forgets what was needed to go on after a kill. */
    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(JOURNAL));
        } catch (IOException e) {
            throw Console.disk("a journal that can be removed", e);
        }
    }

    /** For each row, how often its very file stands above with the same side and other facts, plus one. */
    static int[] editions(List<Request> requests, List<String> keys) {
        Map<String, Map<String, Integer>> known = new HashMap<>();
        int[] editions = new int[requests.size()];
        for (int i = 0; i < editions.length; i++) {
            Request request = requests.get(i);
            Map<String, Integer> ofFile =
                    known.computeIfAbsent(request.side() + " " + request.file(), any -> new HashMap<>());
            ofFile.putIfAbsent(keys.get(i), ofFile.size() + 1);
            editions[i] = ofFile.get(keys.get(i));
        }
        return editions;
    }

    @Override
    public void close() {
        journal.close();
    }
}
