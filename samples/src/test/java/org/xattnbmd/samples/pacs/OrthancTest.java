package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private static final Path ORTHANC = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");
    private static final int STUDIES = 100;

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;
    private Process orthanc;
    private Path password;
    private Path model;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                Files.isExecutable(ORTHANC) && Files.exists(PLUGIN),
                "Orthanc with its DICOMweb plug-in is not installed (Debian: orthanc, orthanc-dicomweb)");
        port = free();
        Files.writeString(folder.resolve("orthanc.json"), """
                {"Name":"TEST","StorageDirectory":"%1$s/db","IndexDirectory":"%1$s/db","HttpPort":%2$d,"DicomPort":%3$d,
                "DicomServerEnabled":false,"RemoteAccessAllowed":false,"AuthenticationEnabled":true,
                "RegisteredUsers":{"bmd":"right"},"Plugins":["%4$s"],"DicomWeb":{"Enable":true,"Root":"/dicom-web/"}}""".formatted(folder, port, free(), PLUGIN));
        password = Files.writeString(folder.resolve("password"), "right\n");
        model = TinyModel.write(folder);
        up();
    }

    @AfterEach
    void stop() throws Exception {
        if (orthanc != null) {
            orthanc.destroy();
            orthanc.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void up() throws Exception {
        orthanc = new ProcessBuilder(
                        ORTHANC.toString(), folder.resolve("orthanc.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile())
                .start();
        await(() -> get("/system") != null, 60);
    }

    /** Null if there is no answer. */
    private String get(String path) {
        try {
            HttpResponse<String> answer = client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", Connection.basic("bmd", "right"));
    }

    private static void await(BooleanSupplier there, int seconds) throws InterruptedException {
        for (int i = 0; i < 10 * seconds && !there.getAsBoolean(); i++) {
            Thread.sleep(100);
        }
        assertThat(there.getAsBoolean()).isTrue();
    }

    private int instances() {
        String statistics = get("/statistics");
        return statistics == null
                ? -1
                : Integer.parseInt(statistics.replaceAll("(?s).*\"CountInstances\" : (\\d+).*", "$1"));
    }

    private Process service() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pacs.class.getName(),
                        "--url",
                        "http://127.0.0.1:" + port + "/dicom-web",
                        "--model",
                        model.toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--user",
                        "bmd",
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
            HttpResponse<String> taken = client.send(
                    request("/instances")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(PacsTest.radiograph("1.2.3." + (100 + i), i)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        }
        assertThat(instances()).isEqualTo(STUDIES);

        Process killed = service();
        await(() -> instances() >= STUDIES + 40, 120);
        killed.destroyForcibly().waitFor();
        Process service = service();
        try {
            await(() -> instances() >= STUDIES + 100, 120);
            orthanc.destroy();
            assertThat(orthanc.waitFor(30, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(3_000);
            up();
            await(() -> lines() == STUDIES, 180);
        } finally {
            service.destroy();
            service.waitFor();
        }

        assertThat(instances()).isEqualTo(3 * STUDIES);
        DicomWeb web = new DicomWeb(connection("right"), 1 << 20);
        assertThat(web.studies(new DicomWeb.Query("SR", ""), 0, 200)).hasSize(STUDIES);
        for (int i = 0; i < STUDIES; i++) {
            DicomWeb.Study study = new DicomWeb.Study("1.2.3." + (100 + i), "");
            assertThat(web.images(study, "SR", Set.of())).hasSize(1);
            assertThat(web.images(study, "OT", Set.of()).size()
                            + web.images(study, "SC", Set.of()).size()
                            + web.images(study, "DX", Set.of()).size())
                    .isEqualTo(2);
        }

        Files.writeString(password, "wrong");
        List<String> arguments = new ArrayList<>(List.of(
                "--url",
                "http://127.0.0.1:" + port + "/dicom-web",
                "--model",
                model.toString(),
                "--state",
                folder.resolve("other").toString(),
                "--user",
                "bmd",
                "--password-file",
                password.toString(),
                "--once"));
        Ran ran = Ran.of(Pacs.commandLine(BackOff.USUAL), arguments.toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("PACS-1002: ");
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
                URI.create("http://127.0.0.1:" + port + "/dicom-web"),
                Connection.basic("bmd", secret),
                null,
                Duration.ofSeconds(30),
                BackOff.USUAL);
    }
}
