package org.xattnbmd.exporter.battery;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv1dTranspose;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.ConstantEmbedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.core.Prelu;
import ai.djl.nn.core.SparseMax;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.GhostBatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Layers of {@code ai.djl.nn} that know no sequence. */
final class LayerCases {

    private LayerCases() {}

    static Stream<BatteryCase> all() {
        return Stream.of(
                        convolutions(), composed(), linears(), norms(), pools(), lpPools(), activations(), containers())
                .flatMap(s -> s);
    }

    private static Stream<BatteryCase> convolutions() {
        return Stream.of(
                BatteryCase.of(
                                "Conv1d",
                                () -> Conv1d.builder()
                                        .setKernelShape(new Shape(3))
                                        .setFilters(4)
                                        .build())
                        .floats(3, 9),
                BatteryCase.of(
                                "Conv1d stride padding dilation groups",
                                () -> Conv1d.builder()
                                        .setKernelShape(new Shape(3))
                                        .setFilters(4)
                                        .optStride(new Shape(2))
                                        .optPadding(new Shape(2))
                                        .optDilation(new Shape(2))
                                        .optGroups(2)
                                        .optBias(false)
                                        .build())
                        .floats(4, 11),
                BatteryCase.of(
                                "Conv2d",
                                () -> Conv2d.builder()
                                        .setKernelShape(new Shape(3, 2))
                                        .setFilters(4)
                                        .build())
                        .floats(3, 8, 9),
                BatteryCase.of(
                                "Conv2d stride padding dilation groups",
                                () -> Conv2d.builder()
                                        .setKernelShape(new Shape(3, 2))
                                        .setFilters(6)
                                        .optStride(new Shape(2, 1))
                                        .optPadding(new Shape(1, 2))
                                        .optDilation(new Shape(1, 3))
                                        .optGroups(2)
                                        .optBias(false)
                                        .build())
                        .floats(4, 9, 10),
                BatteryCase.of(
                                "Conv3d stride padding dilation groups",
                                () -> Conv3d.builder()
                                        .setKernelShape(new Shape(2, 3, 2))
                                        .setFilters(4)
                                        .optStride(new Shape(2, 1, 2))
                                        .optPadding(new Shape(1, 2, 1))
                                        .optDilation(new Shape(1, 2, 2))
                                        .optGroups(2)
                                        .optBias(false)
                                        .build())
                        .floats(2, 6, 9, 7),
                BatteryCase.of(
                                "Conv3d",
                                () -> Conv3d.builder()
                                        .setKernelShape(new Shape(2, 3, 2))
                                        .setFilters(4)
                                        .optPadding(new Shape(1, 0, 1))
                                        .optStride(new Shape(1, 2, 1))
                                        .build())
                        .floats(2, 5, 6, 7));
    }

    /** DJL's PyTorch engine cannot run these, so that they are compared with compositions of what it has. */
    private static Stream<BatteryCase> composed() {
        return Stream.of(
                BatteryCase.of(
                                "Conv1dTranspose",
                                () -> Conv1dTranspose.builder()
                                        .setKernelShape(new Shape(3))
                                        .setFilters(4)
                                        .optStride(new Shape(2))
                                        .optPadding(new Shape(1))
                                        .optOutPadding(new Shape(1))
                                        .build())
                        .floats(3, 6),
                BatteryCase.of(
                                "Conv2dTranspose stride padding dilation groups",
                                () -> Conv2dTranspose.builder()
                                        .setKernelShape(new Shape(3, 2))
                                        .setFilters(6)
                                        .optStride(new Shape(2, 3))
                                        .optPadding(new Shape(1, 0))
                                        .optOutPadding(new Shape(1, 2))
                                        .optDilation(new Shape(1, 2))
                                        .optGroups(2)
                                        .optBias(false)
                                        .build())
                        .floats(4, 5, 4),
                BatteryCase.of("Prelu", Prelu::new).floats(3, 4));
    }

