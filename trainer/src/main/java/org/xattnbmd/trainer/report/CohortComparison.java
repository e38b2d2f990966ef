package org.xattnbmd.trainer.report;

import static org.xattnbmd.sdk.DensitometerScale.NORMAL_FROM;
import static org.xattnbmd.sdk.DensitometerScale.OSTEOPOROSIS_TO;
import static org.xattnbmd.trainer.report.PublishedFigure.byDefault;
import static org.xattnbmd.trainer.report.PublishedFigure.chosen;
import static org.xattnbmd.trainer.report.PublishedFigure.cited;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.SampleMoments;

/** A simulated cohort's figures beside the ones that it is meant to resemble. */
final class CohortComparison {

    /** T-scores on the scale that the simulated densitometer has, as the model card has them. */
    private static final ReferencePopulation REFERENCE = DensitometerScale.LUNAR.reference();

    private static final String HCS = "HCS controls, n 209 (PMC4289915, table 2)";
    private static final String LOOKER = "US, from 50 years (Looker et al. 2010)";
    private static final String USUAL = "usual value at about 76 years, no publication at hand";

    /**
     * One line of the table.
     *
     * @param decimals of the figure
     */
    record Line(String quantity, String unit, int decimals, CohortStatistic found, PublishedFigure published) {

        String verdict() {
            return published.verdict(List.of(found.low(), found.high()));
        }
    }

    private final CohortColumns all;
    private final CohortColumns women;
    private final CohortColumns men;
    private final List<Line> lines = new ArrayList<>();

    private CohortComparison(List<ManifestRow> rows) {
        all = new CohortColumns(rows);
        women = all.where(r -> r.facts().sex().equals("female"));
        men = all.where(r -> r.facts().sex().equals("male"));
    }

    static List<Line> of(List<ManifestRow> rows) {
        CohortComparison comparison = new CohortComparison(rows);
        comparison.bone();
        comparison.bodies();
        comparison.habits();
        return comparison.lines;
    }

    private void bone() {
        String scale = "Lunar scale; NHANES III of the 70s converted from Hologic gives ";
        add(
                "BMD, women, mean",
                "g/cm²",
                3,
                CohortStatistic.mean(women.bmd()),
                byDefault(0.78, 0.84, "0.79 to 0.84", scale + "0.786"));
        add("BMD, women, SD", "g/cm²", 3, CohortStatistic.sd(women.bmd()), byDefault(0.11, 0.13, "0.12", USUAL));
        add(
                "BMD, men, mean",
                "g/cm²",
                3,
                CohortStatistic.mean(men.bmd()),
                byDefault(0.92, 0.96, "0.94", scale + "0.942"));
        add("BMD, men, SD", "g/cm²", 3, CohortStatistic.sd(men.bmd()), byDefault(0.13, 0.15, "0.14", USUAL));
        add(
                "BMD by age, women",
                "% a year",
                2,
                yearly(women),
                cited(-1.0, -0.6, "−0.6 to −1.0", "Rotterdam (PMID 8061547); Rochester, 16 years (JBMR 15:24)"));
        add("BMD by age, men", "% a year", 2, yearly(men), cited(-0.4, -0.2, "−0.3", "Rotterdam (PMID 8061547)"));
        add(
                "BMD by weight, women",
                "mg/cm² per kg",
                1,
                CohortStatistic.slope(women.known("weight_kg"), women.bmdWhereKnown("weight_kg"))
                        .times(1000),
                byDefault(2.5, 3.5, "3", USUAL));
        add(
                "BMD, current against never smokers",
                "SD",
                2,
                smoking(),
                cited(-0.43, -0.23, "−1/3", "86 studies, hip (PMC5352985)"));
        prevalence(
                "T-score −2.5 and below, women",
                women,
                Double.NEGATIVE_INFINITY,
                OSTEOPOROSIS_TO,
                cited(8, 12, "10", LOOKER));
        prevalence(
                "T-score −2.5 and below, men",
                men,
                Double.NEGATIVE_INFINITY,
                OSTEOPOROSIS_TO,
                cited(1, 3, "2", LOOKER));
        prevalence("T-score −2.5 to −1, women", women, OSTEOPOROSIS_TO, NORMAL_FROM, cited(46, 52, "49", LOOKER));
        prevalence("T-score −2.5 to −1, men", men, OSTEOPOROSIS_TO, NORMAL_FROM, cited(27, 33, "30", LOOKER));
    }

