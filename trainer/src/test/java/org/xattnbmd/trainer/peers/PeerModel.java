package org.xattnbmd.trainer.peers;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Predictor;

/** An untrained XAttn-BMD on a ResNet-34 of full width at 224², as a DJL block and as the file exported from it. */
final class PeerModel {

    static final int SIDE = 224;

    private static final int GOLDEN = 2;

    private PeerModel() {}

    static XAttnBmd network(NDManager manager) {
        manager.getEngine().setRandomSeed(34);
        List<NetworkConfig.FieldEncoding> fields = TinyModel.FIELDS.stream()
                .map(f ->
                        new NetworkConfig.FieldEncoding(f.name(), f.categories().size(), f.mean(), f.sd()))
                .toList();
        return XAttnBmd.create(
                new NetworkConfig(Backbone.RESNET34, 64, 32, SIDE, SIDE, 0, 64, 4, 3, 0.1, FusionStrategy.BOTH, fields),
                manager);
    }

    /** Exports the network with a card whose golden vectors it computed itself. */
    static Path export(XAttnBmd network, NDManager manager, Path folder) throws IOException {
        ModelCard card = TinyModel.card(Preprocessing.v1(SIDE, SIDE), golden(network, manager));
        byte[] model = OnnxExporter.of(network)
                .name("peers")
                .input("radiograph", DataType.FLOAT32, -1, 1, SIDE, SIDE)
                .input("clinical", DataType.FLOAT32, -1, TinyModel.FIELDS.size())
                .outputs(network.outputNames().toArray(new String[0]))
                .tolerance(1e-3)
                .metadata(ModelCard.METADATA_KEY, card.toJson())
                .export()
                .toBytes();
        Files.createDirectories(folder);
        return Files.write(folder.resolve("resnet34-xattn-bmd.onnx"), model);
    }

    private static List<GoldenVector> golden(XAttnBmd network, NDManager manager) {
        Random random = new Random(7);
        byte[][] pictures = new byte[GOLDEN][SIDE * SIDE];
        float[][] crops = new float[GOLDEN][SIDE * SIDE];
        float[][] rows = new float[GOLDEN][];
        for (int i = 0; i < GOLDEN; i++) {
            random.nextBytes(pictures[i]);
            for (int p = 0; p < crops[i].length; p++) {
                crops[i][p] = (pictures[i][p] & 0xFF) / 255f;
            }
            rows[i] = new float[] {70 + i, i, 165, 70};
        }
        Predictor.Predictions out = new Predictor(network, manager).predict(crops, rows);
        List<GoldenVector> vectors = new ArrayList<>();
        for (int i = 0; i < GOLDEN; i++) {
            List<Double> clinical = new ArrayList<>();
            List<Double> attention = new ArrayList<>();
            for (int f = 0; f < rows[i].length; f++) {
                clinical.add((double) rows[i][f]);
                attention.add((double) out.fieldAttention()[i][f]);
            }
            vectors.add(new GoldenVector(
                    GoldenVector.encode(pictures[i]),
                    clinical,
                    out.bmd()[i],
                    out.spread()[i],
                    out.outlierScore()[i],
                    attention));
        }
        return vectors;
    }
}