    private static Stream<BatteryCase> linears() {
        return Stream.of(
                BatteryCase.of("Linear", () -> Linear.builder().setUnits(5).build())
                        .floats(7),
                BatteryCase.of(
                                "Linear without bias",
                                () -> Linear.builder()
                                        .setUnits(5)
                                        .optBias(false)
                                        .build())
                        .floats(7),
                BatteryCase.of(
                                "Linear on tokens",
                                () -> Linear.builder().setUnits(5).build())
                        .floats(4, 7),
                BatteryCase.of(
                                "Multiplication",
                                () -> Multiplication.builder().setUnits(3).build())
                        .floats(6),
                BatteryCase.of(
                                "LinearCollection",
                                () -> LinearCollection.builder().setUnits(3).build())
                        .floats(4, 6),
                BatteryCase.of("SparseMax", () -> new SparseMax(-1, 3)).floats(8));
    }

    private static Stream<BatteryCase> norms() {
        return Stream.of(
                BatteryCase.of("BatchNorm", () -> BatchNorm.builder().build()).floats(4, 5, 5),
                BatteryCase.of("BatchNorm on a table", () -> BatchNorm.builder().build())
                        .floats(6),
                BatteryCase.of(
                                "BatchNorm axis 2",
                                () -> BatchNorm.builder().optAxis(2).build())
                        .floats(4, 6),
                BatteryCase.of(
                                "GhostBatchNorm",
                                () -> GhostBatchNorm.builder()
                                        .optVirtualBatchSize(128)
                                        .build())
                        .floats(4, 5, 5),
                BatteryCase.of("LayerNorm", () -> LayerNorm.builder().build()).floats(4, 6),
                BatteryCase.of(
                                "LayerNorm axis 2",
                                () -> LayerNorm.builder().axis(2).build())
                        .floats(4, 6),
                BatteryCase.of("Dropout", () -> Dropout.builder().optRate(0.5f).build())
                        .floats(4, 5));
    }

    private static BatteryCase pool(String name, Supplier<Block> block, int rank) {
        long[] shape = {3, 9, 10, 7};
        return BatteryCase.of(name, block).floats(java.util.Arrays.copyOf(shape, rank + 1));
    }

    private static Stream<BatteryCase> pools() {
        Shape k1 = new Shape(3);
        Shape k2 = new Shape(3, 2);
        Shape k3 = new Shape(2, 3, 2);
        Shape s1 = new Shape(2);
        Shape s2 = new Shape(2, 2);
        Shape s3 = new Shape(2, 2, 2);
        Shape p1 = new Shape(1);
        Shape p2 = new Shape(1, 1);
        Shape p3 = new Shape(1, 1, 1);
        return Stream.of(
                pool("maxPool1d", () -> Pool.maxPool1dBlock(k1, s1, p1), 1),
                pool("maxPool1d ceil", () -> Pool.maxPool1dBlock(k1, s1, p1, true), 1),
                pool("maxPool2d", () -> Pool.maxPool2dBlock(k2, s2, p2), 2),
                pool("maxPool2d ceil", () -> Pool.maxPool2dBlock(k2, s2, p2, true), 2),
                pool("maxPool3d", () -> Pool.maxPool3dBlock(k3, s3, p3), 3),
                pool("maxPool3d ceil", () -> Pool.maxPool3dBlock(k3, s3, p3, true), 3),
                pool("avgPool1d", () -> Pool.avgPool1dBlock(k1, s1, p1), 1),
                pool("avgPool1d ceil, without padding", () -> Pool.avgPool1dBlock(k1, s1, p1, true, false), 1),
                pool("avgPool2d", () -> Pool.avgPool2dBlock(k2, s2, p2), 2),
                pool("avgPool2d ceil", () -> Pool.avgPool2dBlock(k2, s2, p2, true, true), 2),
                pool("avgPool2d ceil, without padding", () -> Pool.avgPool2dBlock(k2, s2, p2, true, false), 2),
                pool("avgPool3d", () -> Pool.avgPool3dBlock(k3, s3, p3), 3),
                pool("avgPool3d ceil, without padding", () -> Pool.avgPool3dBlock(k3, s3, p3, true, false), 3),
                pool("globalMaxPool1d", Pool::globalMaxPool1dBlock, 1),
                pool("globalMaxPool2d", Pool::globalMaxPool2dBlock, 2),
                pool("globalMaxPool3d", Pool::globalMaxPool3dBlock, 3),
                pool("globalAvgPool1d", Pool::globalAvgPool1dBlock, 1),
                pool("globalAvgPool2d", Pool::globalAvgPool2dBlock, 2),
                pool("globalAvgPool3d", Pool::globalAvgPool3dBlock, 3));
    }

