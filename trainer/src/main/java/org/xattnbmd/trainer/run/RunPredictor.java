package org.xattnbmd.trainer.run;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/** Asks the network of a finished run, without an export. Stateless. */
public final class RunPredictor {

    private RunPredictor() {}

    /**
     * Estimates the same pictures once with each set of clinical rows.
     *
     * @param crops preprocessed pictures, {@code [n][H * W]}
     * @param clinical sets of raw clinical values, NaN = missing, {@code [n][F]} each
     * @return one set of predictions per set of rows
     * @throws org.xattnbmd.trainer.TrainerException {@code CHECKPOINT} if the folder holds no finished run
     */
    public static List<Predictions> predict(
            Path runFolder, DeviceChoice device, float[][] crops, List<float[][]> clinical) {
        RunRecord record = RunFolder.read(runFolder);
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(record.setup().network(), manager);
            NamedParameters.load(
                    network, Safetensors.read(RunFolder.weights(runFolder)).tensors());
            Predictor predictor = new Predictor(network, manager);
            List<Predictions> results = new ArrayList<>();
            for (float[][] rows : clinical) {
                results.add(predictor.predict(crops, rows));
            }
            return results;
        }
    }
}
