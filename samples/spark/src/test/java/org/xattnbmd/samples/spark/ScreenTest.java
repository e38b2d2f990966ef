package org.xattnbmd.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.ExamRows;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ScreenTest {

    @TempDir
    static Path shared;

    private static SparkSession spark;
    private static Path model;

    @TempDir
    Path folder;

    private Archive archive;

    @BeforeAll
    static void start() {
        spark = Archive.spark();
        model = TinyModel.write(shared);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void files() throws Exception {
        archive = Archive.in(folder, 6, model);
    }

    @Test
    void everyStudyBecomesARowBadOnesWithTheirCode() throws Exception {
        byte[] png = Files.readAllBytes(folder.resolve("hip10.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        Files.createDirectory(folder.resolve("folder.png"));
        archive.manifest("""
                \uFEFFid,image,side,age,sex,remark
                a,hip10.png,left,75,female,"a, ""b"" c"
                b,hip11.png,,,,
                c,%s,RIGHT,60,male,
                d,cut.png,left,60,male,
                e,notes.txt,left,60,male,
                f,absent.png,left,60,male,
                g,folder.png,left,60,male,
                h,hip13.png,left,-3,male,
                i,hip14.png,top,60,male,
                j,hip15.png,left,60
                k,,left,60,male,
                """.formatted(folder.resolve("hip12.png").toUri()));

        Ran ran = archive.screen("--ignore", "remark", "--wave", "4", "--task", "2")
                .assertFine();

        assertThat(ran.out()).startsWith("3 estimated, 8 refused: ");
        assertThat(ran.err()).contains("Wave 3 of 3 written.");
        List<Row> rows = archive.rows(spark);
        assertThat(rows.stream().map(row -> row.<String>getAs("id")))
                .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
        Map<String, String> codes = rows.stream()
                .filter(row -> row.getAs("error_code") != null)
                .collect(Collectors.toMap(row -> row.getAs("id"), row -> row.getAs("error_code")));
        assertThat(codes)
                .isEqualTo(Map.of(
                        "d",
                        "BMD-1004",
                        "e",
                        "BMD-1003",
                        "f",
                        "BMD-1001",
                        "g",
                        "BMD-1002",
                        "h",
                        "BMD-2002",
                        "i",
                        "BMD-5001",
                        "j",
                        "BMD-5001",
                        "k",
                        "BMD-1001"));
        assertThat(rows.stream().map(row -> row.<String>getAs("model_sha256")).distinct())
                .containsExactly(ModelHash.sha256(archive.model()));
    }

    @Test
    void anotherTargetHasColumnsInItsUnitAndNoTScore() throws Exception {
        ModelCard.Target target = new ModelCard.Target("cortex_mm", "Cortical thickness", "mm", 0, 10);
        // Spark keeps a file under its name for the whole session, which the other tests share.
        Path model = Files.write(
                folder.resolve("cortex.onnx"),
                TinyModel.bytes(TinyModel.card(target, ModelCard.NO_SCALE).toJson()));
        archive = Archive.in(folder, 2, model);
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        archive.manifest("id,image,side\na,hip10.png,left\nb,notes.txt,left\n");

        archive.screen().assertFine();

        List<Row> rows = archive.rows(spark);
        assertThat(rows.get(0).schema().fieldNames())
                .contains("value", "lower", "upper", "target", "unit")
                .doesNotContain("bmd_g_per_cm2", "t_score", "category", "below_thresholds");
        assertThat(rows.get(0).<Double>getAs("value")).isBetween(0.0, 10.0);
        assertThat(rows.get(0).<String>getAs("unit")).isEqualTo("mm");
        assertThat(rows.get(1).<String>getAs("error_code")).isEqualTo("BMD-1003");
        assertThat(rows.get(1).<String>getAs("target")).isEqualTo("cortex_mm");
    }

    @Test
    void rowsAndTablesAreTakenAsTheOtherReadersDo() throws Exception {
        Files.copy(folder.resolve("hip10.png"), folder.resolve(ExamRows.IMAGE));
        Map<String, ExamRows.Row> byId = new TreeMap<>();
        for (ExamRows.Row row : ExamRows.rows()) {
            byId.put("s" + (10 + byId.size()), row);
        }
        archive.manifest(byId.entrySet().stream()
                .map(e -> e.getKey() + "," + e.getValue().cells() + "\n")
                .collect(Collectors.joining("", "id," + ExamRows.HEADER + "\n", "")));

        archive.screen().assertFine();

        for (Row written : archive.rows(spark)) {
            ExamRows.Row row = byId.remove(written.<String>getAs("id"));
            assertThat(written.<String>getAs("error_code") != null)
                    .as(row.name())
                    .isEqualTo(row.refused());
            if (!row.refused()) {
                assertThat(written.<String>getAs("side"))
                        .as(row.name())
                        .isEqualToIgnoringCase(row.side().name());
            }
        }
        assertThat(byId).isEmpty();
        for (ExamRows.Table table :
                ExamRows.tables("id," + ExamRows.HEADER, "a," + ExamRows.GOOD, "b," + ExamRows.GOOD)) {
            Path list = archive.manifest(table.text());
            if (table.refused()) {
                assertRefused(list);
            } else {
                assertThat(ArchiveManifest.read(
                                        spark, new org.apache.hadoop.fs.Path(list.toUri()), Set.of(), TinyModel.card())
                                .count())
                        .as(table.name())
                        .isEqualTo(2);
            }
        }
    }

    private static void assertRefused(Path list) {
        assertThatThrownBy(() -> ArchiveManifest.read(
                        spark, new org.apache.hadoop.fs.Path(list.toUri()), Set.of(), TinyModel.card()))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(BmdException.Code.INVALID_ARGUMENT));
    }

    @Test
    void aRowHoldsWhatTheSdkSays() throws Exception {
        archive.manifest("id,image,side,age,sex\na,hip10.png,left,75,female\n");

        archive.screen().assertFine();

        Row row = archive.rows(spark).get(0);
        try (BmdEstimator estimator = BmdEstimator.open(archive.model())) {
            BmdEstimate estimate = estimator.estimate(
                    Radiograph.read(folder.resolve("hip10.png")).withSide(Radiograph.Side.LEFT),
                    ClinicalRecord.builder().set("age", 75).set("sex", "female").build());
            assertThat(row.<Double>getAs("bmd_g_per_cm2")).isCloseTo(estimate.bmd(), within(1e-6));
            assertThat(row.<Double>getAs("lower_g_per_cm2"))
                    .isCloseTo(estimate.interval().lower(), within(1e-6));
            assertThat(row.<Double>getAs("upper_g_per_cm2"))
                    .isCloseTo(estimate.interval().upper(), within(1e-6));
            assertThat(row.<Double>getAs("t_score")).isEqualTo(estimate.tScore());
            assertThat(row.<String>getAs("category"))
                    .isEqualToIgnoringCase(estimate.category().name());
            assertThat(row.<String>getList(row.fieldIndex("warnings")))
                    .hasSameSizeAs(estimate.warnings())
                    .contains("simulated_model", "missing_fields");
            BmdEstimate.OutlierScore score = estimate.outlierScore().orElseThrow();
            assertThat(row.<Double>getAs("outlier_score")).isCloseTo(score.value(), within(1e-6));
            assertThat(row.<Double>getAs("outlier_limit")).isEqualTo(score.limit());
            assertThat(row.<Double>getAs("outlier_hard_limit")).isNull();
            assertThat(row.<String>getAs("trust"))
                    .isEqualToIgnoringCase(estimate.trust().level().name());
            assertThat(row.<String>getList(row.fieldIndex("trust_reasons")))
                    .hasSameSizeAs(estimate.trust().reasons());
            assertThat(row.<String>getAs("side")).isEqualTo("left");
            assertThat(row.<Boolean>getAs("simulated")).isTrue();
        }
    }

    /** The tiny model's outlier score is the mean size of the standardised clinical values: here 1.6 and 2.125. */
    @Test
    void unusualStudiesAreMarkedAndWhatIsNotUsableIsRefused(@TempDir Path models) throws Exception {
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build();
        Path trusted = Files.write(models.resolve("trusted.onnx"), TinyModel.bytes(card.toJson()));
        Archive own = new Archive(folder, trusted, archive.out());
        own.manifest("id,image,height_cm,weight_kg,age\na,hip10.png,,,75\nb,hip10.png,,171,\nc,hip10.png,120,,110\n");

        own.screen().assertFine();

        List<Row> rows = own.rows(spark);
        assertThat(rows.stream().map(row -> row.<String>getAs("trust")))
                .containsExactly("fine", "unusual", "not_usable");
        assertThat(rows.get(1).<String>getList(rows.get(1).fieldIndex("trust_reasons")))
                .containsExactly("unlike_training");
        assertThat(rows.get(1).<Double>getAs("outlier_hard_limit")).isEqualTo(2);
        assertThat(rows.get(2).<String>getAs("error_code")).isEqualTo("BMD-4010");
        assertThat(rows.get(2).<Double>getAs("bmd_g_per_cm2")).isNull();
    }

    @Test
    void theOutputHoldsNoPathAndNoMessage() throws Exception {
        Files.writeString(folder.resolve("jane-doe.png"), "no picture");
        archive.manifest("id,image,age\na,jane-doe.png,71\nb,jane-doe-2.png,71\nc,hip10.png,-71\n");

        archive.screen().assertFine();

        assertThat(archive.rows(spark).toString()).doesNotContain("jane-doe", "71", ".png");
        assertThat(spark.read().parquet(archive.out().toString()).columns())
                .as("the schema is an interface")
                .containsExactly(
                        "id",
                        "side",
                        "error_code",
                        "bmd_g_per_cm2",
                        "lower_g_per_cm2",
                        "upper_g_per_cm2",
                        "coverage",
                        "t_score",
                        "category",
                        "below_thresholds",
                        "warnings",
                        "outlier_score",
                        "outlier_limit",
                        "outlier_hard_limit",
                        "trust",
                        "trust_reasons",
                        "model_id",
                        "model_version",
                        "model_sha256",
                        "simulated",
                        "wave");
    }

    @Test
    void headersFillFactsOnlyIfAsked() throws Exception {
        Files.write(
                folder.resolve("hip.dcm"),
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(80, 90, 1), 80, 90)
                        .text(0x00101010, "AS", "075Y")
                        .text(0x00100040, "CS", "F")
                        .text(0x00200062, "CS", "R")
                        .toBytes());
        archive.manifest("id,image\na,hip.dcm\n");
        archive.screen().assertFine();
        double without = archive.rows(spark).get(0).<Double>getAs("bmd_g_per_cm2");

        Archive other = new Archive(folder, archive.model(), folder.resolve("with"));
        other.screen("--use-header").assertFine();

        Row row = other.rows(spark).get(0);
        assertThat(row.<Double>getAs("bmd_g_per_cm2")).isNotEqualTo(without);
        assertThat(row.<String>getAs("side")).isEqualTo("right");
    }

    @Test
    void anExecutorOpensTheModelOnce() throws Exception {
        int before = ExecutorEstimator.open();
        archive.manifest(Archive.lines(6));

        archive.screen("--task", "1").assertFine();

        assertThat(ExecutorEstimator.open())
                .as("the same bytes in every test")
                .isLessThanOrEqualTo(Math.max(1, before));
    }

    @Test
    void newLinesAreAddedAndOldOnesNotRepeated() throws Exception {
        archive.manifest(Archive.lines(4));
        archive.screen().assertFine();
        archive.manifest(Archive.lines(6));

        Ran ran = archive.screen().assertFine();

        assertThat(ran.err()).contains("Going on: 2 studies left.");
        assertThat(ran.out()).startsWith("6 estimated, 0 refused");
        Map<String, Long> byId = archive.rows(spark).stream()
                .map(row -> row.<String>getAs("id"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(byId).hasSize(6).allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void whatCannotBeAsMeantIsRefusedBeforeAnythingIsWritten() throws Exception {
        archive.screen().assertRefused("BMD-5001");
        for (String csv : List.of(
                "id,image,shoe_size\na,hip10.png,42\n",
                "image\nhip10.png\n",
                "id,image\na,hip10.png\na,hip11.png\n",
                "id,image\n,hip10.png\n")) {
            archive.manifest(csv);
            archive.screen().assertRefused("BMD-5001");
        }
        archive.screen("--wave", "0").assertWrongUsage();
        Path other = Files.writeString(folder.resolve("other.onnx"), "no model");
        archive.manifest(Archive.lines(1));
        new Archive(folder, other, archive.out()).screen().assertRefused("BMD-3004");
        assertThat(archive.out()).doesNotExist();
    }
}
