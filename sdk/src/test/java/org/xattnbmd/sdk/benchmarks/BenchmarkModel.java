package org.xattnbmd.sdk.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.ResNet34Model;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What the benchmarks run on: a float32 ResNet-34 at 224² and a decoded radiograph of 2140 by 1760 16-bit pixels. */
final class BenchmarkModel {

    static final int SIDE = ResNet34Model.SIDE;
    static final int WIDTH = 2140;
    static final int HEIGHT = 1760;

    private static final int GOLDEN = 2;

    private BenchmarkModel() {}

    /** The model file in this folder, made if it is not there. */
    static Path in(Path folder) throws IOException, OrtException {
        Path file = folder.resolve("resnet34.onnx");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "resnet34", ".part");
            Files.write(part, ResNet34Model.bytes("{}"));
            byte[] whole = ResNet34Model.bytes(
                    TinyModel.card(Preprocessing.v1(SIDE, SIDE), golden(part)).toJson());
            Files.write(part, whole);
            Files.move(part, file);
        }
        return file;
    }

    static Radiograph radiograph() {
        short[] hip = SyntheticHip.left(WIDTH, HEIGHT, 1);
        short[] shuttered =
                SyntheticHip.collimated(hip, WIDTH, WIDTH / 20, HEIGHT / 30, WIDTH - WIDTH / 15, HEIGHT - HEIGHT / 40);
        return Radiograph.of(shuttered, WIDTH, HEIGHT, PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
    }

    static ClinicalRecord clinical() {
        return ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height_cm", 160)
                .set("weight_kg", 68)
                .build();
    }

    private static List<GoldenVector> golden(Path model) throws OrtException {
        List<GoldenVector> vectors = new ArrayList<>();
        Random random = new Random(7);
        try (BareRuntime bare = BareRuntime.open(model, 2, true)) {
            for (int i = 0; i < GOLDEN; i++) {
                byte[] pixels = new byte[SIDE * SIDE];
                random.nextBytes(pixels);
                float[] values = new float[pixels.length];
                for (int p = 0; p < values.length; p++) {
                    values[p] = (pixels[p] & 0xFF) / 255f;
                }
                List<Double> clinical = List.of(70.0 + i, (double) (i % 2), 165.0, 70.0);
                float[] row = {70 + i, i % 2, 165, 70};
                Map<String, float[]> out = bare.outputs(values, row);
                List<Double> attention = new ArrayList<>();
                for (float share : out.get("clinical_attention")) {
                    attention.add((double) share);
                }
                vectors.add(new GoldenVector(
                        GoldenVector.encode(pixels),
                        clinical,
                        out.get("bmd")[0],
                        out.get("bmd_spread")[0],
                        out.get("outlier_score")[0],
                        attention));
            }
        }
        return vectors;
    }
}
