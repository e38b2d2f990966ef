package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xml.sax.InputSource;

class HtmlReportTest {

    @Test
    void holdsEverySectionWithItsFigures() throws Exception {
        Document page = parse(HtmlReport.render(Reports.data()));
        assertThat(texts(page, "h2"))
                .containsExactly(
                        "Agreement with the densitometer",
                        "What image and clinical fields contribute",
                        "What the network attends to",
                        "Uncertainty and subgroups",
                        "Training",
                        "Provenance",
                        "How to make this page again",
                        "Limits");
        assertThat(texts(page, "h3"))
                .containsExactly(
                        "Measured and estimated BMD",
                        "Bland–Altman",
                        "Screening for low BMD",
                        "Errors by sex",
                        "Errors by age",
                        "Clinical fields the image attends to",
                        "Coverage of the prediction intervals");
        // Five plots, three variant panels, attention, coverage, three training curves, two pairs of pictures, a scale.
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(5 + 3 + 1 + 1 + 3 + 4 + 1);
        assertThat(page.getElementsByTagName("pre").item(0).getTextContent()).isEqualTo("./mvnw -B -Pdemo verify");
        assertThat(page.getDocumentElement().getTextContent())
                .contains(
                        "9f".repeat(32),
                        "3.1\u00A0×\u00A010⁻⁷",
                        "seed 5",
                        "4 min 14 s",
                        "physics-based simulator, seed 42");
    }

    @Test
    void everyFigureOfASimulatedCohortSaysSo() throws Exception {
        Document page = parse(HtmlReport.render(Reports.data()));
        NodeList drawings = page.getElementsByTagName("svg");
        for (int i = 0; i < drawings.getLength(); i++) {
            assertThat(texts((Element) drawings.item(i), "text"))
                    .as(((Element) drawings.item(i)).getAttribute("aria-label"))
                    .contains("SIMULATED");
        }
        assertThat(texts(page, "title").get(0)).startsWith("SIMULATED");
        assertThat(texts(page, "header").get(0)).startsWith("SIMULATED cohort");
        assertThat(texts(page, "ul").get(0)).contains("SIMULATED", "Not a medical device", "No clinical accuracy");
        // A picture outside a drawing would escape the label.
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
    }

    @Test
    void aRealCohortIsNotCalledSimulated() throws Exception {
        String html = HtmlReport.render(Reports.builder(30, false).build());
        assertThat(html).doesNotContain("SIMULATED").contains("Not a medical device");
    }

    @Test
    void everyDrawingSaysInWordsWhatItShows() throws Exception {
        NodeList drawings = parse(HtmlReport.render(Reports.data())).getElementsByTagName("svg");
        for (int i = 0; i < drawings.getLength(); i++) {
            Element svg = (Element) drawings.item(i);
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            assertThat(svg.getAttribute("aria-label")).endsWith(".").hasSizeGreaterThan(20);
        }
    }

    @Test
    void headlineFiguresCarryTheirIntervals() throws Exception {
        ReportData data = Reports.data();
        Headline headline = Headline.of(data);
        Element tiles = (Element)
                parse(HtmlReport.render(data)).getElementsByTagName("section").item(0);
        assertThat(texts(tiles, "p"))
                .contains(
                        Format.ratio(headline.regression().r2()),
                        Format.ratio(headline.metrics().screening().auc()))
                .filteredOn(t -> t.contains("CI"))
                .hasSize(5)
                .contains("95\u00A0% CI " + Format.range(headline.intervals().get(Headline.MAE)));
        assertThat(headline.intervals()
                        .get(Headline.R2)
                        .contains(headline.regression().r2()))
                .isTrue();
    }

    @Test
    void refersToNothingOutsideItself() throws Exception {
        String html = HtmlReport.render(Reports.data());
        String withoutNamespaces = html.replaceAll("xmlns=\"http://www\\.w3\\.org/[a-z0-9/]+\"", "");
        assertThat(withoutNamespaces).doesNotContain("http:", "https:", "<script", "<link", "@import");
        assertThat(withoutNamespaces.replace("url(#attention-scale)", "")).doesNotContain("url(");
        Matcher references = Pattern.compile("(?:href|src)=\"([^\"]{1,8})").matcher(withoutNamespaces);
        while (references.find()) {
            assertThat(references.group(1)).matches("#.*|data:ima");
        }
    }

    @Test
    void sameDataSameBytes() throws Exception {
        assertThat(HtmlReport.render(Reports.data())).isEqualTo(HtmlReport.render(Reports.data()));
    }

    @Test
    void namesNoSubject() throws Exception {
        assertThat(HtmlReport.render(Reports.data())).doesNotContain("subject-");
    }

