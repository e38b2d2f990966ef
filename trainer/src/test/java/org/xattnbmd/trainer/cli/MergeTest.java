package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestGroups;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;

/** Two SIMULATED cohorts, and two of a site's own, as one. */
class MergeTest {

    private static final String OWN = """
            {"data": "Study %s", "densitometer_scale": "Hologic", "fields": {
              "subject_id": {"column": "ID"}, "image": {"column": "FILE"},
              "side": {"constant": "left"}, "sex": {"column": "SEX"}, "age": {"column": "AGE"},
              "femoral_neck_bmd_g_cm2": {"column": "FN"}}}
            """;

    @TempDir
    static Path folder;

    private static Path one;
    private static Path two;

    @BeforeAll
    static void twoCohorts() {
        one = simulated("one", 24, 3);
        two = simulated("two", 14, 4);
    }

    private static Path simulated(String name, int subjects, long seed) {
        Path out = folder.resolve(name);
        Cli.run("simulate", "--out", out, "--subjects", subjects, "--size", 64, "--seed", seed, "--implant-share", 0.3)
                .succeeds();
        return out;
    }

    private static Cli merge(Path out, Object... more) {
        return Cli.run(
                Stream.concat(Stream.of("merge", "--out", out), Stream.of(more)).toArray());
    }

    @Test
    void rowsAndPicturesAreThoseOfBothAndTheCohortIsAColumn() throws IOException {
        Path out = folder.resolve("all");
        assertThat(merge(out, "--cohort", one, "--cohort", two).succeeds().out())
                .contains("38 row(s) of 2 cohorts");
        CohortLayout layout = CohortLayout.read(out);
        List<ManifestRow> rows = CohortManifest.read(layout);
        List<ManifestRow> before = CohortManifest.read(two);
        assertThat(layout.simulated()).isTrue();
        assertThat(rows).hasSize(38);
        for (int i = 0; i < before.size(); i++) {
            ManifestRow row = rows.get(24 + i);
            assertThat(row.subjectId()).isEqualTo("two-" + before.get(i).subjectId());
            assertThat(row.split()).isEqualTo(before.get(i).split());
            assertThat(row.view().image())
                    .hasSameBinaryContentAs(before.get(i).view().image());
        }
        assertThat(new TreeSet<>(ManifestGroups.read(layout, "cohort").values()))
                .isEqualTo(Set.of("one", "two"));
        Cli.run("cohort", "--cohort", out, "--size", 64).succeeds();
    }

    @Test
    void someRowsDealtAnew() {
        Path out = folder.resolve("some");
        merge(out, "--cohort", one, "--cohort", two, "--where", "implant=none", "--deal")
                .succeeds();
        List<ManifestRow> rows = CohortManifest.read(out);
        assertThat(rows).hasSizeBetween(20, 36).noneMatch(row -> row.view().implant());
        assertThat(rows.stream().filter(row -> row.split() == Split.TEST).count())
                .isBetween(1L, (long) rows.size() / 2);
    }

    @Test
    void aSitesOwnTablesKeepTheirColumnsAndCodes() throws IOException {
        Path north = own("north", OWN.formatted("north"), "A1", "../one/images/S00001.png");
        Path south = own("south", OWN.formatted("south"), "A1", "../two/images/S00001.png");
        Path out = folder.resolve("own");
        merge(out, "--cohort", north, "--cohort", south).succeeds();
        assertThat(Files.readString(out.resolve("cohort.json"))).contains("Study north; Study south", "Hologic");
        assertThat(Files.readString(out.resolve("manifest.csv")))
                .contains("ID,FILE,SEX,AGE,FN,cohort", "north-A1,images/north/2.png,female,70,0.71,north", "south-A1");
        Path other = own("west", OWN.formatted("west").replace("Hologic", "GE Lunar"), "B", "../one/images/S00001.png");
        assertThat(merge(folder.resolve("no"), "--cohort", north, "--cohort", other)
                        .refuses("TRN-5001")
                        .err())
                .contains("west", "densitometer_scale", "describe both alike");
    }

    private static Path own(String name, String description, String id, String image) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        Files.writeString(own.resolve("cohort.json"), description);
        StringBuilder table = new StringBuilder("ID,FILE,SEX,AGE,FN\n");
        for (int i = 0; i < 20; i++) {
            table.append(i == 0 ? id : id + i).append(',').append(image).append(",female,70,0.71\n");
        }
        Files.writeString(own.resolve("manifest.csv"), table.toString());
        return own;
    }

    @Test
    void whatCannotBeMergedIsNamedAndNothingIsLeft() throws IOException {
        Path out = folder.resolve("left");
        assertThat(merge(out, "--cohort", one).refuses("TRN-5001").err()).contains("at least two");
        assertThat(merge(out, "--cohort", one, "--cohort", one)
                        .refuses("TRN-5001")
                        .err())
                .contains("different names");
        assertThat(merge(out, "--cohort", one, "--cohort", two, "--where", "maker=x")
                        .refuses("TRN-5001")
                        .err())
                .contains("a column maker");
        assertThat(merge(one, "--cohort", one, "--cohort", two)
                        .refuses("TRN-2001")
                        .err())
                .contains("not empty");
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.copy(two.resolve("manifest.csv"), bare.resolve("manifest.csv"));
        assertThat(merge(out, "--cohort", one, "--cohort", bare)
                        .refuses("TRN-1002")
                        .err())
                .contains("no image");
        assertThat(out).doesNotExist();
        try (var all = Files.list(folder)) {
            assertThat(all.map(p -> p.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }
}
