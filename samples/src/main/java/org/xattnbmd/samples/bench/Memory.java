package org.xattnbmd.samples.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What an estimate takes from the heap, and what the process holds of the machine's memory. */
final class Memory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** Bytes that this thread allocates on the heap for one call, the mean of several; empty where the JVM does not tell. */
    static OptionalLong heapBytesPerCall(Runnable call, int calls) {
        if (!(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()) {
            return OptionalLong.empty();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return OptionalLong.of((threads.getCurrentThreadAllocatedBytes() - before) / calls);
    }

    /** Resident memory of this process now ({@code VmRSS}) or at most ({@code VmHWM}), in bytes; empty but on Linux. */
    static OptionalLong resident(String field) {
        try {
            return Files.isReadable(STATUS)
                    ? Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                    : OptionalLong.empty();
        } catch (IOException e) {
            // A figure that the system does not give is left out.
            return OptionalLong.empty();
        }
    }
}
