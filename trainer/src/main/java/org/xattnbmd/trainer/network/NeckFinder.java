package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelContract;

/**
 * Finds the femoral neck on a radiograph of any field of view, and how large it is there: a small network of its own, run on
 * an overview of the whole picture and again on what it found. Heat maps as in CenterNet (Zhou 2019, arXiv 1904.07850), made
 * by an encoder and a decoder with skip connections (Ronneberger 2015), over the neck that was asked for, the neck of the
 * other side, and a hip with an implant in the place of the one asked for.
 *
 * <p>The hip that was asked for looks like a left one: {@link org.xattnbmd.sdk.Preprocessing} mirrors the picture of a right
 * one. A neck whose shaft lies on the viewer's left is the other side's, wherever it is in the picture.
 *
 * <p>Input: overview {@code [N, 1, SIDE, SIDE]} in [0, 1], bone bright. Outputs in inference: box {@code [N, 4]}, centre and
 * half size as fractions of the overview; three confidences {@code [N]} in [0, 1]: of the neck, of the other side's neck, of
 * an implant. In training: logits of the maps {@code [N, MAPS, GRID * GRID]}, logarithms of the half sizes {@code [N, 2, GRID
 * * GRID]}, box.
 */
public final class NeckFinder extends AbstractBlock {

    /** Rows and columns of the overview. */
    public static final int SIDE = 128;

    /** Rows and columns of the maps. */
    public static final int GRID = 32;

    /** The neck asked for, the other side's, the implant's: the order of the maps. */
    public static final int MAPS = 3;

    /** Names of the outputs in inference, in order. */
    public static final List<String> OUTPUTS = Stream.concat(
                    Stream.of(ModelContract.Finder.NECK_BOX), ModelContract.Finder.CONFIDENCES.stream())
            .toList();

    private static final int[] CHANNELS = {16, 32, 64, 96};
    private static final int HEAD_CHANNELS = 32;
    private static final double USUAL_HALF_SIZE = 0.12;
    /** The heat's peak counts, not its foot: how much steeper than the map the weights of the mean place are. */
    private static final double SHARPNESS = 2;
    /** Logits before training, so that the many cells without a neck do not outweigh the few with one. */
    private static final float RARE = -2.5f;

    private final Block enter;
    private final Block quarter;
    private final Block eighth;
    private final Block sixteenth;
    private final Block middle;
    private final Block fine;
    private final Block heat;
    private final Block size;

    public NeckFinder() {
        enter = addChildBlock("enter", new Steps(CHANNELS[0], 2, 1));
        quarter = addChildBlock("quarter", new Steps(CHANNELS[1], 2, 2));
        eighth = addChildBlock("eighth", new Steps(CHANNELS[2], 2, 3));
        sixteenth = addChildBlock("sixteenth", new Steps(CHANNELS[3], 2, 4));
        middle = addChildBlock("middle", new Steps(CHANNELS[2], 1, 1));
        fine = addChildBlock("fine", new Steps(HEAD_CHANNELS, 1, 2));
        heat = addChildBlock("heat", point(MAPS));
        size = addChildBlock("size", point(2));
    }

