package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.data.CohortMerge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code merge}: several cohorts as one. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Makes one cohort of several that are described alike: of several sites, or of several runs of `simulate`. Pseudonyms"
                    + " get the folder's name before them, and the column `cohort` says it, so that `crossval --by cohort` leaves"
                    + " out one site after the other.",
            "Images are linked where the file system can, copied elsewhere. The new folder is whole or not there."
        })
final class MergeCommand implements Callable<Integer> {

    @Option(
            names = "--cohort",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder with manifest.csv; given at least twice.")
    private List<Path> cohorts;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "New folder for the cohort.")
    private Path out;

    @Option(
            names = "--where",
            paramLabel = "COLUMN=VALUE",
            description =
                    "Takes the rows alone that have this value there, such as implant=none; may be given several times.")
    private Map<String, String> where = new LinkedHashMap<>();

    @Option(
            names = "--deal",
            description =
                    "Deals the subjects of all anew into training, calibration and test, as those of a cohort without splits.")
    private boolean deal;

    @Override
    public Integer call() {
        try (Progress progress = new Progress("merge", cohorts.size(), "cohorts")) {
            int rows = CohortMerge.merge(cohorts, out, new CohortMerge.Choice(where, deal), progress);
            System.out.println(rows + " row(s) of " + cohorts.size() + " cohorts in " + out);
        }
        return 0;
    }
}