    private void bodies() {
        add(
                "Age, mean",
                "years",
                1,
                CohortStatistic.mean(all.age()),
                chosen("75.2", HCS + "; widened to 50-90 years on purpose"));
        add(
                "Age, SD",
                "years",
                1,
                CohortStatistic.sd(all.age()),
                chosen("2.6", HCS + "; widened to 50-90 years on purpose"));
        add(
                "Women",
                "%",
                1,
                CohortStatistic.percent(women.size(), all.size()),
                chosen("58.4", HCS + "; half and half here"));
        add("BMI, mean", "kg/m²", 1, CohortStatistic.mean(all.known("bmi")), cited(27.1, 28.3, "27.7", HCS));
        add("BMI, SD", "kg/m²", 1, CohortStatistic.sd(all.known("bmi")), cited(3.9, 4.8, "4.34", HCS));
        bySex(
                "Height, %s, mean",
                new Shown("cm", 1),
                of -> CohortStatistic.mean(of.known("height_cm")),
                byDefault(158, 161, "159.5", USUAL),
                byDefault(171.5, 174.5, "173", USUAL));
        bySex(
                "Weight, %s, mean",
                new Shown("kg", 1),
                of -> CohortStatistic.mean(of.known("weight_kg")),
                byDefault(69, 73, "71", USUAL),
                byDefault(81, 85, "83", USUAL));
    }

    private void habits() {
        bySex(
                "Alcohol, %s, median",
                new Shown("units/week", 1),
                of -> CohortStatistic.median(of.known("alcohol_units_per_week")),
                byDefault(1, 2, "1.5", USUAL),
                byDefault(7, 9, "8", USUAL));
        bySex(
                "Ever smoked, %s",
                new Shown("%", 1),
                of -> smokers(of, s -> !s.equals("never")),
                byDefault(35, 41, "38", USUAL),
                byDefault(57, 63, "60", USUAL));
        add("Smoke now", "%", 1, smokers(all, s -> s.equals("current")), byDefault(4, 7, "5", USUAL));
        bySex(
                "Activity, %s, mean",
                new Shown("of 100", 1),
                of -> CohortStatistic.mean(of.known("activity_score")),
                byDefault(59, 63, "61", USUAL),
                byDefault(62, 66, "64", USUAL));
        bySex(
                "Diet score, %s, mean",
                new Shown("SD", 2),
                of -> CohortStatistic.mean(of.known("diet_score")),
                byDefault(0.3, 0.5, "+0.4", USUAL),
                byDefault(-0.4, -0.2, "−0.3", USUAL));
    }

    /** How a figure is written. */
    private record Shown(String unit, int decimals) {}

    /** A figure of the women, then the same of the men; {@code quantity} has a place for who they are. */
    private void bySex(
            String quantity,
            Shown shown,
            Function<CohortColumns, CohortStatistic> found,
            PublishedFigure ofWomen,
            PublishedFigure ofMen) {
        add(quantity.replace("%s", "women"), shown.unit, shown.decimals, found.apply(women), ofWomen);
        add(quantity.replace("%s", "men"), shown.unit, shown.decimals, found.apply(men), ofMen);
    }

    private void add(String quantity, String unit, int decimals, CohortStatistic found, PublishedFigure published) {
        lines.add(new Line(quantity, unit, decimals, found, published));
    }

    private static CohortStatistic yearly(CohortColumns of) {
        return CohortStatistic.slope(of.age(), of.bmd()).times(100 / SampleMoments.mean(of.bmd()));
    }

    private void prevalence(String quantity, CohortColumns of, double above, double to, PublishedFigure published) {
        int count = 0;
        for (double bmd : of.bmd()) {
            double t = Math.rint(10 * (bmd - REFERENCE.mean()) / REFERENCE.sd()) / 10;
            // At and below -2.5 is osteoporosis; low bone mass lies strictly between.
            count += (to == OSTEOPOROSIS_TO ? t <= to : t > above && t < to) ? 1 : 0;
        }
        add(quantity, "%", 1, CohortStatistic.percent(count, of.size()), published);
    }

    private static CohortStatistic smokers(CohortColumns of, Predicate<String> which) {
        List<String> known = of.texts("smoking");
        return CohortStatistic.percent((int) known.stream().filter(which).count(), known.size());
    }

    /** Within each sex in units of its SD, then pooled. */
    private CohortStatistic smoking() {
        List<Double> current = new ArrayList<>();
        List<Double> never = new ArrayList<>();
        for (CohortColumns sex : List.of(women, men)) {
            double mean = SampleMoments.mean(sex.bmd());
            double sd = CohortStatistic.sd(sex.bmd()).value();
            sex.where(r -> "current".equals(r.facts().fields().get("smoking")))
                    .eachBmd(b -> current.add((b - mean) / sd));
            sex.where(r -> "never".equals(r.facts().fields().get("smoking"))).eachBmd(b -> never.add((b - mean) / sd));
        }
        return CohortStatistic.difference(CohortColumns.array(current), CohortColumns.array(never));
    }
}
