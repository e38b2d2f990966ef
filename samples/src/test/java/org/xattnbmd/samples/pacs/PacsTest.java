package org.xattnbmd.samples.pacs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The service against an archive in memory that also fails in the ways that archives do. */
class PacsTest {

    private static final int W = 80;
    private static final int H = 90;
    private static final BackOff QUICK = new BackOff(3, Duration.ofMillis(1), Duration.ofMillis(5));

    @TempDir
    Path folder;

    private StubArchive archive;
    private Path model;

    @BeforeEach
    void open() {
        archive = new StubArchive();
        model = TinyModel.write(folder);
    }

    @AfterEach
    void close() {
        archive.close();
    }

    static byte[] radiograph(String study, int index) {
        return new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, index), W, H)
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
                .text(0x00080018, "UI", study + ".1.1")
                .text(0x0020000D, "UI", study)
                .text(0x0020000E, "UI", study + ".1")
                .text(0x00080060, "CS", "DX")
                .text(0x00200062, "CS", "L")
                .text(0x00100010, "PN", "SECRETNAME^ANNA")
                .text(0x00100020, "LO", "SECRETID")
                .text(0x00100040, "CS", "F")
                .text(0x00101010, "AS", "075Y")
                .toBytes();
    }

    private List<String> fill(int studies) {
        List<String> uids = new ArrayList<>();
        for (int i = 0; i < studies; i++) {
            String study = "1.2.3." + (100 + i);
            archive.put(study, study + ".1.1", radiograph(study, i));
            uids.add(study);
        }
        return uids;
    }

    private Ran run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--model", model.toString(), "--once"));
        List<String> given = List.of(more);
        if (!given.contains("--url")) {
            arguments.addAll(List.of("--url", archive.url()));
        }
        if (!given.contains("--state")) {
            arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        }
        arguments.addAll(given);
        return Ran.of(Pacs.commandLine(QUICK), arguments.toArray(String[]::new));
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve("state/studies.csv"));
    }

    @Test
    void everyStudyGetsOneReportAndOneCapture() throws IOException {
        List<String> studies = fill(5);

        assertThat(run().assertFine().err()).contains("5 studies done, 0 left");

        for (String study : studies) {
            assertThat(archive.results(study)).hasSize(2);
        }
        assertThat(table()).hasSize(6).allSatisfy(line -> assertThat(line).containsAnyOf("stored", "status"));
        assertThat(folder.resolve("state/metrics.txt"))
                .content()
                .contains("bmd_pacs_studies_total{status=\"stored\",code=\"\"} 5");
        int before = archive.stored.get();
        run().assertFine();
        assertThat(archive.stored.get()).as("nothing twice").isEqualTo(before);
    }

    @Test
    void aSecretMakesOneTrackingIdentifierOfAPatientsHip() throws IOException {
        fill(2);
        run().assertFine();
        Set<String> without = identifiersOfBothReports();
        archive.studies.clear();
        fill(2);
        Path secret = Files.writeString(folder.resolve("secret"), "sixteen letters or more\n");
        run("--state", folder.resolve("other").toString(), "--tracking-secret", secret.toString())
                .assertFine();
        assertThat(identifiersOfBothReports())
                .as("what both reports name: the device, and now the hip")
                .hasSize(without.size() + 1)
                .containsAll(without);
        Files.writeString(secret, "short");
        run("--state", folder.resolve("third").toString(), "--tracking-secret", secret.toString())
                .assertRefused("BMD-5001");
    }

    private Set<String> identifiersOfBothReports() {
        List<Set<String>> all = Stream.of("1.2.3.100", "1.2.3.101")
                .map(study -> archive.results(study).stream()
                        .map(object -> new String(object, StandardCharsets.ISO_8859_1))
                        .filter(object -> object.contains(StubArchive.SR))
                        .flatMap(object -> Pattern.compile("2\\.25\\.\\d+")
                                .matcher(object)
                                .results()
                                .map(MatchResult::group))
                        .collect(Collectors.toSet()))
                .toList();
        all.get(0).retainAll(all.get(1));
        return all.get(0);
    }

    @Test
    void theTableIsWrittenWhenAStudyHasChanged() throws IOException {
        Path file = folder.resolve("studies.csv");
        try (StudyLog log = StudyLog.open(folder.resolve("own.journal"), "0123456789abcdef")) {
            StateFiles files = new StateFiles(folder, log, new Metrics());
            files.write(Map.of());
            assertThat(file).content().hasLineCount(1);
            Files.delete(file);
            files.write(Map.of());
            assertThat(file).doesNotExist();
            files.write(Map.of("1.2", "PACS-1001"));
            assertThat(file).content().contains("1.2,failed,PACS-1001,");
            log.add(new StudyLog.Line("1.2", StudyLog.Status.STORED, "", "1.2.3"));
            files.write(Map.of());
            assertThat(file).content().contains("1.2,stored,,1.2.3").doesNotContain("failed");
        }
    }

    @Test
    void aStudyCostsFourRequests() {
        fill(5);
        run().assertFine();
        assertThat(archive.requests.get())
                .as("the studies; of each its contents, the image, the results, its contents")
                .isEqualTo(1 + 4 * 5);
    }

    /** As one that says of an object no more than its identifier, and one whose study has more objects than one answer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anArchiveThatDoesNotListAStudyWholeIsAskedForEachObject(boolean many) {
        List<String> studies = fill(2);
        archive.terse = !many;
        if (many) {
            for (int i = 0; i < 300; i++) {
                archive.put(studies.get(1), "9.9." + i, new byte[0]);
            }
        }
        run().assertFine();
        int before = archive.stored.get();
        assertThat(before).isEqualTo(4);
        run("--state", folder.resolve("lost").toString()).assertFine();
        assertThat(archive.stored.get()).isEqualTo(before);
        assertThat(archive.repeated).isEmpty();
    }

    @Test
    void anotherStateFolderDoesNotStoreTwiceEither() {
        fill(3);
        run().assertFine();
        int before = archive.stored.get();
        run("--state", folder.resolve("lost").toString()).assertFine();
        assertThat(archive.stored.get()).isEqualTo(before);
        assertThat(archive.repeated).isEmpty();
    }

    @Test
    void aKilledServiceLosesAndRepeatsNothing() throws Exception {
        List<String> studies = fill(12);
        AtomicInteger posts = new AtomicInteger();
        Process[] child = new Process[1];
        archive.fault = (exchange, body) -> {
            // Right after the archive has the fourth result, and before the service knows it.
            if (exchange.getRequestMethod().equals("POST") && posts.incrementAndGet() == 4) {
                for (byte[] object :
                        MultipartRelated.parts(exchange.getRequestHeaders().getFirst("Content-Type"), body)) {
                    String path = exchange.getRequestURI().getPath();
                    archive.put(path.substring(path.lastIndexOf('/') + 1), StubArchive.sop(object), object);
                }
                child[0].destroyForcibly();
                return true;
            }
            return false;
        };
        child[0] = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pacs.class.getName(),
                        "--url",
                        archive.url(),
                        "--model",
                        model.toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--workers",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
        assertThat(child[0].waitFor(60, TimeUnit.SECONDS)).isTrue();
        archive.fault = (exchange, body) -> false;
        assertThat(Files.readAllLines(folder.resolve("state/pacs.journal"))).hasSize(3);

        run().assertFine();

        for (String study : studies) {
            assertThat(archive.results(study)).as(study).hasSize(2);
        }
        assertThat(archive.repeated).isEmpty();
        assertThat(table()).hasSize(1 + studies.size());
    }

    @Test
    void aBusyArchiveIsWaitedFor() {
        fill(2);
        AtomicInteger busy = new AtomicInteger();
        archive.fault = (exchange, body) -> {
            if (busy.getAndIncrement() % 3 == 2) {
                return false;
            }
            exchange.getResponseHeaders().set("Retry-After", "0");
            return answered(exchange, 503);
        };
        run("--workers", "1").assertFine();
        assertThat(archive.stored.get()).isEqualTo(4);
    }

    @Test
    void anArchiveThatIsAwayIsSaidAndLeavesTheRestForLater() throws IOException {
        fill(4);
        archive.fault = (exchange, body) -> exchange.getRequestMethod().equals("POST") && answered(exchange, 503);
        Ran ran = run();
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("PACS-1001: ");
        archive.fault = (exchange, body) -> false;
        run().assertFine();
        assertThat(archive.stored.get()).isEqualTo(8);
    }

    @Test
    void aWrongPasswordEndsTheService() throws IOException {
        fill(1);
        archive.authorization = Connection.basic("bmd", "right");
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        String[] login = {"--user", "bmd", "--password-file", password.toString()};
        Ran ran = run(login);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("PACS-1002: ").doesNotContain("wrong");

        Files.writeString(password, "right\n");
        run(login).assertFine();
        archive.authorization = Connection.bearer("token");
        Path token = Files.writeString(folder.resolve("token"), "token");
        run("--token-file", token.toString()).assertFine();
    }

    private static boolean isCompressed(byte[] object) {
        return new String(object, StandardCharsets.ISO_8859_1).contains("1.2.840.10008.1.2.5\0");
    }

    /**
     * 415 takes nothing of a body; 409 takes the report and says that of the capture the transfer syntax is not supported; "silent" takes
     * the report and says nothing of the capture.
     */
    @ParameterizedTest
    @ValueSource(strings = {"taken", "415", "409", "silent"})
    void aCompressedCaptureThatIsNotTakenIsSentUncompressed(String kind) throws IOException {
        List<String> studies = fill(3);
        AtomicInteger refusals = new AtomicInteger();
        archive.fault = (exchange, body) -> !kind.equals("taken")
                && exchange.getRequestMethod().equals("POST")
                && refuseCompressed(exchange, body, kind, refusals);
        run("--compress-capture", "--workers", "1").assertFine();

        boolean taken = kind.equals("taken");
        for (String study : studies) {
            assertThat(archive.results(study))
                    .hasSize(2)
                    .filteredOn(PacsTest::isCompressed)
                    .hasSize(taken ? 1 : 0);
        }
        assertThat(archive.repeated).isEmpty();
        assertThat(refusals.get()).as("it is remembered").isEqualTo(taken ? 0 : 1);
        String metrics = Files.readString(folder.resolve("state/metrics.txt"));
        assertThat(metrics.contains("bmd_pacs_captures_refused_compressed_total 1"))
                .isEqualTo(!taken);
    }

    @Test
    void anArchiveWithoutRoomIsNotSentMore() throws IOException {
        fill(1);
        AtomicInteger posts = new AtomicInteger();
        archive.fault = (exchange, body) -> exchange.getRequestMethod().equals("POST")
                && posts.incrementAndGet() > 0
                && refused(exchange, sops(exchange, body).get(1), 0xA700);
        assertThat(run("--compress-capture").exitCode()).isEqualTo(1);
        assertThat(posts.get()).isEqualTo(1);
        assertThat(table())
                .filteredOn(line -> line.contains(",failed,PACS-1005,"))
                .hasSize(1);
    }

    private boolean refuseCompressed(HttpExchange exchange, byte[] body, String kind, AtomicInteger refusals) {
        List<byte[]> objects =
                MultipartRelated.parts(exchange.getRequestHeaders().getFirst("Content-Type"), body);
        if (objects.stream().noneMatch(PacsTest::isCompressed)) {
            return false;
        }
        refusals.incrementAndGet();
        if (kind.equals("415")) {
            return answered(exchange, 415);
        }
        String path = exchange.getRequestURI().getPath();
        archive.put(path.substring(path.lastIndexOf('/') + 1), StubArchive.sop(objects.get(0)), objects.get(0));
        return kind.equals("409")
                ? refused(exchange, StubArchive.sop(objects.get(1)), 0xC122)
                : whole(
                        exchange,
                        "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[{\"00081155\":{\"vr\":\"UI\",\"Value\":[\""
                                + StubArchive.sop(objects.get(0)) + "\"]}}]}}");
    }

    private static List<String> sops(HttpExchange exchange, byte[] body) {
        return MultipartRelated.parts(exchange.getRequestHeaders().getFirst("Content-Type"), body).stream()
                .map(StubArchive::sop)
                .toList();
    }

    private static boolean refused(HttpExchange exchange, String sop, int reason) {
        try {
            StubArchive.send(
                    exchange,
                    409,
                    "application/dicom+json",
                    ("{\"00081198\":{\"vr\":\"SQ\",\"Value\":[{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + sop
                                    + "\"]},\"00081197\":{\"vr\":\"US\",\"Value\":[" + reason + "]}}]}}")
                            .getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 507; 409 with a failure reason; 200 that names nothing, as for a chunked body; 200 that names what is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"507", "409", "nothing", "lie"})
    void aResultThatIsNotStoredIsTriedAgain(String kind) throws IOException {
        fill(2);
        archive.fault = (exchange, body) -> {
            if (!exchange.getRequestMethod().equals("POST")) {
                return false;
            }
            try {
                switch (kind) {
                    case "507" -> StubArchive.send(exchange, 507, "text/plain", new byte[0]);
                    case "409" ->
                        StubArchive.send(
                                exchange,
                                409,
                                "application/dicom+json",
                                "{\"00081198\":{\"vr\":\"SQ\",\"Value\":[{\"00081197\":{\"vr\":\"US\",\"Value\":[42752]}}]}}"
                                        .getBytes(StandardCharsets.UTF_8));
                    case "nothing" -> StubArchive.json(exchange, "{}");
                    default -> {
                        StringBuilder named = new StringBuilder();
                        for (byte[] object : MultipartRelated.parts(
                                exchange.getRequestHeaders().getFirst("Content-Type"), body)) {
                            named.append(named.isEmpty() ? "" : ",")
                                    .append("{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"")
                                    .append(StubArchive.sop(object))
                                    .append("\"]}}");
                        }
                        StubArchive.json(exchange, "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + named + "]}}");
                    }
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        assertThat(run().exitCode()).isEqualTo(1);
        assertThat(table())
                .filteredOn(line -> line.contains(",failed,PACS-1005,"))
                .hasSize(2);
        archive.fault = (exchange, body) -> false;
        run().assertFine();
        assertThat(archive.stored.get()).isEqualTo(4);
    }

    @Test
    void answersThatAreNotWholeOrNoDicomwebAreRefused() throws IOException {
        fill(1);
        archive.fault = (exchange, body) -> whole(exchange, "[{\"0020000D\":{\"Value\":[\"../../admin\"]}}]");
        assertRefusedByCode("PACS-1003");
        archive.fault = (exchange, body) -> whole(exchange, "<html>");
        assertRefusedByCode("PACS-1003");
        archive.fault = (exchange, body) -> whole(exchange, "[".repeat(100_000));
        assertRefusedByCode("PACS-1003");
        archive.fault = (exchange, body) -> exchange.getRequestURI().getPath().endsWith(".1.1")
                && cut(exchange, MultipartRelated.of(List.of(radiograph("1.2.3.100", 0))));
        assertThat(run().exitCode()).isEqualTo(1);
        assertThat(table()).anyMatch(line -> line.contains(",failed,PACS-1003,"));
    }

    private void assertRefusedByCode(String code) {
        Ran ran = run();
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith(code + ": ").doesNotContain("admin");
    }

    @Test
    void anObjectBeyondTheLimitIsNotTaken() throws IOException {
        fill(1);
        archive.put("1.2.3.100", "1.2.3.100.1.1", new byte[3 << 20]);
        assertThat(run("--max-megabytes", "1").exitCode()).isEqualTo(1);
        assertThat(table()).anyMatch(line -> line.contains(",failed,PACS-1004,"));
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() {
        fill(1);
        archive.fault = (exchange, body) -> {
            try {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                Thread.sleep(4_000);
                return true;
            } catch (IOException | InterruptedException e) {
                return true;
            }
        };
        Ran ran = run("--patience", "1");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("PACS-1001: ");
    }

    @Test
    void studiesThatCannotBeEstimatedAreListedByCodeAndNotAskedForAgain() throws IOException {
        fill(1);
        archive.put("1.2.3.100", "1.2.3.100.1.1", "no DICOM".getBytes(StandardCharsets.US_ASCII));
        run().assertFine();
        assertThat(table().get(1)).startsWith("1.2.3.100,refused,BMD-").endsWith(",1.2.3.100.1.1");
        int before = archive.requests.get();
        run().assertFine();
        assertThat(archive.requests.get()).as("only the search").isEqualTo(before + 1);
    }

    @Test
    void aDryRunStoresNothingAndTheRealOneDoesItAll() throws IOException {
        fill(3);
        run("--dry-run").assertFine();
        assertThat(archive.stored.get()).isZero();
        assertThat(table()).filteredOn(line -> line.contains(",estimated,")).hasSize(3);
        run().assertFine();
        assertThat(archive.stored.get()).isEqualTo(6);
    }

    @Test
    void namesAreInTheResultsAndNowhereElse() throws IOException {
        fill(2);
        Ran ran = run().assertFine();
        assertThat(archive.results("1.2.3.100"))
                .allSatisfy(object -> assertThat(new String(object, StandardCharsets.ISO_8859_1))
                        .contains("SECRETNAME^ANNA"));
        assertThat(ran.out() + ran.err()).doesNotContain("SECRET");
        try (var files = Files.walk(folder.resolve("state"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("SECRET"));
        }
    }

    @Test
    void clinicalFactsOfAFileComeBeforeTheHeaders() throws IOException {
        fill(1);
        run("--dry-run", "--state", folder.resolve("a").toString()).assertFine();
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "study,age\n1.2.3.100,60\n");
        run("--facts", wrong.toString()).assertRefused("BMD-5001");
        Path young =
                Files.writeString(folder.resolve("facts.csv"), "study_instance_uid,age,side\n1.2.3.100,tall,left\n");
        run("--facts", young.toString()).assertFine();
        assertThat(table().get(1))
                .as("a value that cannot be read is refused, not passed over")
                .contains(",refused,BMD-");
    }

    @Test
    void httpsIsTrustedOnlyWithTheCertificateThatWasGiven() throws Exception {
        Path store = folder.resolve("key.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret",
                "-storetype",
                "PKCS12",
                "-validity",
                "2");
        Path pem = folder.resolve("trust.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "k",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret",
                "-file",
                pem.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        try (StubArchive secure = new StubArchive(server)) {
            secure.put("1.2.3.100", "1.2.3.100.1.1", radiograph("1.2.3.100", 0));
            String url = "https://127.0.0.1:" + secure.port() + "/dicom-web";
            Ran distrusted = run("--url", url);
            assertThat(distrusted.exitCode()).isEqualTo(1);
            assertThat(distrusted.err()).startsWith("PACS-1001: ").contains("SSL");
            run("--url", url, "--trust", pem.toString()).assertFine();
            assertThat(secure.results("1.2.3.100")).hasSize(2);
        }
        run("--trust", model.toString()).assertRefused("BMD-5001");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "http://user:secret@127.0.0.1/", "no-address"})
    void anAddressThatIsNoneIsRefused(String url) {
        Ran ran = run("--url", url);
        ran.assertRefused("BMD-5001");
        assertThat(ran.err()).doesNotContain("secret");
    }

    private static boolean answered(HttpExchange exchange, int status) {
        try {
            StubArchive.send(exchange, status, "text/plain", new byte[0]);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean whole(HttpExchange exchange, String json) {
        try {
            StubArchive.json(exchange, json);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean cut(HttpExchange exchange, MultipartRelated.Body body) {
        try {
            byte[] bytes = StubArchive.joined(body);
            StubArchive.send(exchange, 200, body.contentType(), Arrays.copyOf(bytes, bytes.length / 2));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
