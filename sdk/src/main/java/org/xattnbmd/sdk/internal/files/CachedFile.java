package org.xattnbmd.sdk.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A file unpacked from a jar into an {@link OwnFolder}, with a note beside it: the jar entry it came from, and the file system's
 * stamp at the time its bytes were last found to be the jar's (times of change of content and of inode, inode and device; what
 * there is of them). While the stamp is the same the file is the same, unless the disk under it decays, and need not be
 * compared again: no program can set the inode's time, and nobody else can write the note.
 */
public final class CachedFile {

    /** The first word of a note; of another one, nothing is understood. */
    private static final String FORMAT = "3 ";

    private static final int PIECE = 1 << 16;

    private final Path file;
    private final Path note;
    private final String entry;

    /** @param size and {@code crc}: those of the jar's directory, so nothing has to be unpacked to know them */
    public CachedFile(Path file, long size, long crc) {
        this.file = file;
        this.note = file.resolveSibling(file.getFileName() + ".verified");
        this.entry = FORMAT + size + " " + Long.toHexString(crc) + " ";
    }

    /** Whether the file is there, nobody else's, and byte for byte the jar's. */
    public boolean intact(URL source) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !OwnFolder.isOurs(file)) {
            return false;
        }
        String stamp = stamp(file);
        if (noted().equals(entry + stamp + "\n")) {
            return true;
        }
        if (!hasBytesOf(source)) {
            return false;
        }
        // What changed while it was read is compared again at the next use.
        if (stamp.equals(stamp(file))) {
            try {
                write(entry + stamp + "\n");
            } catch (IOException e) {
                // A cache that the administrator filled, and that is read-only for us: compared at every use.
                return true;
            }
        }
        return true;
    }

    /** The note's text, empty if there is none of ours. */
    private String noted() throws IOException {
        boolean ours = Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) && OwnFolder.isOurs(note);
        return ours ? Files.readString(note, StandardCharsets.ISO_8859_1) : "";
    }

    private boolean hasBytesOf(URL source) throws IOException {
        try (InputStream wanted = source.openStream();
                InputStream received = Files.newInputStream(file)) {
            while (true) {
                byte[] a = wanted.readNBytes(PIECE);
                byte[] b = received.readNBytes(PIECE);
                if (!Arrays.equals(a, b)) {
                    return false;
                }
                if (a.length == 0) {
                    return true;
                }
            }
        }
    }

    /** Unpacks it under another name and moves it, so that nobody sees half a file. */
    public void unpack(URL source) throws IOException {
        Path temporary =
                Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        try {
            try (InputStream in = source.openStream();
                    OutputStream out = Files.newOutputStream(temporary)) {
                in.transferTo(out);
            }
            Object key = key(temporary);
            move(temporary, file);
            // If another process has put its copy there meanwhile, the stamp is not that of the bytes written here.
            if (key.equals(key(file))) {
                write(entry + stamp(file) + "\n");
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void write(String text) throws IOException {
        Path temporary =
                Files.createTempFile(note.getParent(), note.getFileName().toString(), ".part");
        try {
            Files.writeString(temporary, text, StandardCharsets.ISO_8859_1);
            move(temporary, note);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileAlreadyExistsException | AccessDeniedException e) {
            // Windows does not replace a library that another process has loaded; it has the same bytes then.
            if (!Files.isRegularFile(to)) {
                throw e;
            }
        }
    }

    private static String stamp(Path file) throws IOException {
        Map<String, Object> a = OwnFolder.unix(file)
                ? Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino,dev")
                : Files.readAttributes(file, "size,lastModifiedTime,creationTime");
        StringBuilder stamp = new StringBuilder();
        for (String name : new String[] {"size", "lastModifiedTime", "ctime", "creationTime", "ino", "dev"}) {
            Object value = a.get(name);
            if (value != null) {
                stamp.append(stamp.isEmpty() ? "" : ",");
                stamp.append(value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : value);
            }
        }
        return stamp.toString();
    }

    private static Object key(Path file) throws IOException {
        return OwnFolder.unix(file) ? Files.getAttribute(file, "unix:ino") : file;
    }
}
