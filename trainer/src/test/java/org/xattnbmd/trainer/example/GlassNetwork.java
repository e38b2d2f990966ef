package org.xattnbmd.trainer.example;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
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

/** How much is in a glass: its picture shows how full it is, a table says how large it is and of what it is made. */
// The guide shows what follows.
final class GlassNetwork extends AbstractBlock {

    private final ImageEncoder picture;
    private final TableEncoder table;
    private final CrossAttention cross;
    private final Regressor regressor;

    GlassNetwork(int side, List<FieldEncoding> columns, Regressor.Scale target) {
        AttentionSettings attention = new AttentionSettings(16, 2, 2, 0.05, AttentionGate.NONE);
        EncoderSettings encoder = new EncoderSettings(Backbone.RESNET18, 4, 16);
        picture = addChildBlock("picture", new ImageEncoder(encoder, attention.tokenSize(), side, side));
        table = addChildBlock("table", new TableEncoder(columns, attention));
        cross = addChildBlock("cross", new CrossAttention(attention));
        regressor = addChildBlock("regressor", new Regressor(attention, target, false));
    }

    @Override
    protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
        NDList seen = picture.forward(ps, new NDList(in.get(0)), training);
        NDList read = table.forward(ps, new NDList(in.get(1)), training);
        NDList met = cross.forward(ps, new NDList(seen.head(), read.head()), training);
        NDArray fused = mean(seen.head()).concat(mean(met.get(0)), 1).concat(mean(read.head()), 1);
        NDList out = regressor.forward(ps, new NDList(fused.concat(mean(met.get(1)), 1)), training);
        return new NDList(out.get(0), out.get(1), met.get(2), met.get(3));
    }

    private static NDArray mean(NDArray tokens) {
        return tokens.mean(new int[] {1});
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        Shape cells = picture.getOutputShapes(new Shape[] {in[0]})[0];
        Shape n = new Shape(in[0].get(0));
        return new Shape[] {n, n, in[1], new Shape(n.get(0), cells.get(1))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... in) {
        picture.initialize(manager, type, in[0]);
        table.initialize(manager, type, in[1]);
        Shape cells = picture.getOutputShapes(new Shape[] {in[0]})[0];
        Shape columns = table.getOutputShapes(new Shape[] {in[1]})[0];
        cross.initialize(manager, type, cells, columns);
        regressor.initialize(manager, type, new Shape(in[0].get(0), 4 * cells.get(2)));
    }
}
