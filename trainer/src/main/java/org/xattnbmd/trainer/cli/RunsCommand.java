package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.report.Document;
import org.xattnbmd.trainer.runs.RunComparison;
import org.xattnbmd.trainer.runs.RunEntry;
import org.xattnbmd.trainer.runs.RunJson;
import org.xattnbmd.trainer.runs.RunPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the runs in folders and below them, finished or not, and sets them side by side: settings that differ,"
                    + " figures on the calibration split with bootstrap intervals, and, of runs calibrated on the same subjects,"
                    + " differences from the first one, subject by subject.",
            "Reads only; the folds of `crossval` are runs too. Of a single run it says everything."
        })
final class RunsCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Run folders, or folders that hold some.")
    private List<Path> folders;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Option(names = "--page", paramLabel = "FILE", description = "Also write a page with the runs' curves.")
    private Path page;

    @Override
    public Integer call() {
        RunComparison comparison = RunComparison.of(RunEntry.find(folders));
        Document document = RunPage.of(comparison);
        System.out.print(json ? RunJson.of(comparison) + "\n" : document.toText());
        if (page != null) {
            document.writeHtml(page);
            if (!json) {
                System.out.println("\nPage: " + page.toAbsolutePath());
            }
        }
        return 0;
    }
}
