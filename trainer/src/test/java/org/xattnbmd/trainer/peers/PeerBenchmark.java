package org.xattnbmd.trainer.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.fixtures.Turns;
import org.xattnbmd.trainer.network.XAttnBmd;

/**
 * An estimate from a decoded 2140 by 1760 radiograph, batch 1, 2 threads: by the SDK, and by DJL's two engines with a
 * translator that prepares the same input. All compute the same network; calls are taken in turns.
 */
public final class PeerBenchmark {

    private static final int ROUNDS = 30;
    private static final double MOST_DIFFERENCE = 1e-4;

    private PeerBenchmark() {}

    /** Argument: a folder for the model file. */
    public static void main(String[] arguments) throws Exception {
        Radiograph radiograph = Radiograph.of(
                SyntheticHip.left(2140, 1760, 1),
                2140,
                1760,
                PixelFormat.unsigned(16).withSide(Radiograph.Side.LEFT));
        ClinicalRecord clinical = ClinicalRecord.builder()
                .set("age", 75)
                .set("sex", "female")
                .set("height_cm", 160)
                .set("weight_kg", 68)
                .build();
        // First: it wants to be the one that makes ONNX Runtime's environment.
        Engine.getEngine("OnnxRuntime");
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            XAttnBmd network = PeerModel.network(manager);
            Path file = PeerModel.export(network, manager, Path.of(arguments[0]));
            Criteria<Radiograph, Float> criteria = Criteria.builder()
                    .setTypes(Radiograph.class, Float.class)
                    .optModelPath(file)
                    .optEngine("OnnxRuntime")
                    .optOption("intraOpNumThreads", "2")
                    .optTranslator(new Input(clinical))
                    .build();
            try (Model model = Model.newInstance("peers", "PyTorch");
                    ZooModel<Radiograph, Float> zoo = criteria.loadModel();
                    Predictor<Radiograph, Float> onnx = zoo.newPredictor();
                    BmdEstimator estimator =
                            BmdEstimator.builder(file).threads(2).open()) {
                model.setBlock(network);
                try (Predictor<Radiograph, Float> pytorch = model.newPredictor(new Input(clinical))) {
                    same(estimator.estimate(radiograph, clinical).bmd(), onnx.predict(radiograph));
                    same(estimator.estimate(radiograph, clinical).bmd(), pytorch.predict(radiograph));
                    Turns turns = new Turns()
                            .add("SDK", () -> estimator.estimate(radiograph, clinical))
                            .add("DJL, ONNX Runtime engine", () -> onnx.predict(radiograph))
                            .add("DJL, PyTorch engine", () -> pytorch.predict(radiograph));
                    turns.take(ROUNDS / 5);
                    turns.forget();
                    turns.take(ROUNDS);
                    turns.print(System.out);
                    System.out.printf(
                            Locale.ROOT,
                            "times as long as the SDK, median of pairs: ONNX Runtime engine %.3f, PyTorch engine %.3f%n",
                            turns.ratio("DJL, ONNX Runtime engine", "SDK"),
                            turns.ratio("DJL, PyTorch engine", "SDK"));
                }
            }
        }
    }

    private static void same(double expected, double received) {
        if (!(Math.abs(expected - received) <= MOST_DIFFERENCE)) {
            throw new IllegalStateException("Expected the same estimate, received " + expected + " and " + received);
        }
    }

    /** The same input and the same answer as the SDK's, less everything the SDK does besides. */
    private record Input(ClinicalRecord clinical) implements Translator<Radiograph, Float> {

        @Override
        public NDList processInput(TranslatorContext context, Radiograph radiograph) {
            float[] picture = Preprocessing.v1(PeerModel.SIDE, PeerModel.SIDE).apply(radiograph);
            float[] row = clinical.encode(TinyModel.FIELDS);
            NDManager manager = context.getNDManager();
            return new NDList(
                    manager.create(picture, new Shape(1, 1, PeerModel.SIDE, PeerModel.SIDE)),
                    manager.create(row, new Shape(1, row.length)));
        }

        @Override
        public Float processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(0).toFloatArray()[0];
        }

        @Override
        public Batchifier getBatchifier() {
            return null;
        }
    }
}
