package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Fourier transforms of real and complex arrays. They are products with a matrix of cosines and sines, long ones in two
 * steps, and short-time transforms are a Conv with such kernels. ONNX Runtime has DFT and STFT, but is a hundred times slower
 * there than PyTorch on short signals (its issue 32403), and inexact where the length is no power of two (16163; of 4,500
 * numbers 0.3 % off).
 */
final class FourierOps {

    /** Numbers of a matrix, 8 MiB of them, above which a transform takes two steps. */
    private static final long LARGE = 1L << 21;

    /** Numbers of the kernels of a short-time transform, of which there is no other form here; 128 MiB. */
    private static final long LARGEST = 1L << 25;

    private final TracedArray array;

    FourierOps(TracedArray array) {
        this.array = array;
    }

    NDArray fft(long length, long axis) {
        return spectrum(array.concrete.fft(length, axis), length, axis, length, false);
    }

    NDArray ifft(long length, long axis) {
        return spectrum(array.concrete.ifft(length, axis), length, axis, length, true);
    }

    NDArray rfft(long length, long axis) {
        return spectrum(array.concrete.rfft(length, axis), length, axis, length / 2 + 1, false);
    }

    NDArray fft2(long[] sizes, long[] axes) {
        NDArray rows = array.fft(sizes[1], axes[1]);
        return like(array.concrete.fft2(sizes, axes), rows.fft(sizes[0], axes[0]));
    }

    NDArray ifft2(long[] sizes, long[] axes) {
        NDArray rows = array.ifft(sizes[1], axes[1]);
        return like(array.concrete.ifft2(sizes, axes), rows.ifft(sizes[0], axes[0]));
    }

    private NDArray like(NDArray result, NDArray composition) {
        TracedArray pairs = array.wrap(composition.real());
        return array.result(result, List.of(pairs), e -> e.in(pairs));
    }

    private NDArray spectrum(NDArray result, long length, long axis, long bins, boolean inverse) {
        int along = array.axis(axis);
        boolean complex = array instanceof ComplexArray;
        NDArray x = fit(numbers(), length, along);
        NDArray pairs;
        if ((complex ? 4 : 2) * length * bins <= LARGE) {
            float[] matrix = FourierMatrix.spectrum((int) length, (int) bins, complex, inverse);
            pairs = pairs(product(lines(x, along), matrix, 2 * bins), bins, along);
        } else {
            pairs = fit(
                    inTwoSteps(complex ? x.complex() : x, (int) length, along, inverse)
                            .real(),
                    bins,
                    along);
        }
        TracedArray p = array.wrap(pairs);
        return array.result(result, List.of(p), e -> e.in(p));
    }

    /**
     * Rows × columns numbers: transforms of the columns, each number turned, and transforms of the rows (Cooley and Tukey
     * 1965). Frequencies come out column by column.
     */
    private NDArray inTwoSteps(NDArray x, int length, int along, boolean inverse) {
        int rows = FourierMatrix.divisor(length);
        if (rows == 1) {
            throw array.recording()
                    .refuse(
                            Reason.UNSUPPORTED_OPERATION,
                            "a long transform is exported where its length is a product of short ones, received "
                                    + length);
        }
        int columns = length / rows;
        int last = array.rank() - 1;
        NDArray table = x.swapAxes(along, last);
        Shape each = table.getShape().slice(0, last);
        table = transform(table.reshape(each.add(rows, columns)), rows, -2, inverse);
        float[] turns = FourierMatrix.turns(rows, columns, inverse);
        table = table.mul(
                array.getManager().create(turns, new Shape(rows, columns, 2)).complex());
        table = transform(table, columns, -1, inverse);
        return table.swapAxes(-2, -1).reshape(each.add(length)).swapAxes(along, last);
    }

    private static NDArray transform(NDArray x, long length, long axis, boolean inverse) {
        return inverse ? x.ifft(length, axis) : x.fft(length, axis);
    }

