package org.xattnbmd.sdk.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A file unpacked from a jar, with a note beside it: the jar entry it came from, its SHA-256, and the file system's stamp at
 * the time the SHA-256 was last found right (times of change of content and of inode, inode and device; what there is of
 * them). While the stamp is the same the file is the same, unless the disk under it decays, and need not be hashed again:
 * no program can set the inode's time. That holds only where nobody else may write, so a folder that others can write to
 * is hashed at every use.
 */
public final class CachedFile {

    /** The first word of a note; of another one, nothing is understood. */
    private static final String FORMAT = "2 ";

    private final Path file;
    private final Path note;
    private final String entry;

    /** @param size and {@code crc}: those of the jar's directory, so nothing has to be unpacked to know them */
    public CachedFile(Path file, long size, long crc) {
        this.file = file;
        this.note = file.resolveSibling(file.getFileName() + ".verified");
        this.entry = FORMAT + size + " " + Long.toHexString(crc) + " ";
    }

    /** Whether the file is there, from this entry, and as it was unpacked. */
    public boolean intact() throws IOException {
        if (!Files.isRegularFile(file) || !Files.isRegularFile(note)) {
            return false;
        }
        String noted = Files.readString(note, StandardCharsets.ISO_8859_1);
        if (!noted.startsWith(entry)) {
            return false;
        }
        String stamp = stamp(file);
        if (onlyOursToWrite(file.getParent()) && noted.endsWith(" " + stamp + "\n")) {
            return true;
        }
        String sha256 = Hashes.sha256(file);
        if (!noted.startsWith(entry + sha256 + " ")) {
            return false;
        }
        // What changed while it was read is hashed again at the next use.
        if (stamp.equals(stamp(file))) {
            try {
                write(entry + sha256 + " " + stamp + "\n");
            } catch (IOException e) {
                // A cache that was filled by somebody else, and that is read-only for us: hashed at every use.
                return true;
            }
        }
        return true;
    }

    /** Unpacks it under another name and moves it, so that nobody sees half a file. */
    public void unpack(URL source) throws IOException {
        MessageDigest sha256 = Hashes.newSha256();
        Path temporary =
                Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        try {
            try (InputStream in = source.openStream();
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), sha256)) {
                in.transferTo(out);
            }
            Object key = key(temporary);
            move(temporary, file);
            // If another process has put its copy there meanwhile, the stamp is not that of the bytes hashed here.
            String stamp = key != null && key.equals(key(file)) ? stamp(file) : "";
            write(entry + Hashes.hex(sha256.digest()) + " " + stamp + "\n");
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

    /** Makes a folder, where it is not there, that only its owner may write to. */
    public static void createFolder(Path folder) throws IOException {
        if (unix(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static boolean unix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static String stamp(Path file) throws IOException {
        Map<String, Object> a = unix(file)
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
        return unix(file) ? Files.getAttribute(file, "unix:ino") : file;
    }

    /** Whether the folder belongs to us or the system's administrator, and nobody else may write to it. */
    private static boolean onlyOursToWrite(Path folder) throws IOException {
        if (!unix(folder)) {
            // Windows: the user's cache folder is the user's by inheritance.
            return true;
        }
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        Set<PosixFilePermission> permissions = attributes.permissions();
        String owner = attributes.owner().getName();
        return !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
                && (owner.equals(System.getProperty("user.name")) || owner.equals("root"));
    }
}
