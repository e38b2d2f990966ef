package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.Journal;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.samples.ModelOptions;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.samples.WholeFile;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Console application: many radiographs in, a CSV file and an HTML page out; goes on where it was killed. */
@Command(
        name = "batch",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "batch 1.0.0",
        description = {
            "Estimates femoral-neck BMD for a folder of radiographs, or for the lines of a CSV file.",
            "",
            "Writes results.csv and results.html with its thumbnails to the output folder. A radiograph that is refused becomes a row with",
            "its error code. Started again after a kill, it goes on where it was: every row is there once.",
            "With --dicom-results each estimate of a DICOM radiograph is also there as DICOM objects.",
            "This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every radiograph has its row, refused ones included",
            "1:refused or failed as a whole: 'code: message' on standard error",
            "2:usage"
        },
        footerHeading =
                "%nA CSV file has a column 'image' (relative to the CSV file), may have 'side', and clinical fields"
                        + " by name:%n",
        footer = {"  image,side,age,sex", "  hips/0001.dcm,left,75,female"})
public final class Batch implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "COLUMN",
            description = "With --csv: columns that are not for the model.")
    private Set<String> ignored = new LinkedHashSet<>();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Where results.csv and results.html go; made if absent.")
    private Path out;

    @Option(
            names = "--use-header",
            description = "Take age, sex, height and weight from DICOM headers where the CSV file does not give them.")
    private boolean useHeader;

    @Option(
            names = "--dicom-results",
            paramLabel = "FOLDER",
            description = {
                "Write a structured report and a secondary capture (DICOM) of each estimate whose radiograph is DICOM,",
                "named by their own identifiers, and objects.csv with those of each row. They name the patient."
            })
    private Path dicomResults;

    @Option(
            names = "--compress-capture",
            description =
                    "Write these secondary captures as RLE Lossless, about half as large. Default: uncompressed, which everybody reads.")
    private boolean compressCapture;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Radiographs at the same time. Default: one per processor.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of the network for one radiograph. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--return-unusable",
            description =
                    "For research: write the figures of radiographs that are not usable, marked, instead of refusing them.")
    private boolean returnUnusable;

    @Option(
            names = "--no-thumbnails",
            description = {
                "Make no small pictures of the femoral necks for the page; remove those of an earlier start.",
                "Default: one per estimate that found a neck, in the folder thumbnails beside the page."
            })
    private boolean noThumbnails;

    @Option(names = "--quiet", description = "Do not report progress on standard error.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    private final IntConsumer rowsDone;

    private Batch(IntConsumer rowsDone) {
        this.rowsDone = rowsDone;
    }

    private static final class Source {

        @Option(names = "--images", paramLabel = "FOLDER", description = "Every file in this folder and below.")
        private Path images;

        @Option(names = "--csv", paramLabel = "FILE", description = "Every line of this CSV file.")
        private Path csv;
    }

    @Override
    public Integer call() throws Exception {
        if (workers < 1 || workers > 256) {
            throw new ParameterException(spec.commandLine(), "Expected 1 to 256 workers but was " + workers);
        }
        if (source.images != null && out.toAbsolutePath().startsWith(source.images.toAbsolutePath())) {
            throw new ParameterException(spec.commandLine(), "Expected --out outside of the folder of radiographs");
        }
        if (source.images != null
                && dicomResults != null
                && dicomResults.toAbsolutePath().startsWith(source.images.toAbsolutePath())) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --dicom-results outside of the folder of radiographs");
        }
        if (compressCapture && dicomResults == null) {
            throw new ParameterException(spec.commandLine(), "--compress-capture is for --dicom-results");
        }
        // Rows of an earlier start count only if this very file made them.
        String sha256 = ModelHash.sha256(model.file());
        try (BmdEstimator estimator = model.estimator()
                .threads(threads)
                .sha256(sha256)
                .returnUnusable(returnUnusable)
                .open()) {
            ModelCard card = estimator.modelCard();
            if (dicomResults != null) {
                Console.requireResultCodes(card);
            }
            List<Request> requests = source.images != null
                    ? Requests.inFolder(source.images)
                    : Requests.fromCsv(source.csv, ignored, card);
            ModelIdentity identity =
                    new ModelIdentity(card.modelId(), card.modelVersion(), sha256, card.simulated(), card.target());
            List<String> keys = requests.stream()
                    .map(request ->
                            request.key(sha256, useHeader, returnUnusable) + (dicomResults == null ? "" : "-dicom"))
                    .toList();
            Thumbnails thumbnails = Thumbnails.in(out, !noThumbnails);
            Path journalFile = folder().resolve("results.journal");
            Results results;
            String objects = "";
            try (Journal<Outcome> journal = Journal.open(journalFile, Outcome.FORM);
                    DicomFolder dicom =
                            dicomResults == null ? null : DicomFolder.open(dicomResults, keys, compressCapture)) {
                estimate(estimator, requests, keys, journal, dicom, thumbnails);
                results = Results.of(requests, keys, journal.lines(), identity, card.furtherTargets());
                if (dicom != null) {
                    objects = dicom.finish(results, keys) + System.lineSeparator();
                }
                WholeFile.write(out.resolve("results.csv"), results.toCsv());
                WholeFile.write(out.resolve("results.html"), ResultsPage.of(results, thumbnails.references(keys)));
            }
            thumbnails.removeOthers(keys);
            Files.deleteIfExists(journalFile);
            if (dicomResults != null) {
                // After the rows' own: a row that is known as done always has its line there.
                DicomFolder.forget(dicomResults);
            }
            PrintWriter console = spec.commandLine().getOut();
            console.printf(
                    "%d estimated, %d refused%s: %s%n",
                    results.estimated(),
                    requests.size() - results.estimated() - results.notUsable(),
                    results.notUsable() > 0 ? ", " + results.notUsable() + " not usable" : "",
                    out.resolve("results.html"));
            console.print(objects);
            console.flush();
        }
        return 0;
    }

    private Path folder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw Console.disk("an output folder that can be made", e);
        }
    }

    /** Does what the journal does not have yet. */
    private void estimate(
            BmdEstimator estimator,
            List<Request> requests,
            List<String> keys,
            Journal<Outcome> journal,
            DicomFolder dicom,
            Thumbnails thumbnails)
            throws Exception {
        int[] editions = DicomFolder.editions(requests, keys);
        Set<String> known = new LinkedHashSet<>(journal.lines().keySet());
        known.retainAll(Set.copyOf(keys));
        PrintWriter err = spec.commandLine().getErr();
        if (!known.isEmpty() && !quiet) {
            err.printf("Going on after %d rows of an earlier start.%n", known.size());
            err.flush();
        }
        BatchProgress progress = new BatchProgress(
                quiet ? new PrintWriter(Writer.nullWriter()) : err,
                (int) keys.stream().distinct().count(),
                known.size(),
                System::nanoTime);
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                Request request = requests.get(i);
                String key = keys.get(i);
                int edition = editions[i];
                if (known.add(key)) {
                    running.add(pool.submit(() -> {
                        Outcome outcome = estimate(estimator, request, key, edition, dicom, thumbnails);
                        journal.append(key, outcome);
                        rowsDone.accept(progress.done(outcome.estimated()));
                    }));
                }
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            // The estimator must not be closed under a running call, nor the journal under a row.
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private Outcome estimate(
            BmdEstimator estimator,
            Request request,
            String key,
            int edition,
            DicomFolder dicom,
            Thumbnails thumbnails) {
        if (request.refusal() != null) {
            return request.refusal();
        }
        Radiograph.Side side = request.side();
        OpenedRadiograph opened = null;
        Radiograph radiograph;
        BmdEstimate estimate;
        try {
            if (dicom == null) {
                radiograph = Radiograph.read(request.file());
            } else {
                opened = OpenedRadiograph.read(request.file());
                radiograph = opened.radiograph();
            }
            if (side != Radiograph.Side.UNKNOWN) {
                radiograph = radiograph.withSide(side);
            }
            side = radiograph.side();
            ClinicalRecord.Builder clinical = request.clinical();
            if (useHeader) {
                clinical.fillFrom(radiograph.headerFacts(), estimator.modelCard());
            }
            estimate = estimator.estimate(radiograph, clinical.build());
        } catch (BmdException refusal) {
            return Outcome.of(refusal, side);
        }
        if (dicom != null) {
            // A disk that is full ends the batch; it is no fault of the radiograph.
            dicom.write(key, edition, estimate, estimator.modelCard(), radiograph, opened);
        }
        // Before the row: one that is known as done always has its picture.
        thumbnails.write(key, radiograph, estimate);
        return Outcome.of(estimate, side);
    }

    static CommandLine commandLine() {
        return commandLine(done -> {});
    }

    /** With somebody who is told how many rows this start has done, once each is in the journal. */
    static CommandLine commandLine(IntConsumer rowsDone) {
        return Console.of(new Batch(rowsDone));
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
