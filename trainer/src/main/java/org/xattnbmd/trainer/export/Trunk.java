package org.xattnbmd.trainer.export;

import ai.djl.nn.Block;
import ai.djl.util.Pair;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * The residual network inside an exported model, by the beginnings of its nodes' names: most of the weights and of the
 * work, and what tolerates rounding. The localiser is no part of it, since half a pixel of the crop is seen in BMD.
 *
 * @param prefix of the trunk's nodes
 * @param localizer of the localiser's nodes, empty if there is none
 */
record Trunk(String prefix, String localizer) {

    /** The trunk of a network that has an image encoder. */
    static Trunk of(XAttnBmd network) {
        String image = child(network, "image");
        String resnet = child(network.getChildren().get(image), "resnet");
        String localizer = child(network, "localizer");
        return new Trunk(image + "/" + resnet + "/", localizer.isEmpty() ? "" : localizer + "/");
    }

    /** DJL numbers the children of a block: {@code 02image}; empty if there is none of that name. */
    private static String child(Block block, String name) {
        for (Pair<String, Block> child : block.getChildren()) {
            if (child.getKey().matches("\\d+" + name)) {
                return child.getKey();
            }
        }
        return "";
    }
}
