package org.xattnbmd.sdk.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.ExamRows;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class HeldOutSetTest {

    private static final int W = 80;
    private static final int H = 90;
    private static final String HEADER = "femoral_neck_bmd_g_cm2," + ExamRows.HEADER;

    @TempDir
    Path folder;

    @BeforeEach
    void picture() throws IOException {
        Files.write(folder.resolve(ExamRows.IMAGE), Pictures.encode("png", SyntheticHip.left(W, H, 1), W, H));
    }

    @ParameterizedTest
    @MethodSource("org.xattnbmd.sdk.fixtures.ExamRows#rows")
    void takesARowAsTheOtherReadersDo(ExamRows.Row row) throws IOException {
        String table = HEADER + "\n0.8," + row.cells() + "\n";

        if (row.refused()) {
            assertThat(refusal(table)).hasMessageContaining("line 2: ").hasMessageNotContaining("..");
        } else {
            assertThat(requests(table)).singleElement().satisfies(request -> {
                assertThat(request.radiograph().side()).isEqualTo(row.side());
                assertThat(request.clinical().encode(TinyModel.FIELDS)[0]).isEqualTo(75);
            });
        }
    }

    @Test
    void takesTablesAsTheOtherReadersDo() throws IOException {
        for (ExamRows.Table table : ExamRows.tables(HEADER, "0.8," + ExamRows.GOOD, "0.9," + ExamRows.GOOD)) {
            if (table.refused()) {
                refusal(table.text());
            } else {
                assertThat(requests(table.text())).as(table.name()).hasSize(2);
            }
        }
    }

    @Test
    void countsTheTestSplitAloneAndReadsNothingOfTheOthers() throws IOException {
        String header = "split," + HEADER + "\n";

        assertThat(requests(header + "test,0.8," + ExamRows.GOOD + "\ntrain,?,x,y,z,,\n TEST ,0.9," + ExamRows.GOOD))
                .hasSize(2);
        assertThat(refusal(header + "train,0.8," + ExamRows.GOOD)).hasMessageContaining("at least one reference");
    }

    @Test
    void theHeaderOfARadiographSaysTheSideWhereTheManifestDoesNot() throws IOException {
        Files.write(
                folder.resolve("right.dcm"),
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, 1), W, H)
                        .text(0x00200062, "CS", "R")
                        .toBytes());
        String header = "image,femoral_neck_bmd_g_cm2,side\n";

        assertThat(requests(header + "right.dcm,0.8,\nright.dcm,0.8,left\n"))
                .extracting(request -> request.radiograph().side())
                .containsExactly(Radiograph.Side.RIGHT, Radiograph.Side.LEFT);
    }

    /** The first row of a table without a header is a subject's. */
    @Test
    void missingColumnsAreNamedAndThoseThatAreThereAreNot() throws IOException {
        assertThat(refusal("jane-doe.png,left,0.8\n"))
                .hasMessageContaining("missing [image, femoral_neck_bmd_g_cm2]")
                .hasMessageNotContaining("jane");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("m.csv"), (HEADER + "\nü").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> HeldOutSet.read(file)).hasMessageContaining("UTF-8");
    }

    private List<BmdRequest> requests(String table) throws IOException {
        Path file = Files.writeString(folder.resolve("m.csv"), table);
        HeldOutSet set = HeldOutSet.read(file);
        return set.references().stream()
                .map(reference -> set.request(reference, TinyModel.card()))
                .toList();
    }

    private BmdException refusal(String table) {
        BmdException e = catchThrowableOfType(BmdException.class, () -> requests(table));
        assertThat(e).as("a refusal").isNotNull();
        assertThat(e.code()).isEqualTo(Code.CHECK_MANIFEST);
        return e;
    }
}
