package org.xattnbmd.samples.pacs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.xattnbmd.samples.pacs.StudyLog.Line;

/** Rounds over an archive: asks for studies a page at a time and does those that are not done, several at the same time. */
final class Watch implements AutoCloseable {

    /** Studies of one question. */
    private static final int PAGE = 200;

    private final DicomWeb archive;
    private final DicomWeb.Query query;
    private final StudyWork work;
    private final StudyLog log;
    private final Metrics metrics;
    private final boolean dryRun;
    private final int workers;
    private final ExecutorService pool;
    private final Map<String, String> failed = new ConcurrentHashMap<>();

    Watch(
            DicomWeb archive,
            DicomWeb.Query query,
            StudyWork work,
            StudyLog log,
            Metrics metrics,
            boolean dryRun,
            int workers) {
        this.archive = archive;
        this.query = query;
        this.work = work;
        this.log = log;
        this.metrics = metrics;
        this.dryRun = dryRun;
        this.workers = workers;
        this.pool = Executors.newFixedThreadPool(workers);
    }

    /**
     * What a round did.
     *
     * @param done studies finished in it
     * @param failed studies that the archive did not give or take; they come again
     */
    record Round(int done, int failed) {}

    /**
     * One round.
     *
     * @throws ArchiveException if the archive cannot be asked at all, or is away in the middle, or does not allow it
     */
    Round round() throws InterruptedException {
        failed.clear();
        metrics.round();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Semaphore free = new Semaphore(2 * workers);
        int offset = 0;
        List<DicomWeb.Study> page;
        try {
            do {
                page = archive.studies(query, offset, PAGE);
                offset += page.size();
                for (DicomWeb.Study study : page) {
                    if (end.get() != null || log.done(study.uid(), dryRun)) {
                        continue;
                    }
                    free.acquire();
                    pool.execute(() -> {
                        try {
                            one(study, done, end);
                        } finally {
                            free.release();
                        }
                    });
                }
            } while (page.size() == PAGE && end.get() == null);
        } finally {
            free.acquire(2 * workers);
        }
        Throwable thrown = end.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
        return new Round(done.get(), failed.size());
    }

    private void one(DicomWeb.Study study, AtomicInteger done, AtomicReference<Throwable> end) {
        if (end.get() != null) {
            return;
        }
        try {
            Line line = work.run(study);
            log.add(line);
            metrics.count(line);
            done.incrementAndGet();
        } catch (ArchiveException e) {
            metrics.count(e);
            failed.put(study.uid(), e.code().id());
            if (e.code() == ArchiveException.Code.UNREACHABLE || e.code() == ArchiveException.Code.NOT_ALLOWED) {
                // The next study would wait as long for the same answer.
                end.compareAndSet(null, e);
            }
        } catch (RuntimeException | Error e) {
            end.compareAndSet(null, e);
        }
    }

    /** Studies of the last round that the archive did not give or take, with the code. */
    Map<String, String> failed() {
        return new TreeMap<>(failed);
    }

    /** Waits for what runs, so that nothing is half stored. */
    @Override
    public void close() throws InterruptedException {
        pool.shutdown();
        pool.awaitTermination(5, TimeUnit.MINUTES);
    }
}
