package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's page of what its estimates depend on. */
class ExplainTest {

    @TempDir
    static Path folder;

    private static TinyRun tiny;

    @BeforeAll
    static void aRun() throws IOException {
        tiny = TinyRun.in(folder);
    }

    private static Cli explain(Path cohort, Path page, Object... more) {
        Object[] args = new Object[11 + more.length];
        Object[] first = {
            "explain", "--run", tiny.run(), "--cohort", cohort, "--page", page, "--device", "cpu", "--threads", 2
        };
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        return Cli.run(args);
    }

    @Test
    void thePageHasTestedMapsOfHeldOutSubjectsAndIsTheSameAgain() throws IOException {
        Path page = folder.resolve("page.html");
        Cli cli = explain(tiny.cohort(), page, "--subjects", 3, "--pictures", 2, "--steps", 32)
                .succeeds();
        assertThat(cli.out())
                .contains("Integrated gradients", "Occlusion", "Attention", "of 3\n", "Attributions of 32 steps");
        String html = Files.readString(page);
        assertThat(html)
                .contains("<strong>SIMULATED</strong>", "mean radiograph of the training subjects", "in 32 steps")
                .doesNotContain("<script");
        assertThat(html.split("class=\"maps\"", -1)).as("subjects shown").hasSize(3);
        assertThat(html.split("class=\"burnt-in end\"", -1)).as("panels marked").hasSize(1 + 2 * 4);
        Path again = folder.resolve("again.html");
        explain(tiny.cohort(), again, "--subjects", 3, "--pictures", 2, "--steps", 32)
                .succeeds();
        assertThat(again).hasSameBinaryContentAs(page);
    }

    @Test
    void whatCannotBeExplainedIsRefused() throws IOException {
        Path page = folder.resolve("none.html");
        Path other = Files.createDirectory(folder.resolve("other"));
        List<String> lines = Files.readAllLines(tiny.cohort().resolve("manifest.csv"));
        Files.write(other.resolve("manifest.csv"), lines.subList(0, lines.size() - 1));
        assertThat(explain(other, page).refuses("TRN-1009").err()).contains("another cohort");
        explain(tiny.cohort(), page, "--steps", 0).refuses("TRN-5001");
        explain(tiny.cohort(), page, "--subjects", 0).refuses("TRN-5001");
        explain(tiny.cohort(), page, "--pictures", 0).refuses("TRN-5001");
        assertThat(page).doesNotExist();
    }
}
