package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the manual and of the README, run. */
class WorkedExampleTest {

    private static final String SOURCE = "src/test/java/org/xattnbmd/exporter/WorkedExampleTest.java";

    @TempDir
    Path folder;

    @Test
    void runs() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // What int8 costs depends on the weights.
            manager.getEngine().setRandomSeed(1);
            SampleSet samples = SampleSet.of(List.of(new NDList(manager.ones(new Shape(2, 1, 28, 28)))));
            // example
            SequentialBlock block = new SequentialBlock()
                    .add(Conv2d.builder()
                            .setFilters(8)
                            .setKernelShape(new Shape(3, 3))
                            .build())
                    .add(BatchNorm.builder().build())
                    .add(Activation::relu)
                    .add(Pool.globalAvgPool2dBlock())
                    .addSingleton(x -> x.sub(x.mean(new int[] {1}, true)))
                    .add(Linear.builder().setUnits(3).build());
            block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));

            OnnxModel model = OnnxExporter.of(block)
                    .name("digits")
                    .input("image", DataType.FLOAT32, -1, 1, 28, 28)
                    .outputs("scores")
                    .metadata("classes", "zero,one,two")
                    .export();
            model.save(folder.resolve("digits.onnx"));

            ExportReport report = model.report();
            OnnxModel half = model.toFloat16();
            OnnxModel integer = model.quantizeInt8(samples, Int8Options.DEFAULT.withMinimumSpeedup(0));
            // end
            assertThat(folder.resolve("digits.onnx")).isNotEmptyFile();
            assertThat(report.maxRelative()).isLessThan(1e-5);
            assertThat(half.conversion()).isPresent();
            assertThat(integer.conversion()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "src/main/java/org/xattnbmd/exporter/package-info.java"})
    void standsInTheDocumentation(String document) throws IOException {
        String source = Files.readString(Path.of(SOURCE));
        String example = source.substring(source.indexOf("// example\n") + 11, source.indexOf("// end\n"));
        assertThat(words(Files.readString(Path.of(document)))).contains(words(example));
    }

    /** The text without line breaks, indentation and the stars of a comment. */
    private static String words(String text) {
        return text.replaceAll("(?m)^ \\*", "").replaceAll("\\s+", "");
    }
}
