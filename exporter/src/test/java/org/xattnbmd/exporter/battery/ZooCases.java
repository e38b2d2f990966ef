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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
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
