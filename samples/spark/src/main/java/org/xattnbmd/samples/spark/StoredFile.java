package org.xattnbmd.samples.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Reads radiographs from whatever store the cluster knows: a file system, HDFS, S3. */
final class StoredFile {

    /** As the SDK's own bound for files. */
    private static final long MAXIMUM_BYTES = 512L << 20;

    private StoredFile() {}

    /**
     * The whole file.
     *
     * @param folder what a relative path is relative to
     * @throws BmdException {@code IMAGE_NOT_FOUND}, {@code IMAGE_UNREADABLE} for a folder, {@code IMAGE_TOO_LARGE}: no
     *     second try will help
     * @throws IOException if the store failed: another try may help
     */
    static byte[] read(String folder, String file, Configuration configuration) throws IOException {
        Path path;
        try {
            path = new Path(new Path(folder), file);
        } catch (IllegalArgumentException e) {
            throw new BmdException(Code.IMAGE_NOT_FOUND, "Expected the path of an image file, received no path.", e);
        }
        FileSystem store = path.getFileSystem(configuration);
        FileStatus status;
        try {
            status = store.getFileStatus(path);
        } catch (FileNotFoundException e) {
            throw new BmdException(Code.IMAGE_NOT_FOUND, "Expected an image file, found none. Check the path.", e);
        }
        if (status.isDirectory()) {
            throw new BmdException(Code.IMAGE_UNREADABLE, "Expected an image file, received a folder.");
        }
        if (status.getLen() > MAXIMUM_BYTES) {
            throw new BmdException(
                    Code.IMAGE_TOO_LARGE,
                    "Expected an image file of at most " + MAXIMUM_BYTES + " bytes, received " + status.getLen() + ".");
        }
        try (InputStream in = store.open(path)) {
            return in.readAllBytes();
        }
    }
}
