package org.xattnbmd.exporter.internal.precision;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/**
 * Seeded inputs for a model whose user gave none: floats uniform in [0, 1), truth values true or false; shapes, axes, sizes or
 * counts where that is what reads them, otherwise 0. Axes that have names are of 1, 2 and 3 in turn, each in its own turn; where
 * the model runs on no such inputs, all but the batch are 1, or the batch too, or all but the batch are 32 and 64, as pictures need.
 */
public final class RandomSamples {

    private static final int COUNT = 4;
    private static final long SEED = 1;

    private RandomSamples() {}

    /**
     * Samples that a model runs on, or why there are none.
     *
     * @param samples the inputs by name
     * @param outputs what it makes of each
     * @param obstacle why random inputs do not fit, or null
     */
    public record Fitting(List<Map<String, Tensor>> samples, List<Map<String, Tensor>> outputs, String obstacle) {

        public Fitting(List<Map<String, Tensor>> samples, List<Map<String, Tensor>> outputs) {
            this(samples, outputs, null);
        }

        private static Fitting none(String obstacle) {
            return new Fitting(List.of(), List.of(), obstacle.strip() + "; give inputs that fit (--samples)");
        }

        /** The samples; a failure where there are none. */
        public List<Map<String, Tensor>> required() {
            if (obstacle != null) {
                throw new Failure(
                        Reason.INVALID_REQUEST, "expected a model that runs on random inputs, received: " + obstacle);
            }
            return samples;
        }
    }

    /**
     * Samples on which the model runs, in a process of its own.
     *
     * @throws Failure with reason INVALID_REQUEST where an input's shape or type is not known; with RUNTIME_FAILED where the
     *     model cannot even be loaded
     */
    public static Fitting fitting(Graph graph) {
        return fitting(graph, graph);
    }

    /**
     * The same of inputs whose lengths another graph says, which computes the same.
     *
     * @param lengths the graph whose inputs have the lengths
     */
    public static Fitting fitting(Graph graph, Graph lengths) {
        String obstacle = obstacle(graph);
        if (obstacle != null) {
            return Fitting.none(obstacle);
        }
        byte[] model = ModelWriter.write(graph, Map.of());
        String first = null;
        for (List<Map<String, Tensor>> samples : styles(lengths)) {
            List<Map<String, Tensor>> outputs = new ArrayList<>();
            try {
                ModelRunner.APART.run(model, Optimization.ALL, 0, samples, outputs::add);
                return new Fitting(samples, outputs);
            } catch (Failure e) {
                if (e.getMessage().startsWith(OnnxSession.WOULD_NOT_LOAD)) {
                    throw e;
                }
                first = first == null ? e.getMessage() : first;
                if (e.getMessage().startsWith(ModelRunner.DID_NOT_COME_BACK)) {
                    break;
                }
            }
        }
        return Fitting.none(first);
    }

    /**
     * Samples of every kind, whether the model runs on them or not.
     *
     * @throws Failure with reason INVALID_REQUEST where none can be made
     */
    public static List<Map<String, Tensor>> untried(Graph graph) {
        String obstacle = obstacle(graph);
        if (obstacle != null) {
            return Fitting.none(obstacle).required();
        }
        return styles(graph).stream().flatMap(List::stream).toList();
    }

    private static String obstacle(Graph graph) {
        return graph.inputs().stream()
                .filter(v -> v.otherType() != null)
                .findFirst()
                .map(v -> "input " + v.name() + " is no tensor that numbers can be made for")
                .orElse(null);
    }

    /** The samples of each style, the same ones once. */
    private static List<List<Map<String, Tensor>>> styles(Graph graph) {
        List<List<Map<String, Tensor>>> styles = new ArrayList<>();
        for (Style style : Style.values()) {
            List<Map<String, Tensor>> samples = of(graph, style);
            if (styles.stream().noneMatch(s -> same(s, samples))) {
                styles.add(samples);
            }
        }
        return styles;
    }

