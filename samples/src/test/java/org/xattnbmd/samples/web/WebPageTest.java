package org.xattnbmd.samples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Programs;

/**
 * The page in {@code samples/web}, in headless Chromium, against the SDK and the conformance pack; its scripts in Node too.
 * Needs {@code npm ci && npm run prepare-page} in {@code samples/web}.
 */
@Tag("workflow")
class WebPageTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path WEB = ROOT.resolve("samples/web");
    private static final String MODEL = "samples/models/xattn-bmd-simulated-reference.onnx";
    private static final Path REFERENCES = ROOT.resolve("samples/models/references/manifest.csv");
    /** Every so many-th reference is handed over as DICOM with inverted greys, each in another transfer syntax. */
    private static final int AS_DICOM = 3;

    private static final int RUNS = 20;
    private static final double GRAMS_PER_CM2 = 1e-4;
    private static final int MINUTES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theScriptsPassTheConformancePackInNode() throws Exception {
        String node = tool("node");
        assumeTrue(Files.exists(WEB.resolve("node_modules/onnxruntime-web")), "npm ci has not been run in samples/web");
        Process process = new ProcessBuilder(node, "conformance.mjs")
                .directory(WEB.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void thePageOpensFromAFolder() throws Exception {
        String page = dumped(WEB.resolve("index.html").toUri().toString());
        assertThat(page).contains("Not a medical device").doesNotContain("ONNX Runtime is not there");
    }

    @Test
    void theBrowserAnswersAsTheSdkDoes() throws Exception {
        requirePrepared();
        List<BmdEstimate> expected = new ArrayList<>();
        ObjectNode job = JSON.createObjectNode().put("model", "/" + MODEL);
        double milliseconds = exams(job.putArray("exams"), expected);
        CompletableFuture<JsonNode> answered = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> file(exchange, ROOT));
        server.createContext("/exams/", exchange -> file(exchange, folder));
        server.createContext("/job", exchange -> answer(exchange, JSON.writeValueAsBytes(job)));
        server.createContext("/result", exchange -> {
            answered.complete(JSON.readTree(exchange.getRequestBody()));
            answer(exchange, new byte[0]);
        });
        server.start();
        String page = "http://127.0.0.1:" + server.getAddress().getPort() + "/samples/web/test.html";
        Process browser = chromium("--remote-debugging-port=0", page).start();
        try {
            JsonNode result = answered.get(MINUTES, TimeUnit.MINUTES);
            assertThat(result.path("error").asText()).isEmpty();
            assertThat(result.path("conformance").path("failed")).isEmpty();
            assertThat(result.path("conformance").path("count").asInt()).isGreaterThan(40);
            assertThat(result.path("estimates")).hasSameSizeAs(expected);
            double largest = 0;
            for (int i = 0; i < expected.size(); i++) {
                largest = Math.max(
                        largest,
                        compare(expected.get(i), result.path("estimates").get(i)));
            }
            System.out.printf(
                    "%d cases of the pack and %d exams of the reference model in Chromium; largest difference of a BMD %.1e g/cm2;"
                            + " median estimate %.0f ms, the SDK's %.0f ms%n",
                    result.path("conformance").path("count").asInt(),
                    expected.size(),
                    largest,
                    result.path("milliseconds").asDouble(),
                    milliseconds);
        } finally {
            browser.destroy();
            browser.waitFor(30, TimeUnit.SECONDS);
            server.stop(0);
        }
    }

    private static double compare(BmdEstimate sdk, JsonNode page) {
        assertThat(page.path("bmd_g_per_cm2").asDouble()).isCloseTo(sdk.bmd(), within(GRAMS_PER_CM2));
        assertThat(page.path("intervals").get(0).path("lower_g_per_cm2").asDouble())
                .isCloseTo(sdk.intervals().get(0).lower(), within(GRAMS_PER_CM2));
        assertThat(page.path("category").asText())
                .isEqualToIgnoringCase(sdk.category().name());
        assertThat(page.path("trust").path("level").asText())
                .isEqualToIgnoringCase(sdk.trust().level().name());
        List<String> kinds = new ArrayList<>();
        page.path("warnings")
                .forEach(warning -> kinds.add(warning.path("kind").asText().toUpperCase(Locale.ROOT)));
        assertThat(kinds)
                .isEqualTo(sdk.warnings().stream()
                        .map(warning -> warning.kind().name())
                        .toList());
        return Math.abs(page.path("bmd_g_per_cm2").asDouble() - sdk.bmd());
    }

    /** The references, as the page is given them and as the SDK answers them; the SDK's median time. */
    private double exams(ArrayNode exams, List<BmdEstimate> expected) throws IOException {
        List<Long> times = new ArrayList<>();
        try (BmdEstimator estimator = BmdEstimator.open(ROOT.resolve(MODEL));
                ExamList list = ExamList.open(REFERENCES)) {
            for (ExamList.Exam exam : list) {
                Path picture = exam.image(REFERENCES);
                String url = "/" + ROOT.relativize(picture.toAbsolutePath().normalize());
                if (expected.size() % AS_DICOM == 0) {
                    picture = dicom(picture, expected.size());
                    url = "/exams/" + picture.getFileName();
                }
                Radiograph radiograph = Radiograph.read(picture).withSide(exam.side());
                var clinical =
                        exam.clinical(estimator.modelCard().clinicalFields()).build();
                expected.add(estimator.estimate(radiograph, clinical));
                for (int run = 0; run < RUNS; run++) {
                    long started = System.nanoTime();
                    estimator.estimate(radiograph, clinical);
                    times.add(System.nanoTime() - started);
                }
                ObjectNode one = exams.addObject()
                        .put("picture", url)
                        .put("side", exam.side().name());
                ObjectNode facts = one.putObject("clinical");
                float[] encoded = clinical.encode(estimator.modelCard().clinicalFields());
                for (int i = 0; i < encoded.length; i++) {
                    var field = estimator.modelCard().clinicalFields().get(i);
                    if (!Float.isNaN(encoded[i]) && field.categories().isEmpty()) {
                        facts.put(field.name(), encoded[i]);
                    } else if (!Float.isNaN(encoded[i])) {
                        facts.put(field.name(), field.categories().get((int) encoded[i]));
                    }
                }
            }
        }
        return times.stream().sorted().toList().get(times.size() / 2) / 1e6;
    }

    private Path dicom(Path png, int number) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        short[] grey = (short[]) image.getRaster().getDataElements(0, 0, image.getWidth(), image.getHeight(), null);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) ~grey[i];
        }
        List<String> syntaxes =
                List.of(DicomWriter.JPEG_LS, DicomWriter.IMPLICIT, DicomWriter.LOSSLESS, DicomWriter.DEFLATED);
        String syntax = syntaxes.get(number / AS_DICOM % syntaxes.size());
        DicomWriter writer = new DicomWriter(syntax, grey, image.getWidth(), image.getHeight());
        if (syntax.equals(DicomWriter.JPEG_LS)) {
            writer.pixels(JpegLsWriter.encode(grey, image.getWidth(), image.getHeight(), Short.SIZE));
        } else if (syntax.equals(DicomWriter.LOSSLESS)) {
            writer.pixels(LosslessJpegWriter.encode(grey, image.getWidth(), image.getHeight(), Short.SIZE, 1, 0));
        }
        return Files.write(
                folder.resolve(number + ".dcm"),
                writer.text(0x00280004, "CS", "MONOCHROME1").toBytes());
    }

    private static void file(HttpExchange exchange, Path root) throws IOException {
        String name = exchange.getRequestURI().getPath();
        Path path =
                root.resolve(name.substring(name.startsWith("/exams/") ? 7 : 1)).normalize();
        if (!path.startsWith(root) || !Files.isRegularFile(path)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String type = name.endsWith(".html") ? "text/html" : name.endsWith(".js") ? "text/javascript" : null;
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        answer(exchange, Files.readAllBytes(path));
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String dumped(String url) throws Exception {
        requirePrepared();
        Process process = chromium("--dump-dom", url).start();
        String page = new String(process.getInputStream().readAllBytes());
        process.waitFor(MINUTES, TimeUnit.MINUTES);
        return page;
    }

    private ProcessBuilder chromium(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                tool("chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static void requirePrepared() {
        tool("chromium");
        assumeTrue(
                Files.exists(WEB.resolve("runtime/wasm.js")),
                "npm ci && npm run prepare-page has not been run in samples/web");
    }

    private static String tool(String name) {
        Optional<Path> found = Programs.find(name);
        assumeTrue(found.isPresent(), name + " is not installed (Debian: nodejs, npm, chromium)");
        return found.orElseThrow().toString();
    }
}
