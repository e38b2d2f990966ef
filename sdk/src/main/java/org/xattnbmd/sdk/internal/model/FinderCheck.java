package org.xattnbmd.sdk.internal.model;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract.Finder;
import org.xattnbmd.sdk.Preprocessing;

/** Whether a neck finder's ONNX file, alone or inside a model file's metadata, is what {@link Finder} says. */
public final class FinderCheck {

    private FinderCheck() {}

    /**
     * The finder in a model file's metadata, or null where the card's preprocessing has none.
     *
     * @throws BmdException {@code MODEL_CONTRACT} if there is one and should not be, or the other way round, and as {@link
     *     #check}
     */
    static byte[] of(Map<String, String> metadata, Preprocessing preprocessing) {
        String coded = metadata.get(Finder.METADATA_KEY);
        if ((coded != null) != (preprocessing.search() != null)) {
            throw contract(
                    "a neck finder in the metadata \"" + Finder.METADATA_KEY
                            + "\" with preprocessing of version 2, and none with version 1",
                    coded == null ? "none" : "one");
        }
        if (coded == null) {
            return null;
        }
        byte[] onnx;
        try {
            onnx = Base64.getDecoder().decode(coded);
        } catch (IllegalArgumentException e) {
            throw contract("the neck finder as base64", "something else");
        }
        check(OnnxStructure.read(onnx), preprocessing.search().side());
        return onnx;
    }

    /**
     * A finder's own file: what is at this path, or what the model there carries.
     *
     * @throws BmdException {@code MODEL_*}
     */
    public static byte[] finder(Path path, long maximumBytes) {
        ByteBuffer onnx = ModelFile.bytes(path, maximumBytes);
        Map<String, String> metadata = OnnxStructure.read(onnx).metadata();
        String card = metadata.get(ModelCard.METADATA_KEY);
        if (card == null) {
            byte[] own = new byte[onnx.limit()];
            onnx.get(0, own);
            return own;
        }
        byte[] carried = of(metadata, ModelCard.parse(card).preprocessing());
        if (carried == null) {
            throw contract("a neck finder, or a model that carries one", "a model without");
        }
        return carried;
    }

    /**
     * How a finder's own file says that it is used.
     *
     * @throws BmdException {@code MODEL_CARD_MISSING}, {@code MODEL_*}
     */
    public static Preprocessing.Search search(byte[] onnx) {
        OnnxStructure structure = OnnxStructure.read(onnx);
        String json = structure.metadata().get(Finder.SEARCH_KEY);
        if (json == null) {
            throw new BmdException(
                    Code.MODEL_CARD_MISSING,
                    "Expected a neck finder with the metadata \"" + Finder.SEARCH_KEY + "\", found none.");
        }
        Preprocessing.Search search = Preprocessing.Search.parse(json);
        check(structure, search.side());
        return search;
    }

    /**
     * Checks the file's structure and tensors.
     *
     * @param side rows and columns of its overview
     * @throws BmdException {@code MODEL_*}
     */
    private static void check(OnnxStructure structure, int side) {
        if (!structure.inputs().keySet().equals(Set.of(Finder.OVERVIEW))) {
            throw contract(
                    "the one input " + Finder.OVERVIEW,
                    structure.inputs().keySet().toString());
        }
        requireShape(structure.inputs(), Finder.OVERVIEW, List.of(-1L, 1L, (long) side, (long) side));
        Map<String, List<Long>> outputs = new LinkedHashMap<>();
        outputs.put(Finder.NECK_BOX, List.of(-1L, 4L));
        Finder.CONFIDENCES.forEach(confidence -> outputs.put(confidence, List.of(-1L)));
        outputs.forEach((name, shape) -> requireShape(structure.outputs(), name, shape));
        GraphCheck.checkFinder(structure, side, outputs);
    }

    private static void requireShape(Map<String, OnnxStructure.Value> side, String name, List<Long> wanted) {
        OnnxStructure.Value value = side.get(name);
        if (value == null || !value.fits(wanted.stream().mapToLong(size -> size).toArray())) {
            throw contract(
                    name + " of float32 " + wanted + " in the neck finder",
                    value == null ? "none" : "element type " + value.elementType() + ", shape " + value.shape());
        }
    }

    private static BmdException contract(String expected, String received) {
        return new BmdException(
                Code.MODEL_CONTRACT, "Expected " + expected + ", received " + received + ". Export the model again.");
    }
}
