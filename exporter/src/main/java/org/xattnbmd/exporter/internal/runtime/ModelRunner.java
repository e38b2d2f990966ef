package org.xattnbmd.exporter.internal.runtime;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Runs models in ONNX Runtime: in this process, or in one of its own, which a model may take down with it. */
@FunctionalInterface
public interface ModelRunner {

    /** Begins what is said of a model that was ended, since it took too long. */
    String DID_NOT_COME_BACK = "ONNX Runtime did not come back from this model";

    /** Begins what is said of a model that took its process down. */
    String CRASHED = "ONNX Runtime crashed on this model";

    /** Runs models in this process; for graphs that this library made of a block. */
    ModelRunner HERE = ModelRunner::runHere;

    /**
     * Runs models in a JVM of its own and within a time limit; for files, and for what is made of them. A crash or a hang is a
     * failure like any other.
     */
    ModelRunner APART = TrialProcess::run;

    /**
     * Runs a model on one sample after the other and hands on all outputs by name. Only one sample's outputs are held at a
     * time.
     *
     * @param threads threads within an operator; 0 for as many as there are cores
     */
    void run(
            byte[] model,
            Optimization optimization,
            int threads,
            List<Map<String, Tensor>> samples,
            Consumer<Map<String, Tensor>> outputs);

    private static void runHere(
            byte[] model,
            Optimization optimization,
            int threads,
            List<Map<String, Tensor>> samples,
            Consumer<Map<String, Tensor>> outputs) {
        try (OnnxSession session = OnnxSession.open(model, optimization, threads)) {
            samples.forEach(s -> outputs.accept(session.run(s)));
        }
    }
}