    @Test
    void hostileTextsStayTexts() throws Exception {
        String hostile = "</style><script>alert('x')</script>\"&\u0000\u202E]]>";
        List<Case> cases = new ArrayList<>();
        for (Case c : Reports.cases(20, 0.06, 1)) {
            cases.add(new Case(
                    hostile + c.subjectId(), hostile, c.age(), c.measured(), c.estimated(), 0.1, c.lower(), c.upper()));
        }
        ReportData data = Reports.of(hostile, new ReportData.Model(hostile, hostile, hostile, hostile), true, cases)
                .variant(Reports.variant(hostile, hostile, cases))
                .clinicalAttention(hostile, 1)
                .cohort(hostile, hostile)
                .environment(hostile, hostile)
                .wallTime(hostile, java.time.Duration.ofSeconds(1))
                .command(hostile)
                .example(new ExampleRadiograph(
                        hostile,
                        Reports.example(32, 1).picture(),
                        new ExampleRadiograph.Attention(1, 1, new float[] {1}, Region.WHOLE),
                        Optional.empty(),
                        0.8,
                        0.8,
                        new Interval(0.7, 0.9)))
                .build();
        String html = HtmlReport.render(data);
        assertThat(html).doesNotContain("<script", "\u0000", "\u202E");
        assertThat(texts(parse(html), "h1").get(0)).contains("<script>alert('x')</script>\"&");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9, 700})
    void anyNumberOfCasesMakesAPage(int n) throws Exception {
        assertWellDrawn(HtmlReport.render(Reports.of("few", Reports.MODEL, true, Reports.cases(n, 0.06, 2))
                .build()));
    }

    @Test
    void degenerateCohortsMakeAPageThatSaysWhatIsUndefined() throws Exception {
        List<Case> oneClass = new ArrayList<>();
        List<Case> constant = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            double measured = 1.0 + 0.01 * i;
            oneClass.add(new Case("s" + i, "female", Double.NaN, measured, 1.05, 0.1, 0.9, 1.2));
            constant.add(new Case("s" + i, "", 75, 0.9, 0.9, 0.1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        String first = HtmlReport.render(
                Reports.of("one class", Reports.MODEL, true, oneClass).build());
        assertWellDrawn(first);
        assertThat(first).contains("ROC curve is undefined", "n/a", "Too few subjects of known age");
        assertWellDrawn(HtmlReport.render(
                Reports.of("constant", Reports.MODEL, true, constant).build()));
    }

    @Test
    void aUselessModelIsNotPraised() throws Exception {
        List<Case> useless = new ArrayList<>();
        for (Case c : Reports.cases(30, 0.06, 9)) {
            useless.add(new Case(c.subjectId(), c.sex(), c.age(), c.measured(), 2 - c.estimated(), 0.1, 0.5, 1.5));
        }
        String html = HtmlReport.render(
                Reports.of("useless", Reports.MODEL, true, useless).build());
        assertThat(texts(parse(html), "header").get(0))
                .contains("does no better than the mean")
                .doesNotContain("explains");
    }

    @Test
    void shortAndBrokenHistoriesAreDrawn() throws Exception {
        ReportData.Builder one = Reports.of("one epoch", Reports.MODEL, true, Reports.cases(9, 0.06, 2));
        assertWellDrawn(HtmlReport.render(
                one.epoch(new ReportData.Epoch(1, 0.3, 0.4, 0.1, 0)).build()));
        String html = HtmlReport.render(
                one.epoch(new ReportData.Epoch(2, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, 1e-4))
                        .build());
        assertWellDrawn(html);
        assertThat(html).contains("reached at epoch 1 of 2");
    }

    @Test
    void emptyPartsLeaveTheirSectionOut() throws Exception {
        Document page = parse(HtmlReport.render(Reports.of("bare", Reports.MODEL, true, Reports.cases(9, 0.06, 2))
                .build()));
        assertThat(texts(page, "h2"))
                .containsExactly(
                        "Agreement with the densitometer", "Uncertainty and subgroups", "Provenance", "Limits");
    }

    @Test
    void writesWholeFilesOrNone(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("made/on/the/way/report.html");
        HtmlReport.write(Reports.data(), file);
        String first = Files.readString(file);
        assertThat(first).isEqualTo(HtmlReport.render(Reports.data()));

        ExampleRadiograph broken = new ExampleRadiograph(
                "",
                new byte[] {1, 2},
                new ExampleRadiograph.Attention(1, 1, new float[] {1}, Region.WHOLE),
                Optional.empty(),
                1,
                1,
                new Interval(0, 1));
        assertThatExceptionOfType(TrainerException.class)
                .isThrownBy(() -> HtmlReport.write(
                        Reports.builder(9, true).example(broken).build(), file))
                .withMessageContaining("expected an encoded picture")
                .extracting(TrainerException::code)
                .isEqualTo(TrainerException.Code.COHORT_IMAGE);
        assertThat(Files.readString(file)).isEqualTo(first);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesDataThatMakeNoReport() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Reports.of("none", Reports.MODEL, true, List.of()).build())
                .withMessageContaining("at least one case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reports.builder(5, true).confidence(1.5).build());
    }

    private static void assertWellDrawn(String html) throws Exception {
        NodeList drawings = parse(html).getElementsByTagName("*");
        for (int i = 0; i < drawings.getLength(); i++) {
            Element element = (Element) drawings.item(i);
            for (String name : List.of("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "d")) {
                assertThat(element.getAttribute(name))
                        .as(element.getTagName() + " " + name)
                        .doesNotContain("NaN", "Inf");
            }
        }
    }

    private static List<String> texts(Document document, String tag) {
        return texts(document.getDocumentElement(), tag);
    }

    private static List<String> texts(Element element, String tag) {
        NodeList nodes = element.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
