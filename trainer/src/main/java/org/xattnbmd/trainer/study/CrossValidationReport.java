package org.xattnbmd.trainer.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.report.HtmlReport;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.run.SoftwareVersions;

/**
 * The page of a study that trains: its out-of-fold estimates with all plots, and its tables.
 *
 * @param title of the page
 * @param command that makes it again
 */
public record CrossValidationReport(
        String title, RunConfig config, DeviceChoice device, Bootstrap bootstrap, String command) {

    /**
     * Writes the page.
     *
     * @param how subjects were dealt out to the folds, in words
     */
    public void write(CrossValidationResult result, String how, LoadedCohort cohort, TableFiles tables, Path page) {
        double[] thresholds = CrossValidationTables.thresholds(cohort.densitometer());
        int folds = result.folds().size();
        ReportData.Builder report = ReportData.builder(
                        title,
                        new ReportData.Model(
                                folds + " networks, one per fold",
                                "of the folds' run folders",
                                "no single file",
                                String.format(
                                        Locale.ROOT,
                                        "%s, base width %d; %s; fusion %s",
                                        config.network()
                                                .encoder()
                                                .backbone()
                                                .name()
                                                .toLowerCase(Locale.ROOT),
                                        config.network().encoder().baseWidth(),
                                        config.network().attention().description(),
                                        config.network().fusion().name().toLowerCase(Locale.ROOT))),
                        cohort.simulated(),
                        result.cases())
                .thresholds(List.of(thresholds[0], thresholds[1]))
                .bootstrap(bootstrap)
                .cohort("Manifest", "SHA-256 " + cohort.dataHash())
                .cohort("Densitometer scale", cohort.densitometer())
                .cohort("Folds", how)
                .environment("Trained on", device.reason())
                .environment("Source revision", SoftwareVersions.gitRevision())
                .environment("Seed", Long.toString(config.training().seed()))
                .command(command);
        SoftwareVersions.libraries().forEach(report::environment);
        tables.inOrder().forEach(report::table);
        HtmlReport.write(report.build(), page);
    }
}