    /** A finder on {@code manager}, initialised from the engine's current random state. */
    public static NeckFinder create(NDManager manager) {
        NeckFinder finder = new NeckFinder();
        finder.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIDE, SIDE));
        return finder;
    }

    private static Conv2d point(int filters) {
        return Conv2d.builder()
                .setKernelShape(new Shape(1, 1))
                .setFilters(filters)
                .build();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray a = run(enter, ps, inputs.singletonOrThrow(), training);
        NDArray b = run(quarter, ps, a, training);
        NDArray c = run(eighth, ps, b, training);
        NDArray d = run(sixteenth, ps, c, training);
        NDArray up = run(middle, ps, doubled(d, GRID / 4).concat(c, 1), training);
        NDArray map = run(fine, ps, doubled(up, GRID / 2).concat(b, 1), training);
        NDArray logits =
                run(heat, ps, map, training).reshape(-1, MAPS, GRID * GRID).add(RARE);
        NDArray sizes = run(size, ps, map, training).reshape(-1, 2, GRID * GRID);
        NDArray neck = logits.get(":,0");
        NDArray implant = logits.get(":,2");
        NDArray weights = Scalars.times(neck.maximum(implant), SHARPNESS).softmax(-1);
        NDArray box = box(weights, sizes);
        if (training) {
            return new NDList(logits, sizes, box);
        }
        return new NDList(box, peak(neck), peak(logits.get(":,1")), peak(implant));
    }

    private static NDArray run(Block block, ParameterStore ps, NDArray x, boolean training) {
        return block.forward(ps, new NDList(x), training).singletonOrThrow();
    }

    private static NDArray peak(NDArray logits) {
        return Activation.sigmoid(logits.max(new int[] {1}));
    }

    private static NDArray box(NDArray weights, NDArray sizes) {
        NDManager manager = weights.getManager();
        int cells = GRID * GRID;
        NDArray centre = weights.matMul(manager.create(Localizer.cellCentres(GRID), new Shape(cells, 2)));
        NDArray log = sizes.matMul(weights.reshape(-1, cells, 1)).reshape(-1, 2);
        return centre.concat(Scalars.times(log.exp(), USUAL_HALF_SIZE), 1);
    }

    /** Logarithm of a half size as the network puts it out. */
    public static double logOf(double halfSize) {
        return Math.log(halfSize / USUAL_HALF_SIZE);
    }

    /** Twice the rows and columns, bilinear, by two products with a fixed matrix, which every runtime has. */
    private static NDArray doubled(NDArray x, int rows) {
        NDManager manager = x.getManager();
        float[] weights = new float[2 * rows * rows];
        for (int j = 0; j < 2 * rows; j++) {
            double at = Math.min(rows - 1, Math.max(0, (j + 0.5) / 2 - 0.5));
            int low = (int) at;
            weights[j * rows + low] += (float) (1 - (at - low));
            weights[j * rows + Math.min(rows - 1, low + 1)] += (float) (at - low);
        }
        float[] across = new float[weights.length];
        for (int j = 0; j < 2 * rows; j++) {
            for (int i = 0; i < rows; i++) {
                across[i * 2 * rows + j] = weights[j * rows + i];
            }
        }
        NDArray up = manager.create(weights, new Shape(2L * rows, rows));
        NDArray right = manager.create(across, new Shape(rows, 2L * rows));
        return up.matMul(x).matMul(right);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        return new Shape[] {new Shape(n, 4), new Shape(n), new Shape(n), new Shape(n)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        long n = in[0].get(0);
        enter.initialize(manager, dataType, in[0]);
        quarter.initialize(manager, dataType, new Shape(n, CHANNELS[0], SIDE / 2, SIDE / 2));
        eighth.initialize(manager, dataType, new Shape(n, CHANNELS[1], GRID, GRID));
        sixteenth.initialize(manager, dataType, new Shape(n, CHANNELS[2], GRID / 2, GRID / 2));
        middle.initialize(manager, dataType, new Shape(n, CHANNELS[3] + CHANNELS[2], GRID / 2, GRID / 2));
        fine.initialize(manager, dataType, new Shape(n, CHANNELS[2] + CHANNELS[1], GRID, GRID));
        heat.initialize(manager, dataType, new Shape(n, HEAD_CHANNELS, GRID, GRID));
        size.initialize(manager, dataType, new Shape(n, HEAD_CHANNELS, GRID, GRID));
    }

    /** A convolution to a new size and width, then further ones around each of which the picture passes unchanged. */
    private static final class Steps extends AbstractBlock {

        private final int filters;
        private final int stride;
        private final List<Block> convolutions = new ArrayList<>();
        private final List<Block> norms = new ArrayList<>();

        Steps(int filters, int stride, int count) {
            this.filters = filters;
            this.stride = stride;
            for (int i = 0; i < count; i++) {
                convolutions.add(addChildBlock(
                        "conv" + (i + 1),
                        Conv2d.builder()
                                .setKernelShape(new Shape(3, 3))
                                .setFilters(filters)
                                .optStride(i == 0 ? new Shape(stride, stride) : new Shape(1, 1))
                                .optPadding(new Shape(1, 1))
                                .optBias(false)
                                .build()));
                norms.add(addChildBlock("bn" + (i + 1), Norms.batchNorm()));
            }
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
            NDArray x = inputs.singletonOrThrow();
            for (int i = 0; i < convolutions.size(); i++) {
                NDList y = norms.get(i).forward(ps, convolutions.get(i).forward(ps, new NDList(x), training), training);
                NDArray added =
                        i == 0 ? y.singletonOrThrow() : y.singletonOrThrow().add(x);
                x = Activation.relu(added);
            }
            return new NDList(x);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] in) {
            return new Shape[] {new Shape(in[0].get(0), filters, in[0].get(2) / stride, in[0].get(3) / stride)};
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
            Shape shape = in[0];
            for (int i = 0; i < convolutions.size(); i++) {
                convolutions.get(i).initialize(manager, dataType, shape);
                shape = getOutputShapes(in)[0];
                norms.get(i).initialize(manager, dataType, shape);
            }
        }
    }
}
