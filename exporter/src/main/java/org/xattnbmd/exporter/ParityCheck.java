package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.ExportReport.OutputParity;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.trace.EngineTensors;
import org.xattnbmd.exporter.internal.trace.Tracer;

/**
 * Compares a written model in ONNX Runtime with the block itself; where the engine lacks an operation of the block, with
 * the block on recording arrays, which compose that operation of others of the engine's.
 */
final class ParityCheck {

    private final ExportRequest request;
    private final Tracer tracer;
    private final Graph graph;
    private final byte[] model;

    ParityCheck(ExportRequest request, Tracer tracer, Graph graph, byte[] model) {
        this.request = request;
        this.tracer = tracer;
        this.graph = graph;
        this.model = model;
    }

    /** The worst difference of each output over all sizes; throws where one is over the tolerance. */
    List<OutputParity> compare(
            NDManager engine, List<Map<String, Long>> points, BiFunction<NDManager, Map<String, Long>, NDList> inputs) {
        Map<String, OutputParity> worst = new LinkedHashMap<>();
        try (OnnxSession session = OnnxSession.open(model)) {
            for (Map<String, Long> sizes : points) {
                try (NDManager manager = engine.newSubManager()) {
                    NDList in = inputs.apply(manager, sizes);
                    Map<String, Tensor> feeds = new LinkedHashMap<>();
                    for (int i = 0; i < in.size(); i++) {
                        feeds.put(request.inputs().get(i).name(), EngineTensors.read(in.get(i)));
                    }
                    List<Tensor> expected = forward(manager, in, sizes);
                    List<Tensor> actual = new ArrayList<>(session.run(feeds).values());
                    for (int i = 0; i < expected.size(); i++) {
                        String name = graph.outputs().get(i).name();
                        Difference d = Difference.between(actual.get(i), kept(expected.get(i), actual.get(i), sizes));
                        if (!d.within(request.comparison().tolerance())) {
                            throw disagreement(manager, in, feeds, name, sizes, d);
                        }
                        worst.merge(
                                name,
                                new OutputParity(name, d.maxAbsolute(), d.relative()),
                                (a, b) -> a.maxRelative() >= b.maxRelative() ? a : b);
                    }
                }
            }
        }
        return List.copyOf(worst.values());
    }

    private static boolean isSingle(Map<String, Long> sizes) {
        return sizes.containsValue(1L);
    }

    /** The block's output with the batch axis that it dropped of a single sample, if the caller wants that kept. */
    private Tensor kept(Tensor expected, Tensor actual, Map<String, Long> sizes) {
        boolean dropped = request.comparison().keepBatchAxis()
                && isSingle(sizes)
                && tracer.singleSampleDoubt().isPresent()
                && expected.rank() < actual.rank()
                && expected.size() == actual.size();
        return dropped ? expected.reshaped(actual.dims()) : expected;
    }

    private List<Tensor> forward(NDManager manager, NDList in, Map<String, Long> sizes) {
        // A block may add its own state to the list, as recurrent blocks do.
        NDList own = new NDList(in);
        List<NDArray> out;
        try {
            out = tracer.composed().isEmpty()
                    ? request.block().forward(new ParameterStore(manager, false), own, false, null)
                    : tracer.reference(manager, in);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ExportException(
                    Code.BLOCK_FAILED,
                    "the block failed at " + ExportRequest.text(sizes) + ": " + e.getMessage()
                            + "; it must run at every size, or say by axis(DynamicAxis) which are meant, or be exported"
                            + " with a fixed one",
                    e);
        }
        return out.stream().map(EngineTensors::read).toList();
    }

    private ExportException disagreement(
            NDManager manager,
            NDList in,
            Map<String, Tensor> feeds,
            String output,
            Map<String, Long> sizes,
            Difference d) {
        if (isSingle(sizes) && tracer.singleSampleDoubt().isPresent()) {
            return new ExportException(
                    Code.BATCH_DEPENDENT, tracer.singleSampleDoubt().get());
        }
        String what = d.problem() != null
                ? d.problem()
                : String.format(
                        Locale.ROOT,
                        "differs by %.3g where %.3g of the largest value %.3g is allowed",
                        d.maxAbsolute(),
                        request.comparison().tolerance(),
                        d.maxReference());
        return new ExportException(
                Code.PARITY,
                "output " + output + " of ONNX Runtime at " + ExportRequest.text(sizes) + " " + what + ". "
                        + new Divergence(tracer, graph, request.comparison().tolerance()).first(manager, in, feeds));
    }
}
