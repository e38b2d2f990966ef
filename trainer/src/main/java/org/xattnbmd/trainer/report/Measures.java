package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/** The catalogue of figures: name, heading, unit, format and function of each, for every table that shows it. */
public final class Measures {

    public static final Measure<RegressionMetrics> MSE = Measure.<RegressionMetrics>named(
                    "MSE", Kind.FIGURE, RegressionMetrics::mse)
            .unit("(g/cm²)²");
    public static final Measure<RegressionMetrics> RMSE = bmd("RMSE", Kind.BMD, RegressionMetrics::rmse);
    public static final Measure<RegressionMetrics> MAE = bmd("MAE", Kind.BMD, RegressionMetrics::mae);
    public static final Measure<RegressionMetrics> R2 = Measure.named("R²", Kind.RATIO, RegressionMetrics::r2);
    public static final Measure<RegressionMetrics> PEARSON = Measure.<RegressionMetrics>named(
                    "Pearson r", Kind.RATIO, RegressionMetrics::pearson)
            .head("r");
    public static final Measure<RegressionMetrics> BIAS = bmd("Bias", Kind.SIGNED, RegressionMetrics::bias);

    public static final Measure<ScreeningMetrics> AUC = Measure.named("AUC", Kind.RATIO, ScreeningMetrics::auc);
    public static final Measure<ScreeningMetrics> AUPRC = Measure.named("AUPRC", Kind.RATIO, ScreeningMetrics::auprc);
    public static final Measure<ScreeningMetrics> SENSITIVITY =
            rate("Sensitivity", s -> s.counts().sensitivity()).head("Sens.");
    public static final Measure<ScreeningMetrics> SPECIFICITY =
            rate("Specificity", s -> s.counts().specificity()).head("Spec.");
    public static final Measure<ScreeningMetrics> PPV =
            rate("PPV", s -> s.counts().ppv());
    public static final Measure<ScreeningMetrics> NPV =
            rate("NPV", s -> s.counts().npv());
    public static final Measure<ScreeningMetrics> F1 =
            rate("F1", s -> s.counts().f1());

    public static final Measure<Coverage> COVERAGE = Measure.<Coverage>named(
                    "Interval coverage", Kind.PERCENT, Coverage::fraction)
            .head("Coverage");
    public static final Measure<Coverage> MEAN_WIDTH = bmd("Mean width", Kind.BMD, Coverage::meanWidth);

    /** Agreement with the densitometer, in the order of the tables. */
    public static final List<Measure<RegressionMetrics>> AGREEMENT = List.of(
            MSE,
            RMSE,
            MAE,
            R2,
            PEARSON,
            Measure.named("Calibration slope", Kind.FIGURE, m -> m.calibration().slope()),
            bmd("Calibration intercept", Kind.FIGURE, m -> m.calibration().intercept()),
            BIAS,
            bmd(
                    "Lower limit of agreement",
                    Kind.SIGNED,
                    m -> m.limitsOfAgreement().lower()),
            bmd(
                    "Upper limit of agreement",
                    Kind.SIGNED,
                    m -> m.limitsOfAgreement().upper()));

    /** Screening at one threshold, in the order of the tables. */
    public static final List<Measure<ScreeningMetrics>> SCREENING =
            List.of(AUC, AUPRC, SENSITIVITY, SPECIFICITY, PPV, NPV, F1);

    /** Every figure of one set of cases, in the order of the tables. */
    public static final List<Measure<CaseMetrics>> ALL = Stream.of(
                    AGREEMENT.stream().map(m -> m.of(CaseMetrics::regression)),
                    SCREENING.stream().map(m -> m.of(CaseMetrics::screening)),
                    Stream.of(COVERAGE.of(CaseMetrics::coverage)))
            .flatMap(measures -> measures)
            .toList();

    public static final Measure<RepeatPrecision> RMS_CV = Measure.named("RMS-CV", Kind.FIGURE, RepeatPrecision::rmsCv);

    /** Precision of repeated estimates, in the order of the tables. */
    public static final List<Measure<RepeatPrecision>> PRECISION = List.of(
            bmd("RMS-SD", Kind.FIGURE, RepeatPrecision::rmsSd),
            RMS_CV,
            bmd("Least significant change", Kind.FIGURE, RepeatPrecision::leastSignificantChange));

    private Measures() {}

    /** The figures of something, in the order of their measures. */
    public static <T> double[] values(List<Measure<T>> measures, T of) {
        return measures.stream().mapToDouble(m -> m.value(of)).toArray();
    }

    private static <T> Measure<T> bmd(String name, Kind kind, ToDoubleFunction<? super T> value) {
        return Measure.<T>named(name, kind, value).unit(Format.UNIT);
    }

    private static Measure<ScreeningMetrics> rate(String name, ToDoubleFunction<ScreeningMetrics> value) {
        return Measure.named(name, Kind.RATIO, value);
    }
}
