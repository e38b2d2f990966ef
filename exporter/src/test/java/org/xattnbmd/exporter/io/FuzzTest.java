package org.xattnbmd.exporter.io;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.LSTM;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.CrossAttention;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SeededWeights;
import org.xattnbmd.exporter.pass.RandomModels;

class FuzzTest {

    private static final int FILES = 10_000;

    @Test
    void tenThousandMutatedFilesNeitherCrashNorHangNorTake512Megabytes(@TempDir Path folder) throws Exception {
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxModel attention = CrossAttention.exporter(manager).export().withMetadata("card", "{\"a\":1}");
            attention.save(seeds.resolve("attention.onnx"));
            attention.toFloat16().save(seeds.resolve("attention16.onnx"));
            LSTM lstm = LSTM.builder().setStateSize(4).setNumLayers(2).build();
            SeededWeights.initialize(lstm, manager, 1, new Shape(2, 5, 3));
            OnnxExporter.of(lstm)
                    .input("x", DataType.FLOAT32, -1, 5, 3)
                    .export()
                    .save(seeds.resolve("lstm.onnx"));
        }
        for (int i = 0; i < 3; i++) {
            Files.write(
                    seeds.resolve("bodies" + i + ".onnx"),
                    RandomModels.of(i, 17).toByteArray());
        }
        Path log = folder.resolve("log.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                FuzzMain.class.getName(),
                seeds.toString(),
                Integer.toString(FILES),
                "42");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("ended by itself: %s", output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("refused");
        long peak = Long.parseLong(output.replaceAll("(?s).*peak (\\d+) MB.*", "$1"));
        assertThat(peak).as(output).isLessThan(512);
        Files.writeString(Path.of("target", "fuzz.txt"), output);
    }
}
