package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/** Runs a block on traced arrays at several sizes of each axis that varies and joins the runs into one graph. */
public final class Tracer {

    /** Contents of larger arrays are not compared between runs. */
    private static final long LARGEST_COMPARED = 1 << 20;

    private final Block block;
    private final NDManager engine;
    private final int opset;
    private final List<String> inputNames;
    private final BlockPaths paths;
    private final ParameterTensors parameters = new ParameterTensors();
    private List<Node> tracedNodes = List.of();
    private List<String> composed = List.of();
    private String singleSampleDoubt;
    private boolean anySize;
    /** Arrays that depend on no input but on a size, as {@link Trace} counts them. */
    private Set<Integer> sized = Set.of();

    public Tracer(Block block, NDManager engine, int opset, List<String> inputNames) {
        this.block = block;
        this.engine = engine;
        this.opset = opset;
        this.inputNames = inputNames;
        this.paths = new BlockPaths(block);
    }

    /** One run: the trace and the values that the block returned. */
    record Run(Trace trace, List<Value> outputs) {}

    /**
     * The block's graph. Where joining the runs fails at a constant that follows a size, they are made once more with the
     * arrays that do so in the graph, as far as they are computed from what does not.
     *
     * @param axes what varies in the inputs; none where all have fixed lengths
     * @param inputs makes input arrays for a size of each axis
     * @param outputNames names of the outputs, as many as the block returns; null to number them
     */
    public Graph trace(
            String name, List<TracedAxis> axes, Function<Map<String, Long>, NDList> inputs, List<String> outputNames) {
        TracePoints points = new TracePoints(axes);
        anySize = axes.stream().anyMatch(a -> !a.name().equals(Dim.BATCH_NAME));
        List<NDManager> managers = new ArrayList<>();
        try {
            List<Run> runs = runs(points, inputs, managers);
            RunMerge merge = new RunMerge(runs, points);
            try {
                merge.merge();
            } catch (Failure first) {
                sized = merge.constantVaries() ? sized(runs) : Set.of();
                if (sized.isEmpty()) {
                    throw first;
                }
                try {
                    runs = runs(points, inputs, managers);
                    merge = new RunMerge(runs, points);
                    merge.merge();
                } catch (Failure second) {
                    // It may be about what the trace adds; the first is about the block as it is written.
                    first.addSuppressed(second);
                    throw first;
                }
            }
            singleSampleDoubt = merge.singleSampleDoubt();
            return graph(name, runs.get(0), outputNames);
        } finally {
            managers.forEach(NDManager::close);
        }
    }

