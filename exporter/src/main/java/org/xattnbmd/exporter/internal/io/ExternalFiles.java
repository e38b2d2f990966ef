package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;

/**
 * Reads tensors' data from files beside a model that nobody vouches for. Such a file lies in the model's folder or below it:
 * its location has no root, no {@code ..} and nothing that another system would take for either, no part of it is a link, and
 * it is a regular file with no second name. Each place in it is checked against its size before anything is allocated, and
 * all that is read together against a limit. Not thread-safe; the owner closes it.
 */
final class ExternalFiles implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final long maxBytes;
    private final Map<String, FileChannel> open = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, byte[]> places = new HashMap<>();
    private long bytes;

    /**
     * @param folder of the model
     * @param maxBytes most bytes to read of all files together, and largest file whose checksum is computed
     */
    ExternalFiles(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** Bytes read so far; what several tensors share counts once. */
    long bytes() {
        return bytes;
    }

    /**
     * The data of a tensor that is in another file.
     *
     * @param expected how many bytes its type and shape take
     * @throws Failure with reason INVALID_MODEL_FILE if the reference is not as it should be, TOO_LARGE over the limit, IO if the
     *     file cannot be read
     */
    byte[] read(OnnxMl.TensorProto tensor, int expected) {
        ExternalPlace place = ExternalPlace.of(tensor);
        if (place.length() != ExternalPlace.TO_THE_END && place.length() != expected) {
            throw invalid(tensor, expected + " bytes for " + tensor.getDimsList(), place.length() + " in another file");
        }
        try {
            FileChannel file = open(tensor, place.location());
            if (place.offset() > file.size() - expected) {
                throw invalid(
                        tensor,
                        "data within \"" + place.location() + "\", which has " + file.size() + " bytes",
                        expected + " bytes from " + place.offset() + " on");
            }
            if (place.checksum() != null) {
                compareDigest(tensor, place, file);
            }
            String key = place.offset() + " " + expected + " " + place.location();
            byte[] known = places.get(key);
            if (known == null) {
                known = read(file, place.offset(), expected);
                places.put(key, known);
            }
            return known;
        } catch (IOException e) {
            throw new Failure(Reason.IO, "could not read \"" + place.location() + "\" beside the model (" + e + ")", e);
        }
    }

    private byte[] read(FileChannel file, long offset, int length) throws IOException {
        if (length > maxBytes - bytes) {
            throw new Failure(
                    Reason.TOO_LARGE,
                    "expected at most " + maxBytes + " bytes of data in other files, received more; where memory is the"
                            + " limit, start java with a larger -Xmx");
        }
        bytes += length;
        ByteBuffer data = ByteBuffer.allocate(length);
        while (data.hasRemaining()) {
            if (file.read(data, offset + data.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return data.array();
    }

    private void compareDigest(OnnxMl.TensorProto tensor, ExternalPlace place, FileChannel file) throws IOException {
        String actual = digests.get(place.location());
        if (actual == null) {
            if (file.size() > maxBytes) {
                throw new Failure(
                        Reason.TOO_LARGE,
                        "expected at most " + maxBytes + " bytes in \"" + place.location()
                                + "\" to compute its checksum of," + " received " + file.size());
            }
            actual = digest(file);
            digests.put(place.location(), actual);
        }
        if (!actual.equals(place.checksum().toLowerCase(Locale.ROOT))) {
            throw invalid(tensor, "\"" + place.location() + "\" with SHA-1 " + place.checksum(), actual);
        }
    }

    private static String digest(FileChannel file) throws IOException {
        FileDigest digest = new FileDigest();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long at = 0; file.read(buffer.clear(), at) > 0; at += buffer.position()) {
            digest.add(buffer.array(), buffer.position());
        }
        return digest.hex();
    }

    private FileChannel open(OnnxMl.TensorProto tensor, String location) throws IOException {
        FileChannel known = open.get(location);
        if (known == null) {
            known = FileChannel.open(contained(tensor, location), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            open.put(location, known);
        }
        return known;
    }

    /** The file at a location in the model's folder. */
    private Path contained(OnnxMl.TensorProto tensor, String location) throws IOException {
        Path file = folder;
        try {
            for (String part : location.split("/", -1)) {
                if (part.isEmpty() || part.equals("..") || part.contains("\\") || part.contains(":")) {
                    throw invalid(tensor, "data in a file in the model's folder or below it", '"' + location + '"');
                }
                file = part.equals(".") ? file : file.resolve(part);
                if (Files.isSymbolicLink(file)) {
                    throw invalid(tensor, "data in a file that no link leads to", '"' + location + '"');
                }
            }
        } catch (InvalidPathException e) {
            throw invalid(tensor, "data in a file in the model's folder or below it", '"' + location + '"');
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw invalid(tensor, "data in a file beside the model", '"' + location + "\", which is no file");
        }
        if (names(file) > 1) {
            throw invalid(tensor, "data in a file with one name", '"' + location + "\", to which there are hard links");
        }
        return file;
    }

    /** How many names a file has, where the system tells; what lies outside could be made to lie inside by another. */
    private static int names(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                : 1;
    }

    private static Failure invalid(OnnxMl.TensorProto tensor, String expected, Object received) {
        return TensorReader.invalid(tensor, expected, received);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
    }
}
