package org.xattnbmd.trainer.heldout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.report.FurtherTable;

/**
 * Estimates for a cohort's subjects, made as a customer would make them: image files and clinical records through the
 * public {@link BmdEstimator}, nothing of the trainer's.
 */
public final class HeldOut {

    private static final int BATCH = 8;

    private final BmdEstimator estimator;
    private final List<ManifestRow> rows;

    public HeldOut(BmdEstimator estimator, List<ManifestRow> rows) {
        this.estimator = estimator;
        this.rows = rows;
    }

    /**
     * Opens a model for figures over all subjects: what it finds not usable is returned too, so that none looks better by refusing
     * those whom it estimates badly, and the mean image and damaged ones have their estimates.
     */
    public static BmdEstimator open(Path model) {
        return BmdEstimator.builder(model).returnUnusable(true).open();
    }

    /**
     * Uses a model that is no file yet, opened by the SDK from a temporary file, as a customer's software would.
     *
     * @throws TrainerException {@code OUTPUT} if there is no room for the file
     */
    public static <T> T served(byte[] model, Function<BmdEstimator, T> use) {
        try {
            Path file = Files.createTempFile("bmd-model", ".onnx");
            try {
                Files.write(file, model);
                try (BmdEstimator estimator = open(file)) {
                    return use.apply(estimator);
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new TrainerException(
                    Code.OUTPUT,
                    "Can't write a temporary file (" + SafeFiles.reason(e) + "). Free space is needed.",
                    e);
        }
    }

    /** One subject with everything the SDK said. */
    public record Estimated(ManifestRow row, BmdEstimate estimate) {

        Case asCase() {
            return asCase(row.bmd(), estimate.bmd(), estimate.spread(), estimate.interval());
        }

        /** Of a further target, whose label is known. */
        private Case asCase(int further) {
            FurtherTarget.Estimate own = estimate.furtherTargets().get(further);
            return asCase(row.further().get(further), own.value(), own.spread(), own.interval());
        }

        private Case asCase(double measured, double estimated, double spread, BmdEstimate.Interval interval) {
            return new Case(
                    row.subjectId(),
                    row.facts().sex(),
                    row.facts().age(),
                    measured,
                    estimated,
                    spread,
                    interval.lower(),
                    interval.upper());
        }
    }

    /** From each subject's image and fields. */
    public List<Estimated> estimates() {
        return run(
                "estimate",
                row -> new BmdRequest(Cohort.radiograph(row), row.facts().clinical()));
    }

    /** With one picture in the place of every subject's own. */
    public List<Estimated> withImage(Radiograph picture) {
        return run("no image", row -> new BmdRequest(picture, row.facts().clinical()));
    }

    /** With every clinical field missing. */
    public List<Estimated> withoutFields() {
        return run("no fields", row -> new BmdRequest(Cohort.radiograph(row), ClinicalRecord.empty()));
    }

    private List<Estimated> run(String label, Function<ManifestRow, BmdRequest> request) {
        List<Estimated> results = new ArrayList<>();
        try (Progress progress = new Progress(label, rows.size(), "subjects")) {
            for (int from = 0; from < rows.size(); from += BATCH) {
                List<ManifestRow> part = rows.subList(from, Math.min(rows.size(), from + BATCH));
                List<BmdRequest> requests = new ArrayList<>();
                for (ManifestRow row : part) {
                    requests.add(request(row, request));
                }
                List<BmdEstimate> estimates = estimator.estimateAll(requests);
                for (int i = 0; i < part.size(); i++) {
                    results.add(new Estimated(part.get(i), estimates.get(i)));
                }
                progress.step(part.size(), "");
            }
        }
        return results;
    }

    private static BmdRequest request(ManifestRow row, Function<ManifestRow, BmdRequest> request) {
        try {
            return request.apply(row);
        } catch (BmdException e) {
            throw new TrainerException(
                    Code.COHORT_IMAGE,
                    "CohortManifest line " + row.line() + ": " + e.code().id() + ": " + e.getMessage(),
                    e);
        }
    }

    /** The cases of estimated subjects, in order. */
    public static List<Case> cases(List<Estimated> estimated) {
        return estimated.stream().map(Estimated::asCase).toList();
    }

    /**
     * How the model's further targets were estimated.
     *
     * @param estimated of rows with labels in the model's order
     */
    static List<FurtherTable.Row> further(List<Estimated> estimated, ModelCard card) {
        List<FurtherTable.Row> rows = new ArrayList<>();
        for (int k = 0; k < card.furtherTargets().size(); k++) {
            int target = k;
            rows.add(new FurtherTable.Row(
                    card.furtherTargets().get(k).target(),
                    estimated.stream()
                            .filter(e -> !e.row().further().get(target).isNaN())
                            .map(e -> e.asCase(target))
                            .toList()));
        }
        return rows;
    }

    /** Mean attention per clinical field over subjects whose image was shown, by the card's labels. */
    static Map<String, Double> meanAttention(List<Estimated> estimated, BmdEstimator estimator) {
        Map<String, Double> mean = new LinkedHashMap<>();
        estimator
                .modelCard()
                .clinicalFields()
                .forEach(field -> mean.put(
                        field.label(),
                        estimated.stream()
                                .mapToDouble(
                                        e -> e.estimate().clinicalAttention().get(field.name()))
                                .average()
                                .orElse(0)));
        return mean;
    }
}