    private List<Run> runs(TracePoints points, Function<Map<String, Long>, NDList> inputs, List<NDManager> managers) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < points.count(); i++) {
            NDManager manager = engine.newSubManager();
            managers.add(manager);
            runs.add(run(manager, inputs.apply(points.sizes(i))));
        }
        tracedNodes = List.copyOf(runs.get(0).trace().nodes());
        composed = List.copyOf(runs.get(0).trace().composed());
        return runs;
    }

    /** The arrays that depend on no input and yet are not the same in all runs. */
    private static Set<Integer> sized(List<Run> runs) {
        Set<Integer> differing = new HashSet<>();
        runs.get(0).trace().constants().forEach((place, array) -> {
            for (Run run : runs) {
                NDArray other = run.trace().constants().get(place);
                if (other != null && !isSame(array, other)) {
                    differing.add(place);
                }
            }
        });
        return differing;
    }

    private static boolean isSame(NDArray a, NDArray b) {
        return a == b
                || a.getDataType() == b.getDataType()
                        && a.getShape().equals(b.getShape())
                        && (a.size() > LARGEST_COMPARED
                                || EngineTensors.read(Trace.inGraph(a)).sameAs(EngineTensors.read(Trace.inGraph(b))));
    }

    private Graph graph(String name, Run base, List<String> outputNames) {
        List<String> names = outputNames(outputNames, base.outputs().size());
        for (int i = 0; i < names.size(); i++) {
            base.outputs().get(i).rename(names.get(i));
        }
        return new Graph(
                name, opset, base.trace().inputs(), base.outputs(), base.trace().nodes());
    }

    /**
     * What the engine computes for each value of the traced graph at one size of each axis, in order of computation. Values
     * that a pass has replaced since are still there; they are simply not in the graph any more.
     */
    public Map<Value, NDArray> intermediates(NDManager manager, NDList inputs) {
        Run run = run(manager, inputs);
        Map<Value, NDArray> results = new LinkedHashMap<>();
        for (int i = 0; i < tracedNodes.size(); i++) {
            for (int k = 0; k < tracedNodes.get(i).outputs().size(); k++) {
                NDArray result = run.trace()
                        .results()
                        .get(run.trace().nodes().get(i).outputs().get(k));
                if (result != null) {
                    results.put(tracedNodes.get(i).outputs().get(k), result);
                }
            }
        }
        return results;
    }

    /**
     * Operations of the block that the engine lacks, whose results were composed of its other operations. Where there are
     * any the engine cannot run the block, and {@link #reference} says what it would compute.
     */
    public List<String> composed() {
        return composed;
    }

    /** What the block returns when it runs on recording arrays: the engine's results, composed where it lacks operations. */
    public List<NDArray> reference(NDManager manager, NDList inputs) {
        Run run = run(manager, inputs);
        return run.outputs().stream().map(run.trace().results()::get).toList();
    }

    /** Why the graph may be wrong for a single sample and must be compared on one; empty where it cannot be. */
    public Optional<String> singleSampleDoubt() {
        return Optional.ofNullable(singleSampleDoubt);
    }

    private Run run(NDManager manager, NDList inputs) {
        Trace trace = new Trace(manager, opset, paths, parameters, anySize, sized);
        NDList traced = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            traced.add(trace.input(inputNames.get(i), inputs.get(i)));
        }
        NDList outputs = forward(trace, traced);
        if (trace.refusal() != null) {
            throw trace.refusal();
        }
        return new Run(trace, outputs(trace, outputs));
    }

    private NDList forward(Trace trace, NDList inputs) {
        try {
            return block.forward(new TracingParameterStore(trace), inputs, false, null);
        } catch (Failure e) {
            throw e;
        } catch (UnsupportedOperationException e) {
            if (trace.refusal() != null) {
                throw trace.refusal();
            }
            throw new Failure(
                    Reason.UNSUPPORTED_OPERATION,
                    refusedMethod(e) + " has no exported form, or the engine does not implement it: " + e.getMessage()
                            + " (" + position(e) + ")",
                    e);
        } catch (RuntimeException | AssertionError e) {
            if (trace.refusal() != null) {
                throw trace.refusal();
            }
            throw new Failure(
                    Reason.BLOCK_FAILED,
                    "the block failed on inputs " + shapes(inputs) + ": " + e.getMessage()
                            + "; check that block.forward runs on such inputs (" + position(e) + ")",
                    e);
        }
    }

    private static List<String> shapes(NDList inputs) {
        return inputs.stream().map(a -> a.getDataType() + "" + a.getShape()).toList();
    }

    private static String refusedMethod(Throwable e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().endsWith(".NDArrayAdapter")
                    && !frame.getMethodName().equals("getAlternativeArray")) {
                return frame.getMethodName();
            }
        }
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "an operation" : trace[0].getMethodName();
    }

    private static String position(Throwable e) {
        for (StackTraceElement frame : e.getStackTrace()) {
            String type = frame.getClassName();
            if (!type.startsWith("ai.djl.ndarray.")
                    && !type.startsWith("ai.djl.pytorch.")
                    && !type.startsWith(Tracer.class.getPackageName())
                    && !type.startsWith("java.")) {
                return "at " + frame;
            }
        }
        return "at an unknown place";
    }

    /** Gives each output a value of its own: an output may be an input, a constant, or another output. */
    private static List<Value> outputs(Trace trace, NDList returned) {
        Set<Value> taken = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        taken.addAll(trace.inputs());
        List<Value> values = new ArrayList<>();
        for (NDArray array : returned) {
            TracedArray traced = trace.wrap(array);
            if (traced instanceof ComplexArray) {
                throw trace.refuse(
                        Reason.UNSUPPORTED_OPERATION,
                        "a block that returns complex numbers cannot be exported; return real(), which are pairs");
            }
            Value v = trace.operand(traced);
            if (v.isConstant() || !taken.add(v)) {
                v = new Emitter(trace).term(v).identity().value();
                taken.add(v);
                trace.computed(v, traced.concrete);
            }
            values.add(v);
        }
        return values;
    }

    private List<String> outputNames(List<String> given, int returned) {
        if (given == null) {
            List<String> numbered = new ArrayList<>();
            for (int i = 0; i < returned; i++) {
                numbered.add(returned == 1 ? "output" : "output_" + i);
            }
            return numbered;
        }
        if (given.size() != returned) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "expected " + returned + " output names, since the block returns that many arrays, received "
                            + given);
        }
        Set<String> all = new HashSet<>(inputNames);
        for (String n : given) {
            if (n.isBlank() || !all.add(n)) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected output names that differ from each other and from the inputs, received " + given);
            }
        }
        return given;
    }
}
