package org.xattnbmd.exporter.precision;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** ResNets of basic blocks in torchvision's layout; DJL's own zoo has bottlenecks only. */
final class ResNets {

    private ResNets() {}

    static Block resnet34() {
        return resnet(64, 3, 4, 6, 3);
    }

    static Block resnet18() {
        return resnet(64, 2, 2, 2, 2);
    }

    static Block small() {
        return resnet(8, 1, 1);
    }

    private static Block resnet(int width, int... blocks) {
        SequentialBlock net = new SequentialBlock()
                .add(conv(width, 7, 2, 3))
                .add(norm())
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        int channels = width;
        int in = width;
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                net.add(basic(channels, stride, stride == 2 || in != channels));
                in = channels;
            }
            channels *= 2;
        }
        return net.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    private static Block basic(int channels, int stride, boolean project) {
        SequentialBlock body = new SequentialBlock()
                .add(conv(channels, 3, stride, 1))
                .add(norm())
                .add(Activation::relu)
                .add(conv(channels, 3, 1, 1))
                .add(norm());
        Block shortcut = project
                ? new SequentialBlock().add(conv(channels, 1, stride, 0)).add(norm())
                : Blocks.identityBlock();
        return new SequentialBlock()
                .add(new ParallelBlock(
                        lists -> new NDList(lists.get(0).head().add(lists.get(1).head())), List.of(body, shortcut)))
                .add(Activation::relu);
    }

    private static Conv2d conv(int filters, int kernel, int stride, int padding) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(padding, padding))
                .optBias(false)
                .build();
    }

    private static BatchNorm norm() {
        return BatchNorm.builder().build();
    }
}
