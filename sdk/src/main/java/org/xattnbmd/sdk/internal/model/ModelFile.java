package org.xattnbmd.sdk.internal.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.files.Hashes;

/**
 * A model file that passed every check that can be made in Java. The bytes that were checked are the bytes that are
 * hashed and later loaded: the file is read once, into native memory, from which ONNX Runtime takes it without a copy.
 *
 * @param bytes the whole file, from its start to its limit; not to be changed
 * @param hash its SHA-256, which may still have to be computed
 * @param card its card
 * @param tensors those of the contract that it has; all that are required
 * @param finder the neck finder's ONNX file, or null where the preprocessing has none; not to be changed
 */
public record ModelFile(ByteBuffer bytes, Background<String> hash, ModelCard card, Set<Tensor> tensors, byte[] finder) {

    private static final int PIECE = 1 << 18;

    /** Reads and checks a file. {@code wantedSha256} and {@code signer} may be null. */
    public static ModelFile read(Path path, long maximumBytes, String wantedSha256, PublicKey signer) {
        ByteBuffer bytes = bytes(path, maximumBytes);
        // Hash and signature first: what is not the wanted file need not be parsed.
        String sha256 = wantedSha256 == null ? null : Hashes.sha256(bytes);
        if (wantedSha256 != null) {
            checkHash(sha256, wantedSha256);
        }
        if (signer != null) {
            ModelSignature.verify(bytes, path, signer);
        }
        OnnxStructure structure = OnnxStructure.read(bytes);
        String json = structure.metadata().get(ModelCard.METADATA_KEY);
        if (json == null) {
            throw new BmdException(
                    Code.MODEL_CARD_MISSING,
                    "Expected a model card in the metadata \"" + ModelCard.METADATA_KEY
                            + "\", found none. Use a model exported for this SDK.");
        }
        ModelCard card = ModelCard.parse(json);
        Set<Tensor> tensors = TensorCheck.check(structure, card);
        GraphCheck.check(structure, card, tensors);
        byte[] finder = FinderCheck.of(structure.metadata(), card.preprocessing());
        // Where nothing is wanted of the hash it is only the model's identity, which the first estimate needs: on few
        // processors it would hold up the reading of the card.
        Background<String> hash = sha256 == null
                ? Background.later("bmd-model-hash", () -> Hashes.sha256(bytes))
                : Background.done(sha256);
        return new ModelFile(bytes, hash, card, tensors, finder);
    }

    /** Its hash, lower-case hexadecimal, once it is computed. */
    public String sha256() {
        return hash.await();
    }

    private static void checkHash(String sha256, String wanted) {
        if (!wanted.toLowerCase(Locale.ROOT).equals(sha256)) {
            throw new BmdException(
                    Code.MODEL_HASH_MISMATCH,
                    "Expected a model file with SHA-256 " + wanted + ", received one with " + sha256
                            + ". Use the file that was released under that hash.");
        }
    }

    /**
     * A whole file, from the buffer's start to its limit.
     *
     * @throws BmdException {@code MODEL_NOT_FOUND}, {@code MODEL_UNREADABLE}, {@code MODEL_TOO_LARGE}
     */
    static ByteBuffer bytes(Path path, long maximumBytes) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new BmdException(
                        Code.MODEL_UNREADABLE,
                        "Expected a model file, received the "
                                + (Files.isDirectory(path) ? "folder " : "pipe or device ") + path + ".");
            }
            long size = Files.size(path);
            if (size > maximumBytes) {
                throw new BmdException(
                        Code.MODEL_TOO_LARGE,
                        "Expected a model file of at most " + maximumBytes + " bytes, received " + size
                                + ". Raise the cap only for a file you trust.");
            }
            return read(path, (int) size);
        } catch (NoSuchFileException e) {
            throw new BmdException(
                    Code.MODEL_NOT_FOUND, "Expected a model file, found nothing at " + path + ". Check the path.", e);
        } catch (IOException e) {
            throw new BmdException(
                    Code.MODEL_UNREADABLE,
                    "Could not read " + path + " (" + e.getClass().getSimpleName()
                            + "). Check permissions and the disk.",
                    e);
        }
    }

    /** By a stream and in pieces: an interrupt closes a channel, and one read of so much needs as much memory again. */
    private static ByteBuffer read(Path path, int size) throws IOException {
        ByteBuffer bytes = memory(size);
        byte[] piece = new byte[Math.min(PIECE, size)];
        try (InputStream in = Files.newInputStream(path)) {
            while (bytes.hasRemaining()) {
                int count = in.read(piece, 0, Math.min(piece.length, bytes.remaining()));
                if (count < 0) {
                    // Somebody shortens the file; what is there is judged as any other file.
                    break;
                }
                bytes.put(piece, 0, count);
            }
        }
        return bytes.flip();
    }

    /** Native memory; of the heap where the JVM gives no more of it. */
    private static ByteBuffer memory(int size) {
        try {
            return ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError e) {
            LoggerFactory.getLogger(ModelFile.class).debug("The model is read into the heap: {}", e.toString());
            return ByteBuffer.allocate(size);
        }
    }
}
