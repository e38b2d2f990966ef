package org.xattnbmd.samples.pacs;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.xattnbmd.samples.WholeFile;

/**
 * What people and monitoring read in the state folder: studies.csv, every study with its status, and metrics.txt. The first is written
 * only when a study has changed: it grows with the archive, and most rounds find nothing. Not thread-safe.
 */
final class StateFiles {

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    private final Path folder;
    private final StudyLog log;
    private final Metrics metrics;
    private long written = -1;
    private Map<String, String> failed = Map.of();

    StateFiles(Path folder, StudyLog log, Metrics metrics) {
        this.folder = folder;
        this.log = log;
        this.metrics = metrics;
    }

    /**
     * Writes what has changed, each file whole or not at all.
     *
     * @param nowFailed studies of the last round that the archive did not give or take, with the code
     */
    void write(Map<String, String> nowFailed) {
        long added = log.added();
        if (added != written || !nowFailed.equals(failed)) {
            WholeFile.write(folder.resolve("studies.csv"), table(nowFailed));
            written = added;
            failed = Map.copyOf(nowFailed);
        }
        WholeFile.write(folder.resolve("metrics.txt"), metrics.text());
    }

    private String table(Map<String, String> nowFailed) {
        StringBuilder table = new StringBuilder("study_instance_uid,status,error_code,sop_instance_uid\n");
        for (StudyLog.Line line : log.lines().values()) {
            row(table, line.study(), line.status().name().toLowerCase(Locale.ROOT), line.code(), line.image());
        }
        nowFailed.forEach((study, code) -> row(table, study, "failed", code, ""));
        return table.toString();
    }

    private static void row(StringBuilder table, Object... cells) {
        table.append(FORMAT.format(cells)).append('\n');
    }
}
