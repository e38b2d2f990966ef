package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.ExportReport.OutputParity;
import org.xattnbmd.exporter.ExportReport.PassResult;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.trace.Tracer;

/** One export from request to checked model. */
final class ExportJob {

    private static final Logger LOG = LoggerFactory.getLogger(ExportJob.class);

    private final ExportRequest request;

    ExportJob(ExportRequest request) {
        this.request = request;
    }

    OnnxModel run() {
        long started = System.nanoTime();
        try (NDManager engine = newManager()) {
            RandomInputs random = new RandomInputs(request);
            Tracer tracer = new Tracer(
                    request.block(),
                    engine,
                    request.opset(),
                    request.inputs().stream().map(InputSpec::name).toList());
            Graph graph = tracer.trace(
                    request.description().name(),
                    request.axes().stream().map(DynamicAxis::forTracing).toList(),
                    sizes -> inputs(engine, random, sizes),
                    request.description().outputs());
            List<PassResult> passes = Optimization.results(graph, ModelRunner.HERE);
            List<String> contradictions = Inference.run(graph);
            if (!contradictions.isEmpty()) {
                throw new ExportException(Code.INVALID_GRAPH, contradictions.get(0));
            }
            byte[] bytes = ModelWriter.write(graph, request.description().metadata());
            List<Map<String, Long>> sizes =
                    request.comparedSizes(tracer.singleSampleDoubt().isPresent());
            List<OutputParity> parity = new ParityCheck(request, tracer, graph, bytes)
                    .compare(engine, sizes, (manager, point) -> inputs(manager, random, point));
            ExportReport report = new ExportReport(
                    parity,
                    sizes,
                    request.comparison().tolerance(),
                    tracer.composed(),
                    ExportReport.Contents.of(graph, bytes.length),
                    passes,
                    (System.nanoTime() - started) / 1e9);
            LOG.debug("exported {}: {}", request.description().name(), report);
            return new OnnxModel(graph, request.description().metadata(), report, null);
        }
    }

    private NDManager newManager() {
        return request.block().getParameters().values().stream()
                .findFirst()
                .map(p -> p.getArray()
                        .getManager()
                        .getEngine()
                        .newBaseManager(p.getArray().getDevice()))
                .orElseGet(NDManager::newBaseManager);
    }

    private NDList inputs(NDManager manager, RandomInputs random, Map<String, Long> sizes) {
        VerificationInputs given = request.comparison().inputs();
        VerificationInputs source = given == null ? random : given;
        long call = sizes.values().stream().reduce(0L, (all, size) -> all * 1_009 + size);
        NDList list =
                source.create(manager, sizes, request.comparison().seed() * 1_000_003L + (sizes.isEmpty() ? 1 : call));
        if (list == null || list.size() != request.inputs().size()) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected verification inputs for " + request.inputs().size() + " inputs, received "
                            + (list == null ? null : list.size()));
        }
        for (int i = 0; i < list.size(); i++) {
            NDArray array = list.get(i);
            InputSpec spec = request.inputs().get(i);
            if (array.getDataType() != spec.type() || !array.getShape().equals(spec.at(sizes))) {
                throw new ExportException(
                        Code.INVALID_REQUEST,
                        "input " + spec.name() + ": expected " + spec.type() + spec.at(sizes) + ", received "
                                + array.getDataType() + array.getShape() + " from the verification inputs");
            }
        }
        return list;
    }
}
