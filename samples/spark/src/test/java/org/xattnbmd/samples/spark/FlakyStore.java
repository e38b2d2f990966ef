package org.xattnbmd.samples.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under {@code flaky:}: {@code once-*} cannot be opened the first time, {@code never-*} not at all. */
public final class FlakyStore extends RawLocalFileSystem {

    static final String SCHEME = "flaky";

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        String name = path.getName();
        if (name.startsWith("never-") || (name.startsWith("once-") && first(path))) {
            throw new IOException("connection reset while reading jane-doe");
        }
        return super.open(path, bufferSize);
    }

    private static boolean first(Path path) throws IOException {
        try {
            Files.createFile(Paths.get(path.toUri().getPath() + ".tried"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
