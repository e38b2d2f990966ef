package org.xattnbmd.exporter.precision;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.ReadLimits;

/**
 * Runs a quantised model in plain Java, so that a test says the same on every processor: sums of 8-bit products in 32 bits,
 * or as VPMADDUBSW forms them, neighbouring products in 16 bits with saturation. Everything else is computed in double
 * precision from the definitions of the ONNX operators. Knows the operators that the quantiser writes and those round them.
 */
final class QuantizedReference {

    /** A computed value: numbers, and what they stand for where they are 8-bit numbers just dequantised. */
    private record Computed(long[] dims, double[] values, Computed integers, double[] scales, int zeroPoint) {

        static Computed of(long[] dims, double[] values) {
            return new Computed(dims, values, null, null, 0);
        }

        int dim(int axis) {
            return (int) dims[axis];
        }

        /** The step of an output channel. */
        double scale(int channel) {
            return scales[scales.length == 1 ? 0 : channel];
        }
    }

    private final Graph graph;
    private final boolean saturating;
    private final Map<Value, Computed> values = new IdentityHashMap<>();

    private QuantizedReference(Graph graph, boolean saturating) {
        this.graph = graph;
        this.saturating = saturating;
    }

    /** The outputs by name with sums in 32 bits. */
    static Map<String, float[]> exact(byte[] model, Map<String, Tensor> inputs) {
        return new QuantizedReference(
                        ModelReader.read(model, ReadLimits.DEFAULT).graph(), false)
                .run(inputs);
    }

    /** The outputs by name with pairs of products in 16 bits. */
    static Map<String, float[]> saturating(byte[] model, Map<String, Tensor> inputs) {
        return new QuantizedReference(
                        ModelReader.read(model, ReadLimits.DEFAULT).graph(), true)
                .run(inputs);
    }

