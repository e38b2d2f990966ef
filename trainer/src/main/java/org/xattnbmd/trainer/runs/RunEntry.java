package org.xattnbmd.trainer.runs;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.run.CalibrationEstimates;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.EpochFiles;
import org.xattnbmd.trainer.training.EpochRecord;

/**
 * One run folder as it is found, finished or not.
 *
 * @param name for people
 * @param record empty while the run goes on, or after it was interrupted
 * @param epochs so far; of a finished run all
 * @param estimates empty where there are none, as in a run of an older version
 * @param problem why it can't be read; empty if it can
 */
public record RunEntry(
        String name,
        Optional<RunRecord> record,
        List<EpochRecord> epochs,
        Optional<CalibrationEstimates> estimates,
        String problem) {

    /** Folders of runs lie in folders of studies, these perhaps in one more. */
    private static final int DEPTH = 4;

    /** Reads one run; what can't be read is said in {@link #problem}. */
    public static RunEntry read(String name, Path folder) {
        try {
            Optional<RunRecord> record =
                    RunFolder.isFinished(folder) ? Optional.of(RunFolder.read(folder)) : Optional.empty();
            return new RunEntry(
                    name,
                    record,
                    record.isPresent() ? record.get().course().history() : EpochFiles.read(folder),
                    record.isPresent() ? CalibrationEstimates.read(folder) : Optional.empty(),
                    "");
        } catch (TrainerException e) {
            return new RunEntry(name, Optional.empty(), List.of(), Optional.empty(), e.getMessage());
        }
    }

    /**
     * Reads every run in these folders and below them, in the order of their names.
     *
     * @throws TrainerException {@code CHECKPOINT} if a folder is not there or holds no run
     */
    public static List<RunEntry> find(List<Path> folders) {
        List<RunEntry> entries = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found;
            try (Stream<Path> all = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
                found = all.filter(Files::isDirectory)
                        .filter(RunFolder::isRun)
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new TrainerException(
                        Code.CHECKPOINT, "Can't look for runs in " + folder + " (" + SafeFiles.reason(e) + ").", e);
            }
            if (found.isEmpty()) {
                throw new TrainerException(
                        Code.CHECKPOINT, "No run in " + folder + ": expected folders that `train` has written.");
            }
            found.forEach(run -> entries.add(read(run.toString(), run)));
        }
        return entries;
    }

    /** How far it is, in words. */
    public String state() {
        if (!problem.isEmpty()) {
            return "can't be read";
        }
        return record.isPresent() ? "finished" : "not finished";
    }
}
