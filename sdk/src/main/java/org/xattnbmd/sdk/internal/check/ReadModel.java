package org.xattnbmd.sdk.internal.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.internal.model.OnnxStructure;

/**
 * A model file as far as it can be read without running it. Immutable; the bytes are not to be changed.
 *
 * @param bytes the whole file
 */
record ReadModel(byte[] bytes, OnnxStructure structure, ModelCard card) {

    private static final long MAXIMUM_BYTES = Integer.MAX_VALUE - 8;

    /** Why a file cannot be read, in words. */
    static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private UnreadableException(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableException if there is nothing to be judged
     * @throws org.xattnbmd.sdk.BmdException {@code MODEL_*} if structure or card are refused
     */
    static ReadModel of(Path file) {
        byte[] bytes = bytes(file);
        OnnxStructure structure = OnnxStructure.read(bytes);
        String json = structure.metadata().get(ModelCard.METADATA_KEY);
        if (json == null) {
            throw new UnreadableException("the file has no model card (" + ModelCard.METADATA_KEY + ")");
        }
        return new ReadModel(bytes, structure, ModelCard.parse(json));
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new UnreadableException("the file is larger than " + MAXIMUM_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnreadableException(
                    "the model file cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
