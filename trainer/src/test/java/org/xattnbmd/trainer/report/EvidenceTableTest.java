package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.EvidenceTable.Head;
import org.xattnbmd.trainer.report.EvidenceTable.Row;

class EvidenceTableTest {

    private record Line(String name, int n, double bias, double gain, double p) {}

    private static final EvidenceTable TABLE = Columns.of("Variant", Line::name)
            .add("n", Kind.COUNT, Line::n)
            .add("Bias", Kind.SIGNED, Line::bias)
            .add("Gain_%", Kind.SIGNED_PERCENT, Line::gain)
            .add("p", Kind.P_VALUE, Line::p)
            .table(
                    "Errors in g/cm²",
                    List.of(
                            new Line("both", 60, -0.01234, 0.164, 0.0004),
                            new Line("a|b, \"c\" & d", 60, 0.0021, Double.NaN, 0.25)));

    @Test
    void markdown() {
        assertThat(TABLE.toMarkdown()).isEqualTo("""
                        **Errors in g/cm²**

                        | Variant | n | Bias | Gain_% | p |
                        |---|--:|--:|--:|--:|
                        | both | 60 | −0.012 | +16.4\u00A0% | &lt; 0.001 |
                        | a\\|b, "c" & d | 60 | +0.002 | n/a | 0.250 |
                        """);
    }

    @Test
    void csvKeepsFullPrecision() throws Exception {
        assertThat(TABLE.toCsv()).isEqualTo("""
                        Variant,n,Bias,Gain_%,p
                        both,60,-0.01234,0.164,4.0E-4
                        "a|b, ""c"" & d",60,0.0021,,0.25
                        """);
        List<CSVRecord> records =
                CSVFormat.RFC4180.parse(new StringReader(TABLE.toCsv())).getRecords();
        assertThat(records.get(2).get(0)).isEqualTo("a|b, \"c\" & d");
    }

    @Test
    void latex() {
        assertThat(TABLE.toLatex()).isEqualTo("""
                        \\begin{table}
                        \\caption{Errors in g/cm$^2$}
                        \\begin{tabular}{lrrrr}
                        \\toprule
                        Variant & n & Bias & Gain\\_\\% & p \\\\
                        \\midrule
                        both & 60 & $-$0.012 & +16.4~\\% & $<$ 0.001 \\\\
                        a|b, "c" \\& d & 60 & +0.002 & n/a & 0.250 \\\\
                        \\bottomrule
                        \\end{tabular}
                        \\end{table}
                        """);
    }

    @Test
    void smallFiguresKeepTwoDigits() {
        assertThat(Kind.FIGURE.write(0.00432)).isEqualTo("0.0043");
        assertThat(Kind.FIGURE.write(-0.00098)).isEqualTo("−0.00098");
        assertThat(Kind.FIGURE.write(0.0512)).isEqualTo("0.051");
        assertThat(Kind.FIGURE.write(0.9)).isEqualTo("0.900");
        assertThat(Kind.FIGURE.write(0)).isEqualTo("0.000");
        assertThat(Kind.FIGURE.write(Double.NaN)).isEqualTo("n/a");
    }

    @Test
    void refusesRaggedRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EvidenceTable("", "", List.of(new Head("n", Kind.COUNT)), List.of(new Row("a"))))
                .withMessageContaining("expected 1 numbers")
                .withMessageContaining("received 0");
    }

    @Test
    void allFiguresCarryTheirIntervals() {
        List<Case> cases = Reports.cases(60, 0.06, 3);
        EvidenceTable table = EvidenceTables.metrics(cases, 0.899, new Bootstrap(200, 0.95, 1));
        assertThat(table.rows()).hasSize(18).allSatisfy(row -> {
            assertThat(row.values()[1]).isLessThanOrEqualTo(row.values()[2]);
            assertThat(row.values()[0]).isBetween(row.values()[1] - 0.01, row.values()[2] + 0.01);
        });
        assertThat(table.rows().get(2).values()[0])
                .isEqualTo(RegressionMetrics.of(cases).mae(), within(1e-15));
    }

    @Test
    void tablesOfSubgroupsThresholdsAndFolds() {
        List<Case> cases = Reports.cases(60, 0.06, 3);
        assertThat(EvidenceTables.subgroups(Subgroup.bySex(cases)).rows())
                .extracting(Row::name)
                .containsExactly("Sex: female", "Sex: male");
        EvidenceTable screening = EvidenceTables.screening(cases, 0.691, 0.899);
        assertThat(screening.rows()).extracting(Row::name).containsExactly("< 0.691\u00A0g/cm²", "< 0.899\u00A0g/cm²");
        assertThat(screening.rows().get(0).values()[0])
                .isLessThan(screening.rows().get(1).values()[0]);

        Map<String, double[]> folds = new LinkedHashMap<>();
        folds.put("concat", new double[] {0.05, 0.06, 0.055, 0.052, 0.058});
        folds.put("both", new double[] {0.047, 0.055, 0.05, 0.049, 0.053});
        EvidenceTable comparison = EvidenceTables.folds(FoldComparison.of("MAE", folds, "concat", 0.25));
        assertThat(comparison.toMarkdown())
                .contains("| concat | 0.055 | 0.0041 | 0.000 | n/a | n/a | 0.0\u00A0% | n/a | n/a | n/a |")
                .contains("| both | 0.051 | 0.0032 | −0.0042 |");
    }

    @Test
    void tablesAppearInTheReport() {
        String html = HtmlReport.render(Reports.builder(20, true).table(TABLE).build());
        assertThat(html).contains("Errors in g/cm²", "a|b, &quot;c&quot; &amp; d", "&lt; 0.001");
    }
}
