package org.xattnbmd.sdk.internal.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Folders that nobody but this user and the system's administrator can change: neither the folder nor any on the way to
 * it belongs to somebody else, and others may write to none. The one exception on the way is a folder such as {@code /tmp},
 * whose sticky bit lets nobody replace what is another's. Where there are no Unix permissions, Windows, the user's own folders
 * are the user's by inheritance, and nothing is checked.
 */
public final class OwnFolder {

    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 022;
    private static final int ROOT = 0;

    private OwnFolder() {}

    /** Others can change what lies in a folder. */
    public static final class SharedException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        private SharedException(Path folder) {
            super(folder.toString(), null, "belongs to another user, or others may write to it");
        }
    }

    /**
     * Makes a folder where it is not there, for its owner alone to write to.
     *
     * @return its real path, without symbolic links
     * @throws SharedException if others can change what lies in it
     */
    public static Path make(Path folder) throws IOException {
        if (!unix(folder)) {
            return Files.createDirectories(folder).toRealPath();
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path real = folder.toRealPath();
        for (Path at = real; at != null; at = at.getParent()) {
            int mode = (int) attributes(at).get("mode");
            boolean othersWrite = (mode & OTHERS_WRITE) != 0;
            boolean sticky = (mode & STICKY) != 0 && !at.equals(real);
            if (!isOurs(at) || othersWrite && !sticky) {
                throw new SharedException(at);
            }
        }
        return real;
    }

    /** Whether it is no symbolic link and belongs to this user or the administrator. */
    static boolean isOurs(Path file) throws IOException {
        if (!unix(file)) {
            return true;
        }
        int owner = (int) attributes(file).get("uid");
        return !Files.isSymbolicLink(file) && (owner == ROOT || owner == Own.USER);
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        return Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    }

    static boolean unix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Number of this process's user, from a file that it makes: names of users may be missing in a container. */
    private static final class Own {

        static final int USER = user();

        private static int user() {
            try {
                Path made = Files.createTempFile("bmd", ".user");
                try {
                    return (int) Files.getAttribute(made, "unix:uid");
                } finally {
                    Files.delete(made);
                }
            } catch (IOException e) {
                // Not known: then only what is the administrator's is trusted.
                return ROOT;
            }
        }
    }
}