    private static boolean same(List<Map<String, Tensor>> a, List<Map<String, Tensor>> b) {
        for (int i = 0; i < a.size(); i++) {
            Map<String, Tensor> other = b.get(i);
            if (!a.get(i).entrySet().stream().allMatch(e -> e.getValue().sameAs(other.get(e.getKey())))) {
                return false;
            }
        }
        return true;
    }

    /** What to try, in order. */
    private enum Style {
        BY_READER_AT_SEVERAL_SIZES,
        BY_READER,
        BY_READER_ONE_AT_A_TIME,
        PLAIN,
        ONES,
        LARGE;

        boolean isByReader() {
            return this != PLAIN && this != ONES;
        }

        /** The size of a named axis in a sample. */
        long size(String name, int axis, int sample) {
            if (Dim.BATCH_NAME.equals(name)) {
                return this == BY_READER_ONE_AT_A_TIME ? 1 : 1 + sample % 3;
            }
            return switch (this) {
                case BY_READER_AT_SEVERAL_SIZES -> 1 + (sample + axis) % 3;
                case LARGE -> (sample + axis) % 2 == 0 ? 32 : 64;
                default -> 1;
            };
        }
    }

    private static List<Map<String, Tensor>> of(Graph graph, Style style) {
        Random random = new Random(SEED);
        Random coin = new Random(SEED);
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Map<String, Tensor> sample = new LinkedHashMap<>();
            Map<String, Long> sizes = sizes(graph, style, i);
            for (Value v : graph.inputs()) {
                long[] dims = dims(v, sizes);
                int n = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
                double[] numbers = null;
                if (style.isByReader()) {
                    numbers = FittingNumbers.of(v, n, graph);
                } else if (style == Style.ONES && !v.type().isFloating()) {
                    numbers = new double[n];
                    Arrays.fill(numbers, 1);
                }
                sample.put(
                        v.name(),
                        numbers == null || !takesNumbers(v.type())
                                ? random(v.type(), dims, n, random, coin)
                                : of(v, dims, numbers));
            }
            samples.add(sample);
        }
        return samples;
    }

    /** A size for each named axis of the inputs. */
    private static Map<String, Long> sizes(Graph graph, Style style, int sample) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        graph.inputs().stream()
                .filter(v -> v.dims() != null)
                .flatMap(v -> v.dims().stream())
                .flatMap(d -> d.axes().stream())
                .forEach(name -> sizes.computeIfAbsent(name, n -> style.size(n, sizes.size() + 1, sample)));
        return sizes;
    }

    private static long[] dims(Value v, Map<String, Long> sizes) {
        if (v.dims() == null || v.type() == null) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "input " + v.name() + ": expected a shape to make random inputs by, received none; give samples"
                            + " (--samples)");
        }
        return v.dims().stream()
                .mapToLong(d -> Math.max(0, d.at(sizes).orElse(1)))
                .toArray();
    }

    private static Tensor random(ElementType type, long[] dims, int n, Random random, Random coin) {
        return switch (type) {
            case FLOAT -> {
                float[] values = new float[n];
                for (int i = 0; i < n; i++) {
                    values[i] = random.nextFloat();
                }
                yield Tensor.floats(dims, values);
            }
            case BOOL -> {
                byte[] values = new byte[n];
                for (int i = 0; i < n; i++) {
                    values[i] = (byte) (coin.nextBoolean() ? 1 : 0);
                }
                yield new Tensor(type, dims, values);
            }
            case STRING -> Tensor.texts(dims, Collections.nCopies(n, ByteString.copyFromUtf8("1")));
            default -> new Tensor(type, dims, new byte[Math.toIntExact(type.bytesOf(n))]);
        };
    }

    private static boolean takesNumbers(ElementType type) {
        return type.isInteger() || type.isFloating() && type != ElementType.BFLOAT16;
    }

    /** These numbers in the input's type. */
    private static Tensor of(Value v, long[] dims, double[] numbers) {
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(v.type().bytesOf(numbers.length)));
        for (double number : numbers) {
            data.put(Tensor.scalar(v.type(), number).data());
        }
        return new Tensor(v.type(), dims, data.array());
    }
}
