package org.xattnbmd.trainer.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What all peers read: models, weights, the radiograph, and what a prepared input looks like. */
record PeerFiles(Path folder) {

    static final int WIDTH = 2140;
    static final int HEIGHT = 1760;

    /** @param graph {@code network} or {@code trunk} */
    Path model(String graph, String precision) {
        return folder.resolve(graph + "-" + precision + ".onnx");
    }

    Path weights() {
        return folder.resolve("weights.safetensors");
    }

    /** The crop that {@link Preprocessing} makes, float32, little endian. */
    Path crop() {
        return folder.resolve("crop.raw");
    }

    private Path pixels() {
        return folder.resolve("radiograph.raw");
    }

    /** Writes radiograph and crop. */
    void writeInputs() throws IOException {
        short[] hip = SyntheticHip.left(WIDTH, HEIGHT, 1);
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * hip.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(hip);
        Files.write(pixels(), bytes.array());
        float[] values = prepared(radiograph());
        ByteBuffer prepared = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        prepared.asFloatBuffer().put(values);
        Files.write(crop(), prepared.array());
    }

    Radiograph radiograph() throws IOException {
        short[] pixels = new short[WIDTH * HEIGHT];
        ByteBuffer.wrap(Files.readAllBytes(pixels()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(pixels);
        return Radiograph.of(pixels, WIDTH, HEIGHT, PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
    }

    float[] readCrop() throws IOException {
        float[] values = new float[PeerModel.SIDE * PeerModel.SIDE];
        ByteBuffer.wrap(Files.readAllBytes(crop()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    static float[] prepared(Radiograph radiograph) {
        return Preprocessing.v1(PeerModel.SIDE, PeerModel.SIDE).apply(radiograph);
    }

    static ClinicalRecord clinical() {
        return ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height_cm", 160)
                .set("weight_kg", 68)
                .build();
    }

    /** {@link #clinical()} as the network takes it. */
    static float[] row() {
        return clinical().encode(TinyModel.FIELDS);
    }
}
