package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The round trip with a real archive: Orthanc and its DICOMweb plug-in, from Debian's packages, on the loopback address. */
@Tag("workflow")
class OrthancTest {

    private static final int STUDIES = 100;

    @TempDir
    Path folder;

    private OrthancServer orthanc;
    private Path password;
    private Path model;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                OrthancServer.installed(),
                "Orthanc with its DICOMweb plug-in is not installed (Debian: orthanc, orthanc-dicomweb)");
        orthanc = new OrthancServer(folder);
        password = Files.writeString(folder.resolve("password"), OrthancServer.PASSWORD + "\n");
        model = TinyModel.write(folder);
        orthanc.up();
    }

    @AfterEach
    void stop() throws Exception {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    private static void await(BooleanSupplier there, int seconds) throws InterruptedException {
        for (int i = 0; i < 10 * seconds && !there.getAsBoolean(); i++) {
            Thread.sleep(100);
        }
        assertThat(there.getAsBoolean()).isTrue();
    }

    private Process service() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pacs.class.getName(),
                        "--url",
                        orthanc.url(),
                        "--model",
                        model.toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--user",
                        OrthancServer.USER,
                        "--password-file",
                        password.toString(),
                        "--every",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()))
                .start();
    }

    @Test
    void aHundredStudiesThroughAKillAndAnArchiveThatIsAway() throws Exception {
        for (int i = 0; i < STUDIES; i++) {
            orthanc.put(PacsTest.radiograph("1.2.3." + (100 + i), i));
        }
        assertThat(orthanc.instances()).isEqualTo(STUDIES);

        Process killed = service();
        await(() -> orthanc.instances() >= STUDIES + 40, 120);
        killed.destroyForcibly().waitFor();
        Process service = service();
        try {
            await(() -> orthanc.instances() >= STUDIES + 100, 120);
            orthanc.close();
            Thread.sleep(3_000);
            orthanc.up();
            await(() -> lines() == STUDIES, 180);
        } finally {
            service.destroy();
            service.waitFor();
        }

        assertThat(orthanc.instances()).isEqualTo(3 * STUDIES);
        DicomWeb web = new DicomWeb(connection(OrthancServer.PASSWORD), 1 << 20);
        assertThat(web.studies(new DicomWeb.Query("SR", ""), 0, 200)).hasSize(STUDIES);
        for (int i = 0; i < STUDIES; i++) {
            DicomWeb.Study study = new DicomWeb.Study("1.2.3." + (100 + i), "");
            assertThat(images(web, study, "SR")).hasSize(1);
            assertThat(images(web, study, "OT").size()
                            + images(web, study, "SC").size()
                            + images(web, study, "DX").size())
                    .isEqualTo(2);
        }

        Files.writeString(password, "wrong");
        List<String> arguments = new ArrayList<>(List.of(
                "--url",
                orthanc.url(),
                "--model",
                model.toString(),
                "--state",
                folder.resolve("other").toString(),
                "--user",
                OrthancServer.USER,
                "--password-file",
                password.toString(),
                "--once"));
        Ran ran = Ran.of(Pacs.commandLine(BackOff.USUAL), arguments.toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("PACS-1002: ");
    }

    private static List<DicomWeb.Instance> images(DicomWeb web, DicomWeb.Study study, String modality) {
        return web.contents(study, modality).images(modality, Set.of());
    }

    private long lines() {
        try (var lines = Files.lines(folder.resolve("state/pacs.journal"))) {
            return lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private Connection connection(String secret) {
        return new Connection(
                URI.create(orthanc.url()),
                Connection.basic(OrthancServer.USER, secret),
                null,
                Duration.ofSeconds(30),
                BackOff.USUAL);
    }
}
