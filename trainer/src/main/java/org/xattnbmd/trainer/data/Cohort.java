package org.xattnbmd.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Subjects with their crops in memory, preprocessed by the SDK's own class.
 *
 * @param rows in the manifest's order
 * @param data the same subjects as the network takes them
 */
public record Cohort(List<ManifestRow> rows, TrainingData data) {

    /** Reads and preprocesses the rows' images on several threads; every image that is refused is named. */
    public static Cohort load(List<ManifestRow> rows, PictureReader pictures, int threads) {
        float[][] crops = new float[rows.size()][];
        float[][] clinical = new float[rows.size()][];
        float[] bmd = new float[rows.size()];
        float[][] boxes = new float[rows.size()][];
        float[][] further = rows.stream().map(Cohort::further).toArray(float[][]::new);
        forEachImage(rows, threads, pictures::prepare, (i, prepared) -> {
            clinical[i] = rows.get(i).facts().encoded();
            bmd[i] = (float) rows.get(i).bmd();
            crops[i] = prepared.pixels();
            boxes[i] = prepared.box();
        });
        return new Cohort(rows, new TrainingData(crops, clinical, bmd, boxes, further));
    }

    private static float[] further(ManifestRow row) {
        float[] labels = new float[row.further().size()];
        for (int k = 0; k < labels.length; k++) {
            labels[k] = row.further().get(k).floatValue();
        }
        return labels;
    }

    /** As {@link #load(List, PictureReader, int)}, by preprocessing of version 1. */
    public static Cohort load(List<ManifestRow> rows, Preprocessing preprocessing, int threads) {
        return load(rows, PictureReader.of(preprocessing), threads);
    }

    /** Reads and preprocesses the images as {@link #load} does, keeps none, and says which it would refuse and why. */
    public static List<ManifestProblem> refusedImages(
            List<ManifestRow> rows, Preprocessing preprocessing, int threads) {
        Function<ManifestRow, Boolean> attempt = row -> preprocessing.apply(radiograph(row)).length > 0;
        return forEach(rows, threads, attempt, (i, done) -> {});
    }

    /**
     * Works on the rows' images on several threads and hands on the results in the rows' order.
     *
     * @throws TrainerException {@code COHORT_IMAGE} that names every image that was refused, after all
     */
    public static <T> void forEachImage(
            List<ManifestRow> rows, int threads, Function<ManifestRow, T> work, BiConsumer<Integer, T> result) {
        List<ManifestProblem> refused = forEach(rows, threads, work, result);
        if (!refused.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_IMAGE, refused.size() + " image(s) refused." + CohortManifest.listed(refused));
        }
    }

    private static <T> List<ManifestProblem> forEach(
            List<ManifestRow> rows, int threads, Function<ManifestRow, T> work, BiConsumer<Integer, T> result) {
        List<ManifestProblem> refused = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Progress progress = new Progress("read", rows.size(), "images")) {
            List<Future<T>> pending = new ArrayList<>();
            for (ManifestRow row : rows) {
                pending.add(pool.submit(() -> work.apply(row)));
            }
            for (int i = 0; i < rows.size(); i++) {
                try {
                    result.accept(i, pending.get(i).get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof BmdException cause)) {
                        throw new IllegalStateException(e.getCause());
                    }
                    refused.add(
                            new ManifestProblem(rows.get(i).line(), cause.code().id(), cause.getMessage()));
                }
                progress.step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading images", e);
        } finally {
            pool.shutdownNow();
        }
        return refused;
    }

    /** Each subject once, in the order of the first rows, with the mean BMD of its rows: what splits are dealt from. */
    public static List<StratifiedFolds.Subject> subjects(List<ManifestRow> rows) {
        Map<String, List<ManifestRow>> bySubject = rows.stream()
                .collect(Collectors.groupingBy(ManifestRow::subjectId, LinkedHashMap::new, Collectors.toList()));
        return bySubject.values().stream()
                .map(own -> new StratifiedFolds.Subject(
                        own.get(0).subjectId(),
                        own.get(0).facts().sex(),
                        own.stream().mapToDouble(ManifestRow::bmd).average().orElseThrow()))
                .toList();
    }

    /** The row's radiograph with its side, as training and evaluation read it. */
    public static Radiograph radiograph(ManifestRow row) {
        return Radiograph.read(row.view().image()).withSide(row.view().side());
    }

    /** The subjects of one split. */
    public Cohort split(Split split) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).split() == split) {
                chosen.add(i);
            }
        }
        return subset(chosen);
    }

    /** The subjects at these places. */
    public Cohort subset(List<Integer> places) {
        int n = places.size();
        float[][] crops = new float[n][];
        float[][] clinical = new float[n][];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        float[][] further = new float[n][];
        List<ManifestRow> chosen = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            int i = places.get(k);
            crops[k] = data.crops()[i];
            clinical[k] = data.clinical()[i];
            bmd[k] = data.bmd()[i];
            boxes[k] = data.boxes()[i];
            further[k] = data.further()[i];
            chosen.add(rows.get(i));
        }
        return new Cohort(chosen, new TrainingData(crops, clinical, bmd, boxes, further));
    }

    /** These subjects, then those. */
    public Cohort and(Cohort other) {
        TrainingData a = data;
        TrainingData b = other.data;
        float[] bmd = Arrays.copyOf(a.bmd(), a.size() + b.size());
        System.arraycopy(b.bmd(), 0, bmd, a.size(), b.size());
        return new Cohort(
                Stream.concat(rows.stream(), other.rows.stream()).toList(),
                new TrainingData(
                        joined(a.crops(), b.crops()),
                        joined(a.clinical(), b.clinical()),
                        bmd,
                        joined(a.boxes(), b.boxes()),
                        joined(a.further(), b.further())));
    }

    private static float[][] joined(float[][] a, float[][] b) {
        return Stream.concat(Stream.of(a), Stream.of(b)).toArray(float[][]::new);
    }
}
