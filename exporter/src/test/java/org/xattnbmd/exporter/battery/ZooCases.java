package org.xattnbmd.exporter.battery;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.NiN;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.basicmodelzoo.cv.object_detection.ssd.SingleShotDetection;
import ai.djl.basicmodelzoo.cv.object_detection.yolo.YOLOV3;
import ai.djl.basicmodelzoo.tabular.TabNet;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The networks of DJL's model zoo, on pictures as small as each can take. */
final class ZooCases {

    private ZooCases() {}

    private static Block resnet(int layers, long side) {
        return ResNetV1.builder()
                .setImageShape(new Shape(3, side, side))
                .setNumLayers(layers)
                .setOutSize(10)
                .build();
    }

    static Stream<BatteryCase> all() {
        return Stream.concat(small(), large());
    }

    private static Stream<BatteryCase> small() {
        return Stream.of(
                BatteryCase.of("Mlp", () -> new Mlp(20, 5, new int[] {16, 8})).floats(20),
                BatteryCase.of("LeNet", () -> LeNet.builder().build()).floats(1, 28, 28),
                BatteryCase.of("ResNetV1 18", () -> resnet(18, 64)).floats(3, 64, 64),
                BatteryCase.of("ResNetV1 50", () -> resnet(50, 64)).floats(3, 64, 64),
                BatteryCase.of(
                                "MobileNetV1",
                                () -> MobileNetV1.builder().setOutSize(10).build())
                        .floats(3, 32, 32),
                BatteryCase.of(
                                "MobileNetV2",
                                () -> MobileNetV2.builder().setOutSize(10).build())
                        .floats(3, 32, 32),
                BatteryCase.of("SqueezeNet", () -> SqueezeNet.squeezenet(10)).floats(3, 48, 48),
                BatteryCase.of("GoogLeNet", () -> GoogLeNet.builder().build()).floats(1, 48, 48),
                BatteryCase.of("NiN", () -> NiN.builder().build()).floats(1, 112, 112),
                BatteryCase.of(
                                "TabNet",
                                () -> TabNet.builder()
                                        .setInputDim(12)
                                        .setOutDim(3)
                                        .optNumD(8)
                                        .optNumA(8)
                                        .optNumSteps(3)
                                        .build())
                        .floats(12),
                BatteryCase.of("squeeze and excitation", ZooCases::squeezeAndExcitation)
                        .floats(8, 9, 9),
                BatteryCase.of("ResNeXt block", ZooCases::resNeXt).floats(16, 9, 9),
                BatteryCase.of("SingleShotDetection", ZooCases::ssd).floats(3, 64, 64));
    }

    private static Stream<BatteryCase> large() {
        return Stream.of(
                BatteryCase.of("ResNetV1 152", () -> resnet(152, 32)).floats(3, 32, 32),
                BatteryCase.of("AlexNet", () -> AlexNet.builder().build()).floats(1, 96, 96),
                BatteryCase.of(
                                "VGG 11",
                                () -> VGG.builder()
                                        .setNumLayers(11)
                                        .setOutSize(10)
                                        .build())
                        .floats(1, 32, 32),
                BatteryCase.of("YOLOv3", () -> YOLOV3.builder().setNumClasses(4).build())
                        .floats(3, 64, 64));
    }

    private static Conv2d conv(int filters, int side, int groups) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(side, side))
                .optPadding(new Shape(side / 2, side / 2))
                .optGroups(groups)
                .build();
    }

    /** The unit of SENet (Hu et al. 2018), which the zoo does not have. */
    private static Block squeezeAndExcitation() {
        SequentialBlock gate = new SequentialBlock()
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(2).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(8).build())
                .add(Activation::sigmoid)
                .addSingleton(x -> x.expandDims(2).expandDims(3));
        return new ParallelBlock(
                lists -> new NDList(lists.get(0).head().mul(lists.get(1).head())), List.of(conv(8, 3, 1), gate));
    }

    /** The unit of ResNeXt (Xie et al. 2017), which the zoo does not have. */
    private static Block resNeXt() {
        SequentialBlock grouped = new SequentialBlock()
                .add(conv(8, 1, 1))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(conv(8, 3, 4))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(conv(16, 1, 1))
                .add(BatchNorm.builder().build());
        return new ParallelBlock(
                lists -> new NDList(
                        Activation.relu(lists.get(0).head().add(lists.get(1).head()))),
                List.of(grouped, Blocks.identityBlock()));
    }

    private static Block ssd() {
        SequentialBlock base = new SequentialBlock();
        for (int filters : new int[] {8, 16}) {
            base.add(SingleShotDetection.getDownSamplingBlock(filters));
        }
        List<List<Float>> sizes = IntStream.range(0, 5)
                .mapToObj(i -> List.of(0.2f + 0.1f * i, 0.3f + 0.1f * i))
                .toList();
        List<List<Float>> ratios =
                IntStream.range(0, 5).mapToObj(i -> List.of(1f, 2f, 0.5f)).toList();
        return SingleShotDetection.builder()
                .setNumClasses(2)
                .setNumFeatures(3)
                .optGlobalPool(true)
                .setRatios(ratios)
                .setSizes(sizes)
                .setBaseNetwork(base)
                .build();
    }
}
