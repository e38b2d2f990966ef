package org.xattnbmd.samples.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.samples.batch.Batch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How fast {@code pacs} is beside {@code batch}, in turns on the same radiographs, and what it holds in memory over many studies. Not
 * a test: it says figures. Profile {@code pacs-load} starts it.
 */
@Command(name = "pacs-load", sortOptions = false, mixinStandardHelpOptions = true)
final class PacsLoad implements Callable<Integer> {

    @Mixin
    private MeasuredOptions measured;

    @Option(
            names = "--references",
            required = true,
            paramLabel = "FOLDER",
            description = "Pictures (PNG) to make radiographs of, if there are no --images.")
    private Path references;

    @Option(names = "--images", paramLabel = "FOLDER", description = "DICOM files to take instead.")
    private Path images;

    @Option(names = "--studies", defaultValue = "120", description = "Default: ${DEFAULT-VALUE}.")
    private int studies;

    @Option(names = "--heap", defaultValue = "256", description = "-Xmx in MB. Default: ${DEFAULT-VALUE}.")
    private int heap;

    @Option(names = "--modality", defaultValue = "DX", description = "Of the --images. Default: ${DEFAULT-VALUE}.")
    private String modality;

    @Option(names = "--orthanc", description = "Orthanc instead of the stub.")
    private boolean orthanc;

    @Option(names = "--delay", defaultValue = "0", description = "Milliseconds before each answer of the stub.")
    private int delay;

    @Option(names = "--compress-capture", description = "In both.")
    private boolean compressCapture;

    @Option(names = "--no-batch", description = "Only pacs.")
    private boolean noBatch;

    @Option(names = "--marks", defaultValue = "-", description = "Studies at which to look at the heap.")
    private String marks;

    @Override
    public Integer call() throws Exception {
        LoadStudies load =
                images == null ? LoadStudies.ofReferences(references, studies) : LoadStudies.ofFiles(images, studies);
        Path folder = Files.createTempDirectory("pacs-load");
        try {
            if (!noBatch) {
                load.writeTo(folder.resolve("images"));
            }
            for (int run = 1; run <= measured.runs(); run++) {
                if (!noBatch) {
                    batch(folder, run);
                }
                pacs(load, folder, run);
            }
        } finally {
            MeasuredRun.delete(folder);
        }
        return 0;
    }

    private void batch(Path folder, int run) throws IOException, InterruptedException {
        child(
                "batch --dicom-results",
                Batch.class,
                "-",
                "-",
                "--model",
                measured.model().toString(),
                "--images",
                folder.resolve("images").toString(),
                "--use-header",
                "--out",
                folder.resolve("out" + run).toString(),
                "--dicom-results",
                folder.resolve("results" + run).toString(),
                "--quiet");
        MeasuredRun.delete(folder.resolve("results" + run));
    }

    private void pacs(LoadStudies load, Path folder, int run) throws Exception {
        Path state = folder.resolve("state" + run);
        List<String> arguments = new ArrayList<>(List.of(
                "--model",
                measured.model().toString(),
                "--state",
                state.toString(),
                "--once",
                "--modality",
                orthanc ? modality : "DX"));
        String journal = state.resolve("pacs.journal").toString();
        if (orthanc) {
            Path own = Files.createDirectories(folder.resolve("orthanc" + run));
            try (OrthancServer server = new OrthancServer(own)) {
                server.up();
                for (int i = 0; i < load.count(); i++) {
                    server.put(load.file(i));
                }
                Path password = Files.writeString(folder.resolve("password"), OrthancServer.PASSWORD);
                arguments.addAll(List.of(
                        "--url", server.url(), "--user", OrthancServer.USER, "--password-file", password.toString()));
                Duration before = server.cpu();
                child("pacs, Orthanc", Pacs.class, journal, marks, arguments.toArray(String[]::new));
                System.out.printf(
                        Locale.ROOT,
                        "  Orthanc's cpu %.2f, objects %d%n",
                        server.cpu().minus(before).toMillis() / 1e3,
                        server.instances());
            }
            MeasuredRun.delete(own);
            return;
        }
        try (StubArchive stub = new StubArchive()) {
            load.putInto(stub);
            stub.fault = (exchange, body) -> {
                pause();
                return false;
            };
            arguments.addAll(List.of("--url", stub.url()));
            child("pacs, stub", Pacs.class, journal, marks, arguments.toArray(String[]::new));
            System.out.printf("  requests %d, objects stored %d%n", stub.requests.get(), stub.stored.get());
        }
    }

    private void pause() {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void child(String what, Class<?> application, String journal, String looks, String... arguments)
            throws IOException, InterruptedException {
        System.out.println(what);
        List<String> jvm = new ArrayList<>(List.of("-Xmx" + heap + "m", "-Djava.awt.headless=true"));
        jvm.addAll(measured.java());
        List<String> all = new ArrayList<>(List.of(arguments));
        if (compressCapture) {
            all.add("--compress-capture");
        }
        List<String> command = MeasuredRun.command(jvm, application, journal, looks, all);
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(what + " ended with " + process.exitValue());
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PacsLoad()).execute(arguments));
    }
}
