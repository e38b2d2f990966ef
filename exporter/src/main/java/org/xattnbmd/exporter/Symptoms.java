package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.precision.Conversion;
import org.xattnbmd.exporter.internal.precision.Float16;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * How a graph fails, in words that are the same for the same fault: a part of a model that fails otherwise, as by an input of
 * a wrong shape, is not the part that is looked for.
 */
final class Symptoms {

    private static final Pattern ERROR = Pattern.compile("ORT_[A-Z_]+");
    private static final Pattern OPERATOR = Pattern.compile("while running (\\w+) node");
    private static final String DIFFERS = "its outputs differ";

    private final Failing failing;
    private final double tolerance;

    Symptoms(Failing failing, double tolerance) {
        this.failing = failing;
        this.tolerance = tolerance;
    }

    /** How it fails on these inputs, or null where it does not. */
    @Nullable
    String of(Graph graph, Map<String, Tensor> sample) {
        return switch (failing) {
            case RUN -> failure(() -> run(graph, sample, OnnxSession.Optimization.ALL));
            case RUNTIME_OPTIMIZATION ->
                againstItself(graph, sample, () -> run(graph, sample, OnnxSession.Optimization.ALL));
            case OPTIMIZE ->
                againstItself(graph, sample, () -> {
                    Graph optimized = GraphCopy.of(graph);
                    Optimization.results(optimized, ModelRunner.APART);
                    return run(optimized, sample, OnnxSession.Optimization.NONE);
                });
            case FLOAT16 -> float16(graph, sample);
        };
    }

    @FunctionalInterface
    private interface Attempt {
        @Nullable
        Map<String, Tensor> outputs();
    }

    private static Map<String, Tensor> run(
            Graph graph, Map<String, Tensor> sample, OnnxSession.Optimization optimization) {
        Map<String, Tensor> outputs = new HashMap<>();
        ModelRunner.APART.run(ModelWriter.write(graph, Map.of()), optimization, 0, List.of(sample), outputs::putAll);
        return outputs;
    }

    private @Nullable String againstItself(Graph graph, Map<String, Tensor> sample, Attempt attempt) {
        Map<String, Tensor> expected;
        try {
            expected = run(graph, sample, OnnxSession.Optimization.NONE);
        } catch (Failure e) {
            return null;
        }
        return failure(() -> {
            Map<String, Tensor> outputs = attempt.outputs();
            boolean same = expected.entrySet().stream()
                    .allMatch(e -> Difference.between(outputs.get(e.getKey()), e.getValue())
                            .within(tolerance));
            return same ? outputs : null;
        });
    }

    private @Nullable String float16(Graph graph, Map<String, Tensor> sample) {
        try {
            run(graph, sample, OnnxSession.Optimization.NONE);
        } catch (Failure e) {
            return null;
        }
        return failure(() -> {
            Conversion half = Float16.convert(graph, Float16Options.DEFAULT.settings(), List.of(sample));
            boolean near = half.outputs().stream().allMatch(o -> o.maxRelative() <= tolerance);
            return near ? Map.of() : null;
        });
    }

    /** What an attempt failed with; {@link #DIFFERS} where it gives null, and null where it gives outputs. */
    private static @Nullable String failure(Attempt attempt) {
        try {
            return attempt.outputs() == null ? DIFFERS : null;
        } catch (Failure e) {
            return words(e);
        } catch (IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NullPointerException
                | ClassCastException
                | ArithmeticException e) {
            // A mistake of a pass, which is what may be looked for.
            StackTraceElement[] trace = e.getStackTrace();
            return e.getClass().getSimpleName() + (trace.length == 0 ? "" : " in " + trace[0].getClassName());
        }
    }

    private static String words(Failure failure) {
        String message = String.valueOf(failure.getMessage());
        List<String> words = new ArrayList<>();
        words.add(
                message.startsWith(ModelRunner.DID_NOT_COME_BACK)
                        ? "does not come back"
                        : failure.reason().name());
        if (message.startsWith(ModelRunner.CRASHED)) {
            words.add("crash");
        }
        if (message.startsWith(OnnxSession.WOULD_NOT_LOAD)) {
            words.add("would not load");
        }
        for (Pattern pattern : List.of(ERROR, OPERATOR)) {
            Matcher matcher = pattern.matcher(message);
            if (matcher.find()) {
                words.add(matcher.group());
            }
        }
        return String.join(", ", words);
    }
}
