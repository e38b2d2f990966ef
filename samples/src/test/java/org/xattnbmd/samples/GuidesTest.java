package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import picocli.CommandLine;

/** Runs every command in the guides, with the files that they name, and checks what else they say. */
class GuidesTest {

    private static final int W = 80;
    private static final int H = 90;
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern START = Pattern.compile("java @samples/target/([a-z-]+)\\.args (.*)");
    private static final Set<String> PATH_OPTIONS = Set.of(
            "--model",
            "--image",
            "--images",
            "--out",
            "--dicom-results",
            "--overlay",
            "--explain",
            "--fhir-bundle",
            "--hl7",
            "--earlier",
            "--later",
            "--manifest",
            "--record",
            "--reference",
            "--results",
            "--json",
            "--baseline",
            "--junit",
            "--markdown");

    @TempDir
    static Path folder;

    @BeforeAll
    static void filesThatTheGuidesName() throws Exception {
        for (String model : List.of("hip.onnx", "new.onnx")) {
            Files.write(
                    folder.resolve(model),
                    TinyModel.withNeckBox(TinyModel.card().toJson()));
        }
        Files.createDirectories(folder.resolve("hips"));
        Files.createDirectories(folder.resolve("references"));
        StringBuilder manifest = new StringBuilder("image,age,femoral_neck_bmd_g_cm2\n");
        List<String> pictures = List.of("hip.dcm", "later.dcm", "hips/a.dcm", "references/a.dcm", "references/b.dcm");
        for (int i = 0; i < pictures.size(); i++) {
            Files.write(
                    folder.resolve(pictures.get(i)),
                    new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, i), W, H)
                            .text(0x00200062, "CS", "L")
                            .toBytes());
        }
        manifest.append("a.dcm,70,0.75\nb.dcm,80,0.85\n");
        Files.writeString(folder.resolve("references/manifest.csv"), manifest);
        for (String period : List.of("usual", "now")) {
            results(Files.createDirectories(folder.resolve(period)).resolve("results.csv"));
        }
    }

    /** Of a batch of forty exams. */
    private static void results(Path file) throws IOException {
        String model = ModelHash.sha256(folder.resolve("hip.onnx"));
        StringBuilder rows = new StringBuilder("row,status,bmd_g_per_cm2,warnings,model_sha256\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i + 1)
                    .append(",ok,0.")
                    .append(70 + i)
                    .append(",,")
                    .append(model)
                    .append('\n');
        }
        Files.writeString(file, rows);
    }

    private static final String TIMING = "latency_factor";

    @ParameterizedTest
    @ValueSource(strings = {"VENDOR-GUIDE.md", "CI-GUIDE.md"})
    void everyCommandRuns(String guide) throws Exception {
        List<String> commands = commands(guide);

        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            MatchResult parts = START.matcher(command).results().findFirst().orElseThrow();
            Ran ran = Ran.of(application(parts.group(1)), arguments(withoutTiming(parts)));
            if (parts.group(1).equals("viewer")) {
                ran.assertRefused("BMD-5001");
                assertThat(ran.err()).as("got as far as the display").contains("display");
            } else {
                assertThat(ran.exitCode()).as(command + "\n" + ran).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"VENDOR-GUIDE.md", "CI-GUIDE.md"})
    void everyJavaSnippetIsCodeThatIsCompiledAndRun(String guide) throws Exception {
        String source = withoutWhitespaces(Files.readString(
                Path.of("src/test/java", GuideSnippetsTest.class.getName().replace('.', '/') + ".java")));
        List<String> snippets = blocks(guide, "java");

        assertThat(snippets).isNotEmpty();
        for (String snippet : snippets) {
            assertThat(source).contains(withoutWhitespaces(snippet));
        }
    }

    @Test
    void theDependencyIsTheOneThatIsBuilt() throws Exception {
        String pom = Files.readString(Path.of("../pom.xml"));
        String dependency = String.join("", blocks("VENDOR-GUIDE.md", "xml"));

        assertThat(dependency).contains("<groupId>org.xattnbmd</groupId>", "<artifactId>bmd-sdk</artifactId>");
        assertThat(pom)
                .contains(dependency
                        .lines()
                        .filter(line -> line.contains("<version>"))
                        .findFirst()
                        .orElseThrow()
                        .strip());
    }

    @Test
    void theWorkflowRunsTheBuildAndTheGate() throws Exception {
        List<String> runs = blocks("CI-GUIDE.md", "yaml")
                .get(0)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("- run: ") || line.startsWith("run: "))
                .map(line -> line.replaceFirst("^(- )?run: ", ""))
                .toList();

        assertThat(runs).hasSize(3);
        assertThat(runs.get(0)).isEqualTo("./mvnw -B -q -DskipTests package");
        assertThat(commands("CI-GUIDE.md")).contains(runs.get(1));
        assertThat(runs.get(2)).startsWith("cat check.md");
    }

    @Test
    void everyApplicationHasALauncherThatStartsItsMainClass() throws Exception {
        try (Stream<Path> launchers = Files.list(Path.of("src/main/launcher"))) {
            for (Path launcher : launchers.toList()) {
                List<String> lines = Files.readAllLines(launcher);
                Class<?> main = Class.forName(lines.get(lines.size() - 1));
                int modifiers = main.getMethod("main", String[].class).getModifiers();
                assertThat(Modifier.isStatic(modifiers)).as(main.getName()).isTrue();
                String name = launcher.getFileName().toString();
                assertThat(Path.of("../COMMANDS.md")).content().contains("samples/target/" + name);
                assertThat(application(name.replace(".args", "")).getCommandName() + ".args")
                        .isEqualTo(name);
            }
        }
    }

    /** A row of the profile that is said to be met names the test that holds it. */
    @Test
    void theTestsThatTheProfilesTableNamesAreThere() throws Exception {
        List<MatchResult> tests = Pattern.compile("`(\\w+Test)#(\\w+)`")
                .matcher(Files.readString(Path.of("AIR.md")))
                .results()
                .toList();

        assertThat(tests).isNotEmpty();
        for (MatchResult test : tests) {
            Path source = Path.of("../sdk/src/test/java/org/xattnbmd/sdk/results", test.group(1) + ".java");
            assertThat(source).content().contains("void " + test.group(2) + "(");
        }
    }

    private static List<String> commands(String guide) throws IOException {
        List<String> commands = new ArrayList<>();
        for (String block : blocks(guide, "sh")) {
            block.lines().forEach(commands::add);
        }
        return commands;
    }

    private static List<String> blocks(String guide, String language) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of(guide)))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** By the name of the launcher; reflection, because every application keeps its command line to its own package. */
    static CommandLine application(String name) throws Exception {
        Map<String, String> classes = Map.of(
                "batch",
                "batch.Batch",
                "bench",
                "bench.Bench",
                "doctor",
                "doctor.Doctor",
                "monitor",
                "monitor.Monitor",
                "pacs",
                "pacs.Pacs",
                "viewer",
                "viewer.Viewer");
        return switch (name) {
            case "estimate" -> Estimate.commandLine();
            case "follow-up" -> FollowUp.commandLine();
            case "check" -> Check.commandLine();
            default -> {
                var method = Class.forName("org.xattnbmd.samples." + classes.get(name))
                        .getDeclaredMethod("commandLine");
                method.setAccessible(true);
                yield (CommandLine) method.invoke(null);
            }
        };
    }

    /** The arguments, with the files they name in the test's folder. */
    /** A regression check also compares how long estimates take; of a machine that others use too, that says nothing. */
    private static String withoutTiming(MatchResult command) {
        boolean timed = command.group(1).equals("check")
                && command.group(2).contains("--baseline ")
                && !command.group(2).contains(TIMING);
        return command.group(2) + (timed ? " --margin " + TIMING + "=1000" : "");
    }

    private static String[] arguments(String text) {
        String[] arguments = text.split(" ");
        for (int i = 1; i < arguments.length; i++) {
            if (PATH_OPTIONS.contains(arguments[i - 1])) {
                arguments[i] = folder.resolve(arguments[i]).toString();
            }
        }
        return arguments;
    }

    private static String withoutWhitespaces(String code) {
        return code.replaceAll("\\s+", "");
    }
}
