package org.xattnbmd.trainer.export;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Float16Options;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.onnx.GoldenTolerance;
import org.xattnbmd.trainer.onnx.OnnxNetwork;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Brings the convolutional trunk of an exported model to a lower precision. With int8 the layers that cost most are left in
 * float32, ever more of them until the calibration split's estimates hold still, and hardly depend on how another runtime
 * rounds.
 */
final class Lowering {

    /** Largest relative error of any output, from "leave nothing out" to where hardly a layer is left. */
    private static final double[] OUTPUT_ERRORS = {1e3, 0.05, 0.02, 0.01};

    /** Of the budget, on the calibration split: the test split, which decides, may move a little more. */
    private static final double CALIBRATION_SHARE = 0.8;

    private final ModelExport.Built built;
    private final SampleSet samples;
    private final TrainingData calibration;
    private final AccuracyBudget budget;

    /**
     * @param training what activation ranges are taken from
     * @param calibration what the layers to leave out are chosen by
     */
    Lowering(ModelExport.Built built, TrainingData training, TrainingData calibration, AccuracyBudget budget) {
        this.built = built;
        this.samples = samples(training, built.network());
        this.calibration = calibration;
        this.budget = budget;
    }

    OnnxModel to(Precision precision) {
        return precision == Precision.FLOAT16 ? toFloat16() : toInt8();
    }

    private OnnxModel toFloat16() {
        return built.exported()
                .model()
                .toFloat16(Float16Options.DEFAULT
                        .convertingOnly(built.trunk().prefix())
                        .withSamples(samples));
    }

    /** In the exporter's default scheme, since the same file must answer the same on every processor. */
    private OnnxModel toInt8() {
        Int8Options options =
                Int8Options.DEFAULT.onlyOperators("Conv", "Add", "MaxPool").withMinimumSpeedup(budget.minimumSpeedup());
        String localizer = built.trunk().localizer();
        options = localizer.isEmpty() ? options : options.excluding(localizer);
        float[] before = predictions(built.exported().model(), false).bmd();
        Target target = built.exported().card().target();
        double change = Double.NaN;
        OnnxModel unsteady = null;
        try {
            for (double error : OUTPUT_ERRORS) {
                OnnxModel quantized = built.exported().model().quantizeInt8(samples, options.withAccuracyBudget(error));
                Predictions after = predictions(quantized, false);
                change = meanChange(before, after.bmd());
                if (change <= CALIBRATION_SHARE * budget.meanChange()) {
                    if (GoldenTolerance.isAccepted(after, predictions(quantized, true), target)) {
                        return quantized;
                    }
                    unsteady = quantized;
                }
            }
        } catch (ExportException e) {
            if (e.code() != ExportException.Code.QUANTIZATION_REFUSED || Double.isNaN(change)) {
                throw e;
            }
        }
        if (unsteady != null) {
            return unsteady; // whose tolerance for the card says by how much
        }
        throw new TrainerException(
                Code.PRECISION_REFUSED,
                String.format(
                        Locale.ROOT,
                        "In int8 the estimates of the %d calibration subjects move by %.4f %s on average, however many"
                                + " layers stay in float32; expected at most %.4f. Nothing was written. Export in float16 or"
                                + " float32, or allow more.",
                        calibration.size(),
                        change,
                        built.exported().card().target().unit(),
                        CALIBRATION_SHARE * budget.meanChange()));
    }

    /** @param unfused each operation by itself, as another runtime may compute them */
    private Predictions predictions(OnnxModel model, boolean unfused) {
        int height = built.network().picture().imageHeight();
        int width = built.network().picture().imageWidth();
        try (OnnxNetwork network = unfused
                ? OnnxNetwork.unfused(model.toBytes(), height, width)
                : OnnxNetwork.open(model.toBytes(), height, width)) {
            return network.predict(calibration.crops(), calibration.clinical());
        }
    }

    private static double meanChange(float[] before, float[] after) {
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs(after[i] - before[i]);
        }
        return sum / before.length;
    }

    private static SampleSet samples(TrainingData data, NetworkConfig shape) {
        List<NDList> samples = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            for (int i = 0; i < data.size(); i++) {
                NDList sample = new NDList(
                        manager.create(
                                data.crops()[i],
                                new Shape(
                                        1,
                                        1,
                                        shape.picture().imageHeight(),
                                        shape.picture().imageWidth())),
                        manager.create(
                                data.clinical()[i], new Shape(1, shape.fields().size())));
                if (shape.localized()) {
                    sample.add(manager.full(new Shape(1, 4), Float.NaN));
                }
                samples.add(sample);
            }
            return SampleSet.of(samples);
        }
    }
}
