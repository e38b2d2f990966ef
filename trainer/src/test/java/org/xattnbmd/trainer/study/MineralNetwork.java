package org.xattnbmd.trainer.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.CrossAttention;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.ImageEncoder;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.network.TableEncoder;

/**
 * The estimate of a picture {@code [N, 1, S, S]} and a table, {@code [N]}; in training also that of the picture alone, and the
 * map {@code [N, (S/16)², 64]} of the mineral that the picture shows: 8 × 8 cells of two pixels for every image token, in
 * standard deviations. The encoder must say where the mineral lies to get the map right.
 */
final class MineralNetwork extends AbstractBlock {

    static final int STRIDE = 16;
    /** Rows and columns of cells in a token's square. */
    static final int CELLS = 8;

    private final ImageEncoder image;
    private final TableEncoder table;
    private final CrossAttention cross;
    private final Regressor regressor;
    private final Block mineral;

    MineralNetwork(int side, List<FieldEncoding> columns, Regressor.Scale target) {
        AttentionSettings attention = AttentionSettings.demo().withGate(AttentionGate.ZERO);
        EncoderSettings encoder = new EncoderSettings(Backbone.RESNET18, 8, STRIDE);
        image = addChildBlock("image", new ImageEncoder(encoder, attention.tokenSize(), side, side));
        table = addChildBlock("table", new TableEncoder(columns, attention));
        cross = addChildBlock("cross", new CrossAttention(attention));
        regressor = addChildBlock("regressor", new Regressor(attention, target, true));
        // The last, so that all others begin alike with and without its loss.
        mineral = addChildBlock(
                "mineral", Linear.builder().setUnits(CELLS * CELLS).build());
    }

    @Override
    protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
        NDList seen = image.forward(ps, new NDList(in.get(0)), training);
        NDList read = table.forward(ps, new NDList(in.get(1)), training);
        NDList met = cross.forward(ps, new NDList(seen.head(), read.head()), training);
        NDArray fused = mean(met.get(0)).concat(mean(met.get(1)), 1);
        NDList out = regressor.forward(ps, new NDList(fused, mean(seen.head())), training);
        return training
                ? new NDList(
                        out.get(0), out.get(2), mineral.forward(ps, seen, true).singletonOrThrow())
                : new NDList(out.get(0));
    }

    private static NDArray mean(NDArray tokens) {
        return tokens.mean(new int[] {1});
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        return new Shape[] {new Shape(in[0].get(0))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... in) {
        image.initialize(manager, type, in[0]);
        table.initialize(manager, type, in[1]);
        Shape cells = image.getOutputShapes(new Shape[] {in[0]})[0];
        Shape columns = table.getOutputShapes(new Shape[] {in[1]})[0];
        cross.initialize(manager, type, cells, columns);
        Shape pooled = new Shape(in[0].get(0), cells.get(2));
        regressor.initialize(manager, type, new Shape(in[0].get(0), 2 * cells.get(2)), pooled);
        mineral.initialize(manager, type, cells);
    }
}
