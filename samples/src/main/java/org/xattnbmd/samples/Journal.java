package org.xattnbmd.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What an application has done so far: one line a finished piece of work, handed to the system before the next one counts. A process
 * that is killed leaves at most one torn last line, which is dropped on opening, so that its work is done again and no other. Lines
 * are forced to the disk together, every {@value #FORCED_AFTER_MILLISECONDS} ms: what a power failure takes is done again too.
 * The file is its owner's alone, and no symbolic link is followed to another.
 * Lines of a release whose lines had other columns do not count as done either.
 * Thread-safe; a second process that opens the same journal is refused.
 *
 * @param <L> a line without its key
 */
public final class Journal<L> implements AutoCloseable {

    /**
     * How a line is written.
     *
     * @param <L> a line without its key
     */
    public interface Form<L> {

        List<String> cells(L line);

        /**
         * The line of some cells; empty if they are of an earlier release.
         *
         * @throws IllegalArgumentException if nobody ever wrote such
         */
        Optional<L> line(List<String> cells);
    }

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    private static final int FORCED_AFTER_MILLISECONDS = 200;

    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Form<L> form;
    private final FileChannel channel;
    private long forcedNanos = System.nanoTime();
    private final Map<String, L> lines = new ConcurrentHashMap<>();

    private Journal(Form<L> form, FileChannel channel) {
        this.form = form;
        this.channel = channel;
    }

    /**
     * Opens a journal, or begins one.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code INVALID_ARGUMENT} if it cannot be written, is another process's, or no journal
     */
    public static <L> Journal<L> open(Path file, Form<L> form) {
        try {
            FileChannel channel = FileChannel.open(file, OPTIONS, permissions(file));
            try {
                lock(channel);
                Journal<L> journal = new Journal<>(form, channel);
                journal.read();
                if (permissions(file).length > 0) {
                    // One of an earlier release may be open to all.
                    Files.setPosixFilePermissions(file, OWNER);
                }
                return journal;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Console.disk("an output folder that exists and can be written", e);
        }
    }

    private static FileAttribute<?>[] permissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    private static void lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw Console.refused(
                    "Expected an output folder of its own, received one that another start is writing to.");
        }
    }

    private void read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            continue;
        }
        int whole = bytes.position();
        while (whole > 0 && bytes.get(whole - 1) != '\n') {
            whole--;
        }
        String text = new String(bytes.array(), 0, whole, StandardCharsets.UTF_8);
        try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
            for (CSVRecord line : parser) {
                List<String> cells = line.toList();
                form.line(cells.subList(1, cells.size())).ifPresent(read -> lines.put(cells.get(0), read));
            }
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            throw Console.refused("Expected the journal of an earlier start, received a file that is not. "
                    + "Choose another output folder.");
        }
        channel.truncate(whole);
        channel.position(whole);
    }

    /** Notes that a piece of work is done; when this returns, no end of this process loses it. */
    public void append(String key, L done) {
        List<String> cells = new ArrayList<>(List.of(key));
        cells.addAll(form.cells(done));
        byte[] line = (FORMAT.format(cells.toArray()) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (write(line)) {
                // The disk takes its time; the others write on meanwhile.
                channel.force(false);
            }
        } catch (IOException e) {
            throw Console.disk("room for the journal in the output folder", e);
        }
        lines.put(key, done);
    }

    /** Returns whether it is time to force what was written. */
    private synchronized boolean write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        boolean due = System.nanoTime() - forcedNanos > TimeUnit.MILLISECONDS.toNanos(FORCED_AFTER_MILLISECONDS);
        if (due) {
            forcedNanos = System.nanoTime();
        }
        return due;
    }

    /** What is done, by key. */
    public Map<String, L> lines() {
        return Collections.unmodifiableMap(lines);
    }

    @Override
    public void close() {
        try (channel) {
            channel.force(true);
        } catch (IOException e) {
            throw Console.disk("a journal that can be closed", e);
        }
    }
}
