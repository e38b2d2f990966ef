package org.xattnbmd.trainer.robustness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;

/**
 * Reads a cohort's radiographs under every condition, a few radiographs at a time; each finished part is a file in a
 * folder, so that a killed study loses at most one part.
 */
final class Reader {

    /** Radiographs in one file of readings. */
    private static final int PART = 8;

    /** Requests in one run of the network; as many pictures are in memory. */
    private static final int BATCH = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BmdEstimator estimator;
    private final List<Condition> conditions;
    private final ToDoubleFunction<ManifestRow> cohortSpacing;

    /** @param cohortSpacing side of a pixel in mm where a row's picture does not say it; NaN if unknown */
    Reader(BmdEstimator estimator, List<Condition> conditions, ToDoubleFunction<ManifestRow> cohortSpacing) {
        this.estimator = estimator;
        this.conditions = conditions;
        this.cohortSpacing = cohortSpacing;
    }

    /** What a file holds. */
    private record Part(List<SubjectReadings> subjects) {}

    /** Reads all rows in order; what the folder holds already is not read again. */
    List<SubjectReadings> read(String label, List<ManifestRow> rows, Path folder) {
        List<SubjectReadings> all = new ArrayList<>();
        try (Progress progress = new Progress(label, rows.size(), "radiographs")) {
            for (int from = 0; from < rows.size(); from += PART) {
                int to = Math.min(rows.size(), from + PART);
                Path file = folder.resolve(String.format(Locale.ROOT, "part-%05d.json", from / PART + 1));
                List<SubjectReadings> part = Files.exists(file) ? saved(file, rows.subList(from, to)) : null;
                if (part == null) {
                    part = new ArrayList<>();
                    for (int place = from; place < to; place++) {
                        part.add(read(place, rows.get(place)));
                        progress.step();
                    }
                    save(file, part);
                } else {
                    progress.step(to - from, "");
                }
                all.addAll(part);
            }
        }
        return all;
    }

    private SubjectReadings read(int place, ManifestRow row) {
        Radiograph radiograph;
        try {
            radiograph = Cohort.radiograph(row);
        } catch (BmdException e) {
            throw refused(row, e);
        }
        Condition.Subject subject = new Condition.Subject(place, row, radiograph);
        BmdEstimate clean;
        try {
            clean = estimator.estimate(radiograph, row.facts().clinical());
        } catch (BmdException e) {
            throw refused(row, e);
        }
        Map<String, ConditionReading> readings = new LinkedHashMap<>();
        for (int from = 0; from < conditions.size(); from += BATCH) {
            List<Condition> some = conditions.subList(from, Math.min(conditions.size(), from + BATCH));
            readings.putAll(estimates(some, subject));
        }
        return new SubjectReadings(
                row.line(),
                clean.clinicalAttention(),
                NeckLook.of(row, radiograph, clean, cohortSpacing.applyAsDouble(row)),
                readings);
    }

    private static TrainerException refused(ManifestRow row, BmdException e) {
        return new TrainerException(
                Code.COHORT_IMAGE,
                "CohortManifest line " + row.line() + ": " + e.code().id() + ": " + e.getMessage(),
                e);
    }

    /** One run of the network; if the SDK refuses it, one by one to see which. */
    private Map<String, ConditionReading> estimates(List<Condition> some, Condition.Subject subject) {
        Map<String, ConditionReading> readings = new LinkedHashMap<>();
        some.forEach(c -> readings.put(c.key(), null));
        // Corrupting pictures takes longer than estimating from them.
        List<Object> made = some.parallelStream().map(c -> request(c, subject)).toList();
        List<String> keys = new ArrayList<>();
        List<BmdRequest> requests = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            if (made.get(i) instanceof BmdRequest request) {
                keys.add(some.get(i).key());
                requests.add(request);
            } else {
                readings.put(some.get(i).key(), ConditionReading.refused((BmdException) made.get(i)));
            }
        }
        try {
            List<BmdEstimate> estimates = requests.isEmpty() ? List.of() : estimator.estimateAll(requests);
            for (int i = 0; i < keys.size(); i++) {
                readings.put(keys.get(i), ConditionReading.of(estimates.get(i)));
            }
        } catch (BmdException batch) {
            for (int i = 0; i < keys.size(); i++) {
                readings.put(keys.get(i), single(requests.get(i)));
            }
        }
        return readings;
    }

    private static Object request(Condition condition, Condition.Subject subject) {
        try {
            return condition.change().apply(subject);
        } catch (BmdException e) {
            return e;
        }
    }

    private ConditionReading single(BmdRequest request) {
        try {
            return ConditionReading.of(estimator.estimate(request.radiograph(), request.clinical()));
        } catch (BmdException e) {
            return ConditionReading.refused(e);
        }
    }

    private void save(Path file, List<SubjectReadings> part) {
        try {
            SafeFiles.writeAtomically(file, JSON.writeValueAsString(new Part(part)) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Readings are numbers and texts.", e);
        }
    }

    /** A finished part; refused if it is not of these rows and conditions. */
    private List<SubjectReadings> saved(Path file, List<ManifestRow> rows) {
        List<String> keys = conditions.stream().map(Condition::key).toList();
        List<Long> lines = rows.stream().map(ManifestRow::line).toList();
        try {
            Part part = JSON.readValue(file.toFile(), Part.class);
            if (part != null
                    && part.subjects() != null
                    && part.subjects().stream()
                            .map(SubjectReadings::line)
                            .toList()
                            .equals(lines)
                    && part.subjects().stream()
                            .allMatch(s -> List.copyOf(s.readings().keySet()).equals(keys))) {
                return part.subjects();
            }
            throw new IOException("it holds other radiographs or conditions");
        } catch (IOException e) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    file + " does not hold the readings of this study. Delete it, and they are made again.",
                    e);
        }
    }
}
