package org.xattnbmd.trainer.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;

/** Writes a cohort's files: to a temporary folder first, moved when all are there. */
final class CohortWriter {

    private final CohortSimulator simulator;
    private final SimulationConfig config;
    private final SimulatedManifest manifest;

    CohortWriter(CohortSimulator simulator, SimulationConfig config) {
        this.simulator = simulator;
        this.config = config;
        this.manifest = new SimulatedManifest(config);
    }

    void write(Path folder, int threads, Progress progress) {
        if (threads < 1) {
            throw new RefusedValueException(
                    "Simulated cohort: expected at least 1 thread, received " + threads + ". Give a positive number.");
        }
        try {
            SafeFiles.writeFolder(folder, temporary -> {
                Files.createDirectory(temporary.resolve("images"));
                writeAll(temporary, threads, progress);
            });
        } catch (IOException e) {
            throw refused(folder.toAbsolutePath().normalize(), e);
        }
    }

    private static UncheckedIOException refused(Path target, IOException cause) {
        return new UncheckedIOException(
                "Simulated cohort: expected a new or empty folder that can be written, received " + target + " ("
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "). Choose another folder or free some space; nothing was left behind.",
                cause);
    }

    private void writeAll(Path folder, int threads, Progress progress) throws IOException {
        SimulatedManifest.Row[] rows = new SimulatedManifest.Row[config.radiographs()];
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "cohort-simulator");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int w = 0; w < threads; w++) {
                workers.add(pool.submit(() -> {
                    work(folder, rows, next, progress);
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                await(worker);
            }
        } finally {
            // Stops the other workers after their current subject when one has failed.
            next.set(config.radiographs());
            shutDown(pool);
        }
        byte[] table = manifest.render(rows).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("manifest.csv"), table);
        String description = new CohortDescription(config, digest(table, rows)).json();
        Files.writeString(folder.resolve("cohort.json"), description);
    }

    private void work(Path folder, SimulatedManifest.Row[] rows, AtomicInteger next, Progress progress)
            throws IOException {
        for (int i = next.getAndIncrement(); i < rows.length; i = next.getAndIncrement()) {
            SimulatedSubject subject = simulator.repeat(i / config.poses(), i % config.poses());
            byte[] image = encode(subject);
            Files.write(folder.resolve(manifest.imagePath(subject)), image);
            rows[i] = manifest.row(subject, Sha256.of(image));
            if (progress != null) {
                progress.step();
            }
        }
    }

    private byte[] encode(SimulatedSubject subject) throws IOException {
        return switch (config.format()) {
            case PNG -> SixteenBitPng.encode(subject.radiograph());
            case DICOM -> SimulatedDicom.encode(subject, config);
        };
    }

    private static void await(Future<?> worker) throws IOException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException("Simulated cohort: a worker failed.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Simulated cohort: interrupted; nothing was left behind.");
        }
    }

    /** Waits for the workers, so that no file appears in a folder that is being deleted. */
    private static void shutDown(ExecutorService pool) {
        pool.shutdown();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** SHA-256 over the manifest's bytes, then each image's SHA-256 in the manifest's order. */
    private static String digest(byte[] manifest, SimulatedManifest.Row[] rows) {
        MessageDigest digest = Sha256.digest();
        digest.update(manifest);
        for (SimulatedManifest.Row row : rows) {
            digest.update(row.imageSha256());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
