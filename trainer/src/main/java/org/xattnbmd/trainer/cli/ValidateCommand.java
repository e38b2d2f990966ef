package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.report.ValidationPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Compares a SIMULATED cohort's distributions with published figures, each marked as a citation or a default, and"
                    + " shows its pictures, on one self-contained HTML page."
        })
final class ValidateCommand implements Callable<Integer> {

    private static final int CELL = 168;

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder that `simulate` made.")
    private Path cohort;

    @Option(names = "--page", paramLabel = "FILE", description = "The page.")
    private Path page = Path.of("cohort.html");

    @Option(names = "--pictures", paramLabel = "N", description = "How many radiographs it shows.")
    private int pictures = 24;

    @Override
    public Integer call() {
        if (pictures < 1) {
            throw new RefusedValueException("expected at least 1 picture, received " + pictures);
        }
        CohortLayout layout = CohortLayout.read(cohort);
        if (!layout.simulated()) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    cohort + " is no simulated cohort: its figures are its own. Expected a folder that `simulate` made;"
                            + " `cohort` sums up any other.");
        }
        List<ManifestRow> rows = CohortManifest.read(layout);
        Cohort sample = Cohort.load(
                ValidationPage.sample(rows, pictures),
                Preprocessing.v1(CELL, CELL),
                Runtime.getRuntime().availableProcessors());
        ValidationPage.write(cohort.toAbsolutePath().normalize().getFileName().toString(), rows, sample, CELL, page);
        System.out.println("SIMULATED cohort of "
                + ValidationPage.subjects(rows).size() + " subjects; page: " + page.toAbsolutePath());
        return 0;
    }
}
