package org.xattnbmd.samples.pacs;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of this start, in Prometheus' text format. Thread-safe. */
final class Metrics {

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final long startedNanos = System.nanoTime();

    void count(StudyLog.Line line) {
        add("bmd_pacs_studies_total{status=\"" + line.status().name().toLowerCase(Locale.ROOT) + "\",code=\""
                + line.code() + "\"}");
    }

    void count(ArchiveException failure) {
        add("bmd_pacs_failures_total{code=\"" + failure.code().id() + "\"}");
    }

    void fetched(long bytes) {
        counters.computeIfAbsent("bmd_pacs_fetched_bytes_total", any -> new LongAdder())
                .add(bytes);
    }

    /** A capture that the archive did not take compressed, and took uncompressed. */
    void refusedCompressed() {
        add("bmd_pacs_captures_refused_compressed_total");
    }

    void round() {
        add("bmd_pacs_rounds_total");
    }

    private void add(String name) {
        counters.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counters)
                .forEach((name, value) ->
                        text.append(name).append(' ').append(value.sum()).append('\n'));
        return text.append("bmd_pacs_up_seconds ")
                .append((System.nanoTime() - startedNanos) / 1_000_000_000L)
                .append('\n')
                .toString();
    }
}
