package org.xattnbmd.samples.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.xattnbmd.samples.batch.Batch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code batch} and {@code pacs} in a container against the same outside of it: the results' table byte by byte, the objects that
 * are stored by their identifiers, which follow from model, image and kind. {@code .ci/container} starts it.
 */
@Command(name = "container-trial", sortOptions = false, mixinStandardHelpOptions = true)
final class ContainerTrial implements Callable<Integer> {

    private static final int STUDIES = 6;

    @Option(names = "--model", required = true, paramLabel = "FILE")
    private Path model;

    @Option(names = "--references", required = true, paramLabel = "FOLDER", description = "Pictures (PNG).")
    private Path references;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description =
                    "What starts Java in the container, with {data} for the folder that is /data there and {network} for"
                            + " none or host.")
    private List<String> starter;

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("container-trial");
        try {
            // The container's user is another one, which writes its results here.
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.copy(model, data.resolve("model.onnx"));
            LoadStudies studies = LoadStudies.ofReferences(references, STUDIES);
            studies.writeTo(data.resolve("images"));
            batch(data);
            pacs(data, studies);
            return 0;
        } finally {
            MeasuredRun.delete(data);
        }
    }

    private void batch(Path data) throws IOException, InterruptedException {
        inside(data, "none", "batch", batch("/data", "inside"));
        here(Batch.class, batch(data.toString(), "outside"));
        List<String> inside = Files.readAllLines(data.resolve("inside/results.csv"));
        same("results.csv", Files.readAllLines(data.resolve("outside/results.csv")), inside);
        System.out.println("batch: " + (inside.size() - 1) + " rows as here, without a network");
    }

    private static List<String> batch(String data, String out) {
        return List.of(
                "--model",
                data + "/model.onnx",
                "--images",
                data + "/images",
                "--use-header",
                "--out",
                data + "/" + out);
    }

    private void pacs(Path data, LoadStudies studies) throws IOException, InterruptedException {
        try (StubArchive inside = new StubArchive();
                StubArchive outside = new StubArchive()) {
            studies.putInto(inside);
            studies.putInto(outside);
            inside(data, "host", "pacs", pacs("/data", "inside-state", inside));
            here(Pacs.class, pacs(data.toString(), "outside-state", outside));
            same("stored objects", objects(outside), objects(inside));
            System.out.println("pacs: " + inside.stored.get() + " objects stored as from here");
        }
    }

    private static List<String> pacs(String data, String state, StubArchive archive) {
        return List.of(
                "--model",
                data + "/model.onnx",
                "--state",
                data + "/" + state,
                "--url",
                archive.url(),
                "--once",
                "--modality",
                "DX");
    }

    private static Map<String, Set<String>> objects(StubArchive archive) {
        Map<String, Set<String>> objects = new TreeMap<>();
        archive.studies.forEach((study, all) -> objects.put(study, new TreeSet<>(all.keySet())));
        return objects;
    }

    private static void same(String what, Object expected, Object received) {
        if (!expected.equals(received)) {
            throw new IllegalStateException(what + ": expected " + expected + ", received " + received);
        }
    }

    private void inside(Path data, String network, String application, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        for (String word : starter) {
            command.add(word.replace("{data}", data.toString()).replace("{network}", network));
        }
        command.add("@/opt/bmd/" + application + ".args");
        run(command, arguments);
    }

    private static void here(Class<?> application, List<String> arguments) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        run(List.of(java, "-Djava.awt.headless=true", "-cp", classPath, application.getName()), arguments);
    }

    private static void run(List<String> starter, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(arguments);
        int result = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (result != 0) {
            throw new IllegalStateException(starter + " ended with " + result);
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ContainerTrial()).execute(arguments));
    }
}