    private static Stream<BatteryCase> lpPools() {
        return Stream.of(
                pool("lpPool1d", () -> Pool.lpPool1dBlock(2, new Shape(3), new Shape(2), new Shape(0), false), 1),
                pool("lpPool2d", () -> Pool.lpPool2dBlock(2, new Shape(3, 2), new Shape(2, 2)), 2),
                pool("lpPool2d of order 3", () -> Pool.lpPool2dBlock(3, new Shape(3, 2), new Shape(2, 2)), 2),
                pool("globalLpPool1d", () -> Pool.globalLpPool1dBlock(2), 1),
                pool("globalLpPool2d", () -> Pool.globalLpPool2dBlock(2), 2));
    }

    private static Stream<BatteryCase> activations() {
        return Stream.of(
                        BatteryCase.of("relu", Activation::reluBlock),
                        BatteryCase.of("relu6", Activation::relu6Block),
                        BatteryCase.of("sigmoid", Activation::sigmoidBlock),
                        BatteryCase.of("tanh", Activation::tanhBlock),
                        BatteryCase.of("softPlus", Activation::softPlusBlock),
                        BatteryCase.of("softSign", Activation::softSignBlock),
                        BatteryCase.of("leakyRelu", () -> Activation.leakyReluBlock(0.1f)),
                        BatteryCase.of("elu", () -> Activation.eluBlock(0.7f)),
                        BatteryCase.of("selu", Activation::seluBlock),
                        BatteryCase.of("gelu", Activation::geluBlock),
                        BatteryCase.of("swish", () -> Activation.swishBlock(1.3f)),
                        BatteryCase.of("mish", Activation::mishBlock))
                .map(c -> BatteryCase.of(
                                c.name,
                                () -> new SequentialBlock()
                                        .add(LambdaBlock.singleton(
                                                a -> a.sub(0.5f).mul(8f)))
                                        .add(c.block.get()))
                        .floats(5, 6));
    }

    private static Stream<BatteryCase> containers() {
        return Stream.of(
                BatteryCase.of(
                                "SequentialBlock with lambdas",
                                () -> new SequentialBlock()
                                        .add(Linear.builder().setUnits(8).build())
                                        .addSingleton(a -> a.add(1).muli(0.5f))
                                        .add(Blocks.batchFlattenBlock())
                                        .add(Blocks.identityBlock()))
                        .floats(6),
                BatteryCase.of(
                                "ParallelBlock",
                                () -> new ParallelBlock(
                                        lists -> new NDList(lists.get(0)
                                                .head()
                                                .mul(lists.get(1).head())),
                                        List.of(
                                                Linear.builder().setUnits(3).build(),
                                                Linear.builder().setUnits(3).build())))
                        .floats(5),
                BatteryCase.of(
                                "LambdaBlock of two inputs",
                                () -> new LambdaBlock(l -> new NDList(
                                        l.get(0).matMul(l.get(1)), l.get(0).max())))
                        .floats(3, 4)
                        .floats(4, 2),
                BatteryCase.of(
                                "ConstantEmbedding",
                                () -> new ConstantEmbedding(ai.djl.ndarray.NDManager.newBaseManager()
                                        .create(new float[] {1, 2, 3})))
                        .floats());
    }
}
