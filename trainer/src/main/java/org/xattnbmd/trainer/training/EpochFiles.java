package org.xattnbmd.trainer.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVRecord;
import org.xattnbmd.trainer.TableFile;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.curves.EventFile;

/**
 * A run's epochs for other programs, while it runs: {@code metrics.csv}, and an event file for TensorBoard. Both follow the
 * run's state, which is written before them, so that a run that goes on after a kill has every epoch in them once.
 */
public final class EpochFiles {

    static final String METRICS = "metrics.csv";
    static final String EVENTS = "events.out.tfevents";
    private static final String EPOCH = "epoch";

    /** One number of an epoch: its column in the table, and its curve in TensorBoard. */
    private record Curve(String column, String tag, ToDoubleFunction<EpochRecord> value) {}

    private static final List<Curve> CURVES = List.of(
            new Curve("train_loss", "loss/train", EpochRecord::trainLoss),
            new Curve("validation_loss", "loss/validation", EpochRecord::validationLoss),
            new Curve("validation_mae", "mae/validation", EpochRecord::validationMae),
            new Curve("learning_rate", "learning_rate", EpochRecord::learningRate),
            new Curve("images_per_second", "images_per_second", EpochRecord::imagesPerSecond));

    private final Path metrics;
    private final EventFile events;
    private long written;

    EpochFiles(Path folder, InstantSource clock) {
        metrics = folder.resolve(METRICS);
        events = new EventFile(folder.resolve(EVENTS), clock);
    }

    /** Brings both files to a run's state as it begins or goes on. */
    void begin(List<EpochRecord> history) {
        written = events.keep(history.size());
        write(history);
    }

    /** Adds the epochs that are new. */
    void write(List<EpochRecord> history) {
        List<String> columns = new ArrayList<>(List.of(EPOCH));
        CURVES.forEach(curve -> columns.add(curve.column()));
        TableFile.write(
                metrics, columns, history.stream().map(EpochFiles::cells).toList());
        for (EpochRecord epoch : history.subList((int) written, history.size())) {
            Map<String, Double> scalars = new LinkedHashMap<>();
            CURVES.forEach(curve -> scalars.put(curve.tag(), curve.value().applyAsDouble(epoch)));
            events.add(epoch.epoch(), scalars);
            written = epoch.epoch();
        }
    }

    private static Object[] cells(EpochRecord epoch) {
        List<Object> cells = new ArrayList<>(List.of(epoch.epoch()));
        CURVES.forEach(curve -> cells.add(curve.value().applyAsDouble(epoch)));
        return cells.toArray();
    }

    private static EpochRecord epoch(CSVRecord row) {
        double[] values = CURVES.stream()
                .mapToDouble(curve -> Double.parseDouble(row.get(curve.column())))
                .toArray();
        return new EpochRecord(Integer.parseInt(row.get(EPOCH)), values[0], values[1], values[2], values[3], values[4]);
    }

    /**
     * The epochs of a run so far, finished or not.
     *
     * @return empty for a folder without them
     * @throws TrainerException {@code CHECKPOINT} if the table is damaged
     */
    public static List<EpochRecord> read(Path folder) {
        Path file = folder.resolve(METRICS);
        return Files.isRegularFile(file)
                ? TableFile.read(file, EpochFiles::epoch, "is not the table of a run's epochs")
                : List.of();
    }
}
