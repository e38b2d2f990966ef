package org.xattnbmd.trainer.peers;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.XAttnBmd;

/** An engine of DJL's, with a translator that prepares the input as the SDK does, less everything the SDK does besides. */
final class DjlPeer implements Peer {

    private final Model model;
    private final NDManager weights;
    private final Predictor<Radiograph[], float[]> predictor;
    private final Radiograph radiograph;

    private DjlPeer(Model model, NDManager weights, Predictor<Radiograph[], float[]> predictor, Radiograph radiograph) {
        this.model = model;
        this.weights = weights;
        this.predictor = predictor;
        this.radiograph = radiograph;
    }

    /** The exported file in DJL's ONNX Runtime engine. */
    static DjlPeer onnxRuntime(PeerFiles files, String precision, int threads)
            throws IOException, MalformedModelException, OrtException {
        Model model = Model.newInstance("peers", "OnnxRuntime");
        Path file = files.model("network", precision);
        // Criteria know no option for idle threads; the session's own options do.
        model.load(file.getParent(), file.getFileName().toString(), Map.of("sessionOptions", OrtPeer.options(threads)));
        return new DjlPeer(model, null, model.newPredictor(new Input()), files.radiograph());
    }

    /** The network itself in DJL's PyTorch engine; its threads are the system property {@code ai.djl.pytorch.num_threads}. */
    static DjlPeer pytorch(PeerFiles files) throws IOException {
        NDManager weights = NDManager.newBaseManager("PyTorch");
        XAttnBmd network = PeerModel.network(weights);
        NamedParameters.load(network, Safetensors.read(files.weights()).tensors());
        Model model = Model.newInstance("peers", "PyTorch");
        model.setBlock(network);
        return new DjlPeer(model, weights, model.newPredictor(new Input()), files.radiograph());
    }

    @Override
    public float[] answers(int batch) throws TranslateException {
        Radiograph[] radiographs = new Radiograph[batch];
        Arrays.fill(radiographs, radiograph);
        return predictor.predict(radiographs);
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
        if (weights != null) {
            weights.close();
        }
    }

    private static final class Input implements Translator<Radiograph[], float[]> {

        @Override
        public NDList processInput(TranslatorContext context, Radiograph[] radiographs) {
            int cells = PeerModel.SIDE * PeerModel.SIDE;
            float[] row = PeerFiles.row();
            float[] crops = new float[radiographs.length * cells];
            float[] rows = new float[radiographs.length * row.length];
            for (int i = 0; i < radiographs.length; i++) {
                System.arraycopy(PeerFiles.prepared(radiographs[i]), 0, crops, i * cells, cells);
                System.arraycopy(row, 0, rows, i * row.length, row.length);
            }
            NDManager manager = context.getNDManager();
            return new NDList(
                    manager.create(crops, new Shape(radiographs.length, 1, PeerModel.SIDE, PeerModel.SIDE)),
                    manager.create(rows, new Shape(radiographs.length, row.length)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(0).toFloatArray();
        }

        @Override
        public Batchifier getBatchifier() {
            return null;
        }
    }
}
