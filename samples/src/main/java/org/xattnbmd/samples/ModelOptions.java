package org.xattnbmd.samples;

import java.nio.file.Path;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.Device;
import picocli.CommandLine.Option;

/** The options of every application that estimates: which model, and where it runs. */
public final class ModelOptions {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model, one .onnx file.")
    private Path model;

    @Option(
            names = "--device",
            defaultValue = "CPU",
            paramLabel = "DEVICE",
            description = "Where to run: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Device device;

    public Path file() {
        return model;
    }

    public Device device() {
        return device;
    }

    /** What opens the model there. */
    public BmdEstimator.Builder estimator() {
        return BmdEstimator.builder(model).device(device);
    }
}