    private Map<String, float[]> run(Map<String, Tensor> inputs) {
        graph.inputs().forEach(v -> values.put(v, computed(inputs.get(v.name()))));
        for (Node n : graph.nodes()) {
            if (n.operator().name().equals("DynamicQuantizeLinear")) {
                quantizeDynamically(n);
            } else {
                values.put(n.output(), compute(n));
            }
        }
        Map<String, float[]> outputs = new LinkedHashMap<>();
        for (Value v : graph.outputs()) {
            double[] numbers = values.get(v).values();
            float[] out = new float[numbers.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) numbers[i];
            }
            outputs.put(v.name(), out);
        }
        return outputs;
    }

    private static Computed computed(Tensor t) {
        double[] numbers = new double[(int) t.size()];
        float[] floats = t.toFloats();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = floats[i];
        }
        return Computed.of(t.dims(), numbers);
    }

    private Computed input(Node n, int index) {
        Value v = n.input(index);
        return v == null ? null : v.isConstant() ? computed(v.constant()) : values.get(v);
    }

    private Computed compute(Node n) {
        Computed x = input(n, 0);
        return switch (n.operator().name()) {
            case "QuantizeLinear" ->
                quantize(x, input(n, 1), input(n, 2), n.input(2).type() == ElementType.UINT16 ? 65_535 : 255);
            case "DequantizeLinear" -> dequantize(x, input(n, 1), input(n, 2), (int) n.intAttribute("axis", 1));
            case "Clip" -> clip(x, input(n, 1), input(n, 2));
            case "Relu" -> clip(x, Computed.of(new long[0], new double[1]), null);
            case "Add" -> broadcast(x, input(n, 1), Double::sum);
            case "Div" -> broadcast(x, input(n, 1), (a, b) -> a / b);
            case "Mul" -> broadcast(x, input(n, 1), (a, b) -> a * b);
            case "Cast" -> x;
            case "Conv" -> conv(n, x, input(n, 1), input(n, 2));
            case "ConvInteger" -> conv(n, bytes(x, input(n, 2)), bytes(input(n, 1), input(n, 3)), null);
            case "MatMulInteger" -> product(n, bytes(x, input(n, 2)), bytes(input(n, 1), input(n, 3)), null, false);
            case "Gemm" -> product(n, x, input(n, 1), input(n, 2), n.intAttribute("transB", 0) == 1);
            case "MatMul" -> product(n, x, input(n, 1), null, false);
            case "MaxPool" -> maxPool(n, x);
            case "GlobalAveragePool" -> globalAverage(x);
            case "Squeeze", "Flatten" -> flat(x);
            case "Concat" -> concat(n.inputs().stream().map(v -> values.get(v)).toList());
            case "Resize" -> twice(x);
            case "Softmax" -> softmax(x);
            case "Abs" -> map(x, Math::abs);
            case "ReduceMax" -> reduceMaxFirst(x);
            default -> throw new AssertionError("the reference does not know " + n);
        };
    }

    /** Of pooled features: one number per channel, of as many bits as before. */
    private static Computed flat(Computed x) {
        return new Computed(
                new long[] {x.dims()[0], x.values().length / x.dims()[0]},
                x.values(),
                x.integers(),
                x.scales(),
                x.zeroPoint());
    }

    private static Computed map(Computed x, java.util.function.DoubleUnaryOperator f) {
        return Computed.of(x.dims(), Arrays.stream(x.values()).map(f).toArray());
    }

    private static Computed quantize(Computed x, Computed scale, Computed zero, int levels) {
        return map(
                x,
                v -> Math.max(
                        0, Math.min(levels, Math.rint((float) v / (float) scale.values()[0]) + zero.values()[0])));
    }

    private static Computed dequantize(Computed x, Computed scale, Computed zero, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < x.dims().length; i++) {
            inner *= x.dim(i);
        }
        double[] out = new double[x.values().length];
        double[] scales = scale.values();
        for (int i = 0; i < out.length; i++) {
            int channel = scales.length == 1 ? 0 : i / inner % scales.length;
            out[i] = (x.values()[i] - zero.values()[0]) * scales[channel];
        }
        return new Computed(x.dims(), out, x, scales, (int) zero.values()[0]);
    }

    private static Computed clip(Computed x, Computed low, Computed high) {
        double min = low == null ? Double.NEGATIVE_INFINITY : low.values()[0];
        double max = high == null ? Double.POSITIVE_INFINITY : high.values()[0];
        return map(x, v -> Math.max(min, Math.min(max, v)));
    }

    /** Numbers in units of one. */
    private static Computed bytes(Computed x, Computed zero) {
        return dequantize(x, Computed.of(new long[0], new double[] {1}), zero, 0);
    }

    /** As ONNX defines it: the range, with zero in it, of all that the tensor holds. */
    private void quantizeDynamically(Node n) {
        Computed x = input(n, 0);
        float low = (float) Math.min(0, Arrays.stream(x.values()).min().orElse(0));
        float high = (float) Math.max(0, Arrays.stream(x.values()).max().orElse(0));
        float scale = (high - low) / 255;
        Computed step = Computed.of(new long[0], new double[] {scale});
        Computed zero = Computed.of(new long[0], new double[] {Math.rint(Math.max(0, Math.min(255, -low / scale)))});
        values.put(n.outputs().get(0), quantize(x, step, zero, 255));
        values.put(n.outputs().get(1), step);
        values.put(n.outputs().get(2), zero);
    }

    /** The second is repeated along axes of length 1 and those it lacks. */
    private static Computed broadcast(Computed a, Computed b, java.util.function.DoubleBinaryOperator f) {
        if (b.values().length > a.values().length) {
            return broadcast(b, a, (y, x) -> f.applyAsDouble(x, y));
        }
        double[] out = new double[a.values().length];
        int shift = a.dims().length - b.dims().length;
        for (int i = 0; i < out.length; i++) {
            int rest = i;
            int at = 0;
            int stride = 1;
            for (int axis = a.dims().length - 1; axis >= shift; axis--) {
                int length = b.dim(axis - shift);
                at += rest % a.dim(axis) % length * stride;
                stride *= length;
                rest /= a.dim(axis);
            }
            out[i] = f.applyAsDouble(a.values()[i], b.values()[at]);
        }
        return Computed.of(a.dims(), out);
    }

    private static Computed reduceMaxFirst(Computed x) {
        int rest = x.values().length / x.dim(0);
        double[] out = new double[rest];
        for (int i = 0; i < x.values().length; i++) {
            out[i % rest] = Math.max(out[i % rest], x.values()[i]);
        }
        long[] dims = x.dims().clone();
        dims[0] = 1;
        return Computed.of(dims, out);
    }

    /**
     * The sum of products of one output, in what it stands for. Operands are the raw numbers in the order of the file (which
     * of them a kernel makes neighbours is its own affair; numbers of 16 bits are not added in pairs); zero points are taken off afterwards, as ONNX Runtime does.
     */
    private double sum(int[] a, int[] w, Computed activation, Computed weight, int channel) {
        long raw = 0;
        long activations = 0;
        long weights = 0;
        for (int k = 0; k < a.length; k += 2) {
            long pair = (long) a[k] * w[k] + (k + 1 < a.length ? (long) a[k + 1] * w[k + 1] : 0);
            boolean narrow = saturating && weight.zeroPoint() == 0;
            raw += narrow ? Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, pair)) : pair;
        }
        for (int k = 0; k < a.length; k++) {
            activations += a[k];
            weights += w[k];
        }
        long za = activation.zeroPoint();
        long zw = weight.zeroPoint();
        long exact = raw - za * weights - zw * activations + za * zw * a.length;
        return exact * activation.scale(0) * weight.scale(channel);
    }

    private Computed product(Node n, Computed x, Computed w, Computed bias, boolean transposed) {
        int inner = x.dim(x.dims().length - 1);
        int outer = transposed ? w.dim(0) : w.dim(1);
        int rows = x.values().length / inner;
        double[] out = new double[rows * outer];
        boolean integer = x.integers() != null && w.integers() != null;
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outer; o++) {
                int[] a = new int[inner];
                int[] b = new int[inner];
                double real = 0;
                for (int k = 0; k < inner; k++) {
                    int at = transposed ? o * inner + k : k * outer + o;
                    if (integer) {
                        a[k] = (int) x.integers().values()[r * inner + k];
                        b[k] = (int) w.integers().values()[at];
                    } else {
                        real += x.values()[r * inner + k] * w.values()[at];
                    }
                }
                double sum = integer ? sum(a, b, x, w, o) : real;
                out[r * outer + o] = sum + (bias == null ? 0 : bias.values()[o % bias.values().length]);
            }
        }
        long[] dims = x.dims().clone();
        dims[dims.length - 1] = outer;
        return Computed.of(dims, out);
    }

    private static int at(List<Long> list, int index, int fallback) {
        return list == null ? fallback : list.get(index).intValue();
    }

    private Computed conv(Node n, Computed x, Computed w, Computed bias) {
        int groups = (int) n.intAttribute("group", 1);
        int channels = w.dim(1);
        int kh = w.dim(2);
        int kw = w.dim(3);
        List<Long> strides = n.intsAttribute("strides");
        List<Long> pads = n.intsAttribute("pads");
        List<Long> dilations = n.intsAttribute("dilations");
        int dh = at(dilations, 0, 1);
        int dw = at(dilations, 1, 1);
        int height = (x.dim(2) + at(pads, 0, 0) + at(pads, 2, 0) - dh * (kh - 1) - 1) / at(strides, 0, 1) + 1;
        int width = (x.dim(3) + at(pads, 1, 0) + at(pads, 3, 0) - dw * (kw - 1) - 1) / at(strides, 1, 1) + 1;
        int outer = w.dim(0);
        double[] out = new double[x.dim(0) * outer * height * width];
        boolean integer = x.integers() != null && w.integers() != null;
        int size = channels * kh * kw;
        int[] a = new int[size];
        int[] b = new int[size];
        for (int i = 0; i < out.length; i++) {
            int left = i % width * at(strides, 1, 1) - at(pads, 1, 0);
            int top = i / width % height * at(strides, 0, 1) - at(pads, 0, 0);
            int o = i / (width * height) % outer;
            int image = i / (width * height * outer);
            int first = o / (outer / groups) * channels;
            double real = 0;
            for (int k = 0; k < size; k++) {
                int px = left + k % kw * dw;
                int py = top + k / kw % kh * dh;
                boolean inside = px >= 0 && py >= 0 && px < x.dim(3) && py < x.dim(2);
                int from = ((image * x.dim(1) + first + k / (kw * kh)) * x.dim(2) + py) * x.dim(3) + px;
                if (integer) {
                    a[k] = inside ? (int) x.integers().values()[from] : x.zeroPoint();
                    b[k] = (int) w.integers().values()[o * size + k];
                } else {
                    real += inside ? x.values()[from] * w.values()[o * size + k] : 0;
                }
            }
            out[i] = (integer ? sum(a, b, x, w, o) : real) + (bias == null ? 0 : bias.values()[o]);
        }
        return Computed.of(new long[] {x.dims()[0], outer, height, width}, out);
    }

    private static Computed maxPool(Node n, Computed x) {
        List<Long> kernel = n.intsAttribute("kernel_shape");
        List<Long> strides = n.intsAttribute("strides");
        List<Long> pads = n.intsAttribute("pads");
        int height = (x.dim(2) + at(pads, 0, 0) + at(pads, 2, 0) - at(kernel, 0, 1)) / at(strides, 0, 1) + 1;
        int width = (x.dim(3) + at(pads, 1, 0) + at(pads, 3, 0) - at(kernel, 1, 1)) / at(strides, 1, 1) + 1;
        double[] out = new double[x.dim(0) * x.dim(1) * height * width];
        for (int i = 0; i < out.length; i++) {
            int left = i % width * at(strides, 1, 1) - at(pads, 1, 0);
            int top = i / width % height * at(strides, 0, 1) - at(pads, 0, 0);
            int plane = i / (width * height);
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < at(kernel, 0, 1) * at(kernel, 1, 1); k++) {
                int px = left + k % at(kernel, 1, 1);
                int py = top + k / at(kernel, 1, 1);
                if (px >= 0 && py >= 0 && px < x.dim(3) && py < x.dim(2)) {
                    largest = Math.max(largest, x.values()[(plane * x.dim(2) + py) * x.dim(3) + px]);
                }
            }
            out[i] = largest;
        }
        return Computed.of(new long[] {x.dims()[0], x.dims()[1], height, width}, out);
    }

    /** Along the channels of pictures. */
    private static Computed concat(List<Computed> parts) {
        Computed first = parts.get(0);
        int area = first.dim(2) * first.dim(3);
        int channels = parts.stream().mapToInt(p -> p.dim(1)).sum();
        double[] out = new double[first.dim(0) * channels * area];
        int before = 0;
        for (Computed p : parts) {
            for (int i = 0; i < p.values().length; i++) {
                int size = p.dim(1) * area;
                out[i / size * channels * area + before * area + i % size] = p.values()[i];
            }
            before += p.dim(1);
        }
        return Computed.of(new long[] {first.dim(0), channels, first.dim(2), first.dim(3)}, out);
    }

    /** Each pixel four times. */
    private static Computed twice(Computed x) {
        int height = 2 * x.dim(2);
        int width = 2 * x.dim(3);
        double[] out = new double[4 * x.values().length];
        for (int i = 0; i < out.length; i++) {
            int plane = i / (height * width);
            out[i] = x.values()[(plane * x.dim(2) + i / width % height / 2) * x.dim(3) + i % width / 2];
        }
        return Computed.of(new long[] {x.dims()[0], x.dims()[1], height, width}, out);
    }

    /** Over the channels of pictures. */
    private static Computed softmax(Computed x) {
        int area = x.dim(2) * x.dim(3);
        double[] out = new double[x.values().length];
        for (int i = 0; i < out.length; i++) {
            int first = i / (x.dim(1) * area) * x.dim(1) * area + i % area;
            double sum = 0;
            for (int c = 0; c < x.dim(1); c++) {
                sum += Math.exp(x.values()[first + c * area] - x.values()[i]);
            }
            out[i] = 1 / sum;
        }
        return Computed.of(x.dims(), out);
    }

    private static Computed globalAverage(Computed x) {
        int area = x.dim(2) * x.dim(3);
        double[] out = new double[x.values().length / area];
        for (int i = 0; i < x.values().length; i++) {
            out[i / area] += x.values()[i] / area;
        }
        return Computed.of(new long[] {x.dims()[0], x.dims()[1], 1, 1}, out);
    }
}