    /** From half of a spectrum, whose other half is its mirror image, conjugated. */
    NDArray irfft(long length, long axis) {
        NDArray result = array.concrete.irfft(length, axis);
        int along = array.axis(axis);
        long bins = length / 2 + 1;
        NDArray half = fit((array instanceof ComplexArray ? array : array.toComplex()).real(), bins, along);
        TracedArray signal;
        if (2 * length * bins <= LARGE) {
            NDArray line = product(lines(half, along), FourierMatrix.ofHalf((int) length), length);
            signal = array.wrap(line.swapAxes(along, array.rank() - 1));
        } else {
            NDArray signs = array.getManager().create(new float[] {1, -1});
            NDArray mirrored =
                    half.get(range(along, 1, (length + 1) / 2)).flip(along).mul(signs);
            NDArray whole = half.concat(mirrored, along).complex().ifft(length, along);
            signal = array.wrap(whole.real().get("..., 0"));
        }
        return array.result(result, List.of(signal), e -> e.in(signal));
    }

    /** Real numbers, or the pairs of complex ones. */
    private NDArray numbers() {
        return array instanceof ComplexArray ? array.real() : array.toType(DataType.FLOAT32, false);
    }

    /** The numbers along an axis moved to the end, pairs flattened. */
    private NDArray lines(NDArray numbers, int along) {
        NDArray last = numbers.swapAxes(along, array.rank() - 1);
        return numbers.getShape().dimension() == array.rank() ? last : last.flatten(-2, -1);
    }

    private NDArray product(NDArray lines, float[] matrix, long columns) {
        return lines.matMul(array.getManager().create(matrix, new Shape(matrix.length / columns, columns)));
    }

    /** Lines of pairs back at their axis. */
    private NDArray pairs(NDArray lines, long bins, int along) {
        Shape shape = lines.getShape();
        Shape split = shape.slice(0, shape.dimension() - 1).add(bins, 2);
        return lines.reshape(split).swapAxes(along, array.rank() - 1);
    }

    /**
     * A signal, or a batch of them, to frequencies × frames: a Conv whose kernels are the window times cosines and sines.
     *
     * @param window as long as a frame; a constant
     */
    NDArray stft(long frame, long hop, boolean center, NDArray window, boolean normalize, boolean returnComplex) {
        TracedArray w = array.wrap(window);
        NDArray result = array.concrete.stft(frame, hop, center, w.concrete, normalize, returnComplex);
        long bins = frame / 2 + 1;
        if (array instanceof ComplexArray || w.isSymbolic() || 2 * frame * bins > LARGEST) {
            throw array.recording()
                    .refuse(
                            Reason.UNSUPPORTED_OPERATION,
                            "is exported for real signals, a window that depends on no input, and frames of at most 5792"
                                    + " numbers, received " + array + ", window " + w + " and frames of " + frame);
        }
        double scale = normalize ? 1 / Math.sqrt(frame) : 1;
        float[] kernels = FourierMatrix.kernels(
                (int) frame, w.concrete.toType(DataType.FLOAT32, false).toFloatArray(), scale);
        boolean batch = array.rank() > 1;
        TracedArray signal = array.wrap(array.toType(DataType.FLOAT32, false).expandDims(-2));
        return array.result(result, List.of(signal), e -> {
            Term x = batch ? e.in(signal) : e.in(signal).unsqueeze(0);
            Term padded = center ? reflected(e, x, frame / 2) : x;
            Term frames = e.node(
                    Operators.CONV,
                    Map.of("kernel_shape", Attribute.of(new long[] {frame}), "strides", Attribute.of(new long[] {hop})),
                    padded,
                    e.constant(Tensor.floats(new long[] {2 * bins, 1, frame}, kernels)));
            long count = result.getShape().get(array.rank());
            long samples = batch ? array.getShape().get(0) : 1;
            Term pairs = frames.reshape(samples, 2, bins, count).transpose(0, 2, 3, 1);
            return batch ? pairs : pairs.squeeze(0);
        });
    }

    private static Term reflected(Emitter e, Term x, long each) {
        return e.node(Operators.PAD, Map.of("mode", Attribute.of("reflect")), x, e.longs(0, 0, each, 0, 0, each));
    }

    /** Cut, or filled with zeros, to a length along an axis. */
    private static NDArray fit(NDArray x, long length, int along) {
        long given = x.getShape().get(along);
        if (length < given) {
            return x.get(range(along, 0, length));
        }
        long[] pads = new long[2 * (x.getShape().dimension() - along)];
        pads[pads.length - 1] = length - given;
        return length == given ? x : x.pad(new Shape(pads), 0);
    }

    private static NDIndex range(int along, long start, long end) {
        return new NDIndex().addAllDim(along).addSliceDim(start, end);
    }
}
