package org.xattnbmd.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.Background;
import org.xattnbmd.sdk.internal.Hashes;
import org.xattnbmd.sdk.internal.OnnxStructure;

/**
 * A model file that passed every check that can be made in Java. The bytes that were checked are the bytes that are
 * hashed and later loaded: the file is read once.
 *
 * @param bytes the whole file; not to be changed
 * @param hash its SHA-256, which may still have to be computed
 * @param card its card
 * @param hasNeckBox whether it locates the femoral neck
 * @param takesNeckBox whether a caller may say where the neck is instead
 */
record ModelFile(byte[] bytes, Background<String> hash, ModelCard card, boolean hasNeckBox, boolean takesNeckBox) {

    private static final int PIECE = 1 << 18;

    static final String RADIOGRAPH = "radiograph";
    static final String CLINICAL = "clinical";

    /** Optional: the neck's box where the caller knows it, NaN where the model is to find it. */
    static final String GIVEN_NECK_BOX = "given_neck_box";

    static final String BMD = "bmd";
    static final String CLINICAL_ATTENTION = "clinical_attention";
    static final String IMAGE_ATTENTION = "image_attention";
    static final String SPREAD = "bmd_spread";
    static final String OUTLIER_SCORE = "outlier_score";
    static final String NECK_BOX = "neck_box";

    /** Reads and checks a file. {@code wantedSha256} and {@code signer} may be null. */
    static ModelFile read(Path path, long maximumBytes, String wantedSha256, PublicKey signer) {
        byte[] bytes = bytes(path, maximumBytes);
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
        checkContract(structure, card);
        // Where nothing is wanted of the hash it is only the model's identity, which the first estimate needs: on few
        // processors it would hold up the reading of the card.
        Background<String> hash = sha256 == null
                ? Background.later("bmd-model-hash", () -> Hashes.sha256(bytes))
                : Background.done(sha256);
        return new ModelFile(
                bytes,
                hash,
                card,
                structure.outputs().containsKey(NECK_BOX),
                structure.inputs().containsKey(GIVEN_NECK_BOX));
    }

    /** Its hash, lower-case hexadecimal, once it is computed. */
    String sha256() {
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

    private static byte[] bytes(Path path, long maximumBytes) {
        try {
            if (Files.isDirectory(path)) {
                throw new BmdException(
                        Code.MODEL_UNREADABLE, "Expected a model file, received the folder " + path + ".");
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

    /** In pieces: a single read of so much goes through as much native memory again. */
    private static byte[] read(Path path, int size) throws IOException {
        byte[] bytes = new byte[size];
        int length = 0;
        try (InputStream in = Files.newInputStream(path)) {
            while (length < size) {
                int count = in.read(bytes, length, Math.min(PIECE, size - length));
                if (count < 0) {
                    // Somebody shortens the file; what is there is judged as any other file.
                    return Arrays.copyOf(bytes, length);
                }
                length += count;
            }
        }
        return bytes;
    }

    private static void checkContract(OnnxStructure structure, ModelCard card) {
        long fields = card.clinicalFields().size();
        Preprocessing p = card.preprocessing();
        List<String> inputs = List.copyOf(structure.inputs().keySet());
        if (!inputs.equals(List.of(RADIOGRAPH, CLINICAL))
                && !inputs.equals(List.of(RADIOGRAPH, CLINICAL, GIVEN_NECK_BOX))) {
            throw contract(
                    "inputs [" + RADIOGRAPH + ", " + CLINICAL + "], or " + GIVEN_NECK_BOX + " after them",
                    inputs.toString());
        }
        if (structure.inputs().containsKey(GIVEN_NECK_BOX)) {
            checkValue("input " + GIVEN_NECK_BOX, structure.inputs().get(GIVEN_NECK_BOX), 4);
            if (!structure.outputs().containsKey(NECK_BOX)) {
                throw contract(
                        "an output " + NECK_BOX + " with the input " + GIVEN_NECK_BOX,
                        structure.outputs().keySet().toString());
            }
        }
        checkValue("input " + RADIOGRAPH, structure.inputs().get(RADIOGRAPH), 1, p.height(), p.width());
        checkValue("input " + CLINICAL, structure.inputs().get(CLINICAL), fields);
        for (String output : List.of(BMD, CLINICAL_ATTENTION, IMAGE_ATTENTION, SPREAD, OUTLIER_SCORE)) {
            if (!structure.outputs().containsKey(output)) {
                throw contract(
                        "an output " + output, structure.outputs().keySet().toString());
            }
        }
        checkValue("output " + BMD, structure.outputs().get(BMD));
        checkValue("output " + CLINICAL_ATTENTION, structure.outputs().get(CLINICAL_ATTENTION), fields);
        checkValue("output " + IMAGE_ATTENTION, structure.outputs().get(IMAGE_ATTENTION), -1, -1);
        checkValue("output " + SPREAD, structure.outputs().get(SPREAD));
        checkValue("output " + OUTLIER_SCORE, structure.outputs().get(OUTLIER_SCORE));
        if (structure.outputs().containsKey(NECK_BOX)) {
            checkValue("output " + NECK_BOX, structure.outputs().get(NECK_BOX), 4);
        }
    }

    /** Axis 0 is the batch and may be anything; a wanted size of -1 accepts any; a size the file leaves open passes. */
    private static void checkValue(String what, OnnxStructure.Value value, long... wanted) {
        boolean fits =
                value.elementType() == OnnxStructure.FLOAT && value.shape().size() == wanted.length + 1;
        for (int i = 0; fits && i < wanted.length; i++) {
            long size = value.shape().get(i + 1);
            fits = size == -1 || wanted[i] == -1 || size == wanted[i];
        }
        if (!fits) {
            StringBuilder expected = new StringBuilder(what + " of float32 [N");
            for (long size : wanted) {
                expected.append(", ").append(size < 0 ? "any" : Long.toString(size));
            }
            throw contract(
                    expected.append(']').toString(),
                    "element type " + value.elementType() + ", shape " + value.shape());
        }
    }

    private static BmdException contract(String expected, String received) {
        return new BmdException(
                Code.MODEL_CONTRACT, "Expected " + expected + ", received " + received + ". Export the model again.");
    }
}
