package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.ScreeningCounts;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/** The numbers behind the figures. */
final class ResultTables {

    private ResultTables() {}

    static void variants(Markup page, ReportData data) {
        EvidenceTables.variants(
                        data.variants(),
                        "The same network, the same " + data.cases().size() + " subjects; errors in " + Format.UNIT
                                + ", screening at "
                                + Format.bmdUnit(data.judging().screeningThreshold()))
                .writeTo(page);
        List<PairedGain> gains = data.variants().stream()
                .flatMap(variant -> variant.gain().stream())
                .toList();
        if (!gains.isEmpty()) {
            EvidenceTables.gains(
                            gains,
                            "What the full model has more, paired over the same subjects, with "
                                    + Format.percent(data.judging().bootstrap().confidence())
                                    + " bootstrap intervals: an error below 0, or R² and r above 0, with an interval that"
                                    + " excludes 0 says that the source is used")
                    .writeTo(page);
        }
        page.open("dl", "class", "notes");
        data.variants().stream()
                .filter(v -> !v.note().isBlank())
                .forEach(v -> page.element("dt", v.name()).element("dd", v.note()));
        page.close();
    }

    static void screening(Markup page, ReportData data) {
        ScreeningCounts s = ScreeningMetrics.of(data.cases(), data.judging().screeningThreshold())
                .counts();
        Tables.numeric(
                page,
                "Screening at " + Format.bmdUnit(data.judging().screeningThreshold()),
                List.of("", "Measured below", "Measured at or above"),
                List.of(
                        List.of(
                                "Estimated below",
                                s.truePositives() + " true positive",
                                s.falsePositives() + " false positive"),
                        List.of(
                                "Estimated at or above",
                                s.falseNegatives() + " false negative",
                                s.trueNegatives() + " true negative")));
    }
}
