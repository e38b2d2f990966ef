package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * What the network puts out, by name instead of by place: a DJL block's outputs are a list, and this class alone knows its
 * order. The arrays are the list's own.
 *
 * @param bmd {@code [N]}, g/cm²
 * @param clinicalAttention {@code [N, F]}
 * @param imageAttention {@code [N, h, w]} over the neck crop
 * @param spread of the BMD {@code [N]}, g/cm²
 * @param outlierScore {@code [N]}
 * @param neckBox {@code [N, 4]}; null without a localiser
 * @param bmdByImage the BMD by the image alone {@code [N]}, g/cm²; null but in training of a network of image and fields
 */
public record NetworkOutputs(
        NDArray bmd,
        NDArray clinicalAttention,
        NDArray imageAttention,
        NDArray spread,
        NDArray outlierScore,
        NDArray neckBox,
        NDArray bmdByImage) {

    /** Names in the exported model, in the list's order; the last needs a localiser. */
    private static final List<String> EXPORTED =
            List.of("bmd", "clinical_attention", "image_attention", "bmd_spread", "outlier_score", "neck_box");

    /** Names of the outputs that a network is exported with, in order. */
    static List<String> names(boolean localized) {
        return localized ? EXPORTED : EXPORTED.subList(0, EXPORTED.size() - 1);
    }

    /** Reads the list that {@link XAttnBmd} put out. */
    public static NetworkOutputs of(XAttnBmd network, NDList outputs) {
        boolean localized = network.config().localized();
        int exported = names(localized).size();
        return new NetworkOutputs(
                outputs.get(0),
                outputs.get(1),
                outputs.get(2),
                outputs.get(3),
                outputs.get(4),
                localized ? outputs.get(5) : null,
                outputs.size() > exported ? outputs.get(exported) : null);
    }

    /** The list, without what is null. */
    NDList toList() {
        NDList outputs = new NDList(bmd, clinicalAttention, imageAttention, spread, outlierScore);
        if (neckBox != null) {
            outputs.add(neckBox);
        }
        if (bmdByImage != null) {
            outputs.add(bmdByImage);
        }
        return outputs;
    }
}
