package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.site.SiteModel;
import org.xattnbmd.trainer.site.SiteModel.Written;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "recalibrate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Makes a site's model file of a finished one: the same network, its estimates on a line (slope and offset) that"
                    + " the site's measured subjects show, drawn back by as much as chance could have made of it; intervals"
                    + " from the same subjects by lines fitted to the others; and an outlier limit and a hard one, beyond"
                    + " which radiographs are refused, from the site's pictures.",
            "The line is part of the graph, so that every runtime gives the same answer. At least 10 subjects, 20 for a"
                    + " slope; 20 pictures for the outlier limit. The new file has its own hash: estimates of both are not"
                    + " compared by follow-up."
        })
final class RecalibrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The vendor's .onnx file.")
    private Path model;

    @Option(
            names = "--cohort",
            paramLabel = "FOLDER",
            description = "The site's subjects with radiographs and the model's target measured on its scale.")
    private Path cohort;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            split = ",",
            description = "Whose subjects are taken, of ${COMPLETION-CANDIDATES}; the others are left for `evaluate`.")
    private Set<Split> splits = EnumSet.of(Split.TRAIN, Split.CALIBRATION);

    @Option(
            names = "--pictures",
            paramLabel = "PATH",
            description =
                    "Radiographs as they come, without any measurement: a folder, or a CSV table with the columns image and side."
                            + " They give the outlier limit; without them the cohort's do.")
    private Path pictures;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The site's .onnx file.")
    private Path out;

    @Option(names = "--site", paramLabel = "NAME", description = "The site's name for the card.")
    private String site = "local";

    @Option(
            names = "--created",
            paramLabel = "TIME",
            description = "ISO-8601 date or time for the card; today if it is left out.")
    private String created;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        if (cohort == null && pictures == null) {
            throw new ParameterException(spec.commandLine(), "expected --cohort, --pictures or both");
        }
        String when = created == null ? LocalDate.now(ZoneOffset.UTC).toString() : created;
        SiteModel siteModel = new SiteModel(model, site, when, threads);
        if (cohort != null) {
            siteModel.cohort(CohortLayout.read(cohort), splits);
        }
        if (pictures != null) {
            siteModel.pictures(pictures);
        }
        print(siteModel.write(out));
        return 0;
    }

    private void print(Written written) {
        ModelCard card = written.card();
        if (written.figures() != null) {
            System.out.println("Line: " + card.training().configuration().get("site_recalibration"));
            String unit = card.target().unit();
            System.out.println("As it was   " + written.figures().before().inWords(unit));
            System.out.println("On the line " + written.figures().after().inWords(unit) + " (cross-fitted)");
        }
        if (written.unreadable() > 0) {
            System.out.println(written.unreadable() + " picture(s) were refused by the SDK and left out");
        }
        System.out.println("Outlier limit: " + card.training().configuration().get("site_outlier_limit"));
        card.trust().ifPresent(trust -> System.out.println("Unusual radiographs: " + trust.basis()));
        System.out.println("Wrote " + out + ", " + card.modelId() + " " + card.modelVersion());
    }
}
