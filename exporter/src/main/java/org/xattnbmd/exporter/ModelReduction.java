package org.xattnbmd.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.reduce.Reduction;
import org.xattnbmd.exporter.internal.runtime.FolderTree;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * A failing model cut down to the nodes that fail, with inputs: what a report of a fault needs. A part is kept where it fails in
 * the same way as the whole, each tried in a JVM of its own; values that nodes left out would compute become inputs, with what
 * they were in the whole model. Immutable.
 */
public final class ModelReduction {

    /** Hears after every try how many were made and how many nodes the smallest failing part has. */
    @FunctionalInterface
    public interface Progress {
        void tried(int tries, int nodes);
    }

    private final OnnxModel model;
    private final Graph graph;
    private final Map<String, Tensor> inputs;
    private final String symptom;
    private final int tries;
    private final boolean complete;

    private ModelReduction(Reduction.Found found) {
        this.graph = found.graph();
        this.model = OnnxModel.of(graph);
        this.inputs = found.inputs();
        this.symptom = found.symptom();
        this.tries = found.tries();
        this.complete = found.complete();
    }

    /**
     * Cuts a model down.
     *
     * @param samples inputs, of which the first that fails is used; random ones where null
     * @param tolerance largest difference relative to an output's largest value that is no failure
     * @param mostTries how many parts are tried at most; the smallest failing one up to then is the result
     * @throws ExportException with code INVALID_REQUEST if the model does not fail in this way on any sample
     */
    public static ModelReduction of(
            OnnxModel model,
            Failing failing,
            @Nullable SampleSet samples,
            double tolerance,
            int mostTries,
            Progress progress) {
        if (!(tolerance >= 0) || mostTries < 1) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a tolerance of 0 or more and at least one try, received " + tolerance + " and "
                            + mostTries);
        }
        return ExportException.translating(() -> {
            Symptoms symptoms = new Symptoms(failing, tolerance);
            for (Map<String, Tensor> sample : SampleSet.feedsUntried(samples, model.graph())) {
                Reduction.Found found = Reduction.of(model.graph(), sample, symptoms::of, mostTries, progress::tried);
                if (found != null) {
                    return new ModelReduction(found);
                }
            }
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected a model that fails (" + failing
                            + (failing == Failing.RUN ? "" : ", tolerance " + tolerance)
                            + "), received one that does not"
                            + (samples == null ? " on random inputs; give those it fails on as samples" : ""));
        });
    }

    /** The failing part. */
    public OnnxModel model() {
        return model;
    }

    /** How it fails. */
    public String symptom() {
        return symptom;
    }

    /** How many parts were tried. */
    public int tries() {
        return tries;
    }

    /** Whether no node and no output can be left out any more; otherwise the tries ended first. */
    public boolean complete() {
        return complete;
    }

    /**
     * Writes it in the layout of ONNX's backend suite: {@code model.onnx}, and in {@code test_data_set_0} {@code input_0.pb} and
     * so on, as tensors in protobuf; {@code output_0.pb} and so on, what the model gives without ONNX Runtime's optimisation,
     * where it runs at all.
     *
     * @param folder new or empty; a reader sees all of it or nothing
     * @throws ExportException with code IO
     */
    public void save(Path folder) {
        Path target = folder.toAbsolutePath();
        Path temporary = null;
        try {
            temporary = Files.createTempDirectory(target.getParent(), "reduced");
            Path data = Files.createDirectory(temporary.resolve("test_data_set_0"));
            Files.write(temporary.resolve("model.onnx"), model.toBytes());
            write(data, "input_", graph.inputs(), inputs);
            write(data, "output_", graph.outputs(), expected());
            Files.deleteIfExists(target);
            Files.move(temporary, target);
        } catch (IOException e) {
            FolderTree.delete(temporary);
            throw new ExportException(
                    Code.IO,
                    "could not write " + target + " (" + e + "); choose a new or empty folder whose parent is writable",
                    e);
        }
    }

    private static void write(Path data, String name, List<Value> values, Map<String, Tensor> tensors)
            throws IOException {
        for (int i = 0; i < values.size(); i++) {
            Tensor tensor = tensors.get(values.get(i).name());
            if (tensor != null) {
                Files.write(
                        data.resolve(name + i + ".pb"),
                        ModelWriter.write(values.get(i).name(), tensor));
            }
        }
    }

    private Map<String, Tensor> expected() {
        Map<String, Tensor> outputs = new java.util.HashMap<>();
        try {
            ModelRunner.APART.run(model.toBytes(), OnnxSession.Optimization.NONE, 0, List.of(inputs), outputs::putAll);
        } catch (Failure e) {
            return Map.of();
        }
        return outputs;
    }
}
