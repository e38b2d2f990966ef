package org.xattnbmd.exporter.internal.precision;

import java.util.List;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** One array of a sample, before it is known which input it is for. */
public sealed interface SampleArray {

    /**
     * The array as this input takes it.
     *
     * @throws Failure with reason INVALID_REQUEST where it does not fit
     */
    Tensor as(Value input);

    /** An array that knows its type and shape. Without the batch axis it gets one of length 1. */
    record Shaped(Tensor tensor) implements SampleArray {

        @Override
        public Tensor as(Value input) {
            Tensor fitted = tensor;
            if (input.dims() != null && input.rank() == tensor.rank() + 1) {
                long[] dims = new long[tensor.rank() + 1];
                dims[0] = 1;
                System.arraycopy(tensor.dims(), 0, dims, 1, tensor.rank());
                fitted = tensor.reshaped(dims);
            }
            if (input.type() == ElementType.FLOAT && tensor.type() != ElementType.FLOAT) {
                fitted = Tensor.floats(fitted.dims(), fitted.toFloats());
            }
            if (fitted.type() != input.type() || !fits(input.dims(), fitted.dims())) {
                throw new Failure(Reason.INVALID_REQUEST, "expected samples of " + input + ", received " + tensor);
            }
            return fitted;
        }

        private static boolean fits(List<Dim> expected, long[] dims) {
            if (expected == null) {
                return true;
            }
            boolean fits = expected.size() == dims.length;
            for (int i = 0; fits && i < dims.length; i++) {
                Dim d = expected.get(i);
                fits = d.isFixed() ? d.offset() == dims[i] : dims[i] > 0;
            }
            return fits;
        }
    }

    /** Bare little-endian numbers in row-major order; type and shape are the input's, the open axis is worked out. */
    record Raw(String file, byte[] bytes) implements SampleArray {

        @Override
        public Tensor as(Value input) {
            List<Dim> expected = input.dims();
            if (expected == null || expected.stream().filter(d -> !d.isFixed()).count() > 1) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        file + ": bare numbers have no shape and input " + input
                                + " leaves more than one axis open; give an .npy file");
            }
            long known = expected.stream()
                    .filter(Dim::isFixed)
                    .mapToLong(Dim::offset)
                    .reduce(input.type().bytes(), Math::multiplyExact);
            boolean open = expected.stream().anyMatch(d -> !d.isFixed());
            long times = known == 0 ? 0 : bytes.length / known;
            if (times * known != bytes.length || (open ? times < 1 : times != 1)) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        file + ": expected " + (open ? "a multiple of " : "") + known + " bytes for input " + input
                                + ", received " + bytes.length);
            }
            long[] dims = expected.stream()
                    .mapToLong(d -> d.isFixed() ? d.offset() : times)
                    .toArray();
            return new Tensor(input.type(), dims, bytes);
        }
    }
}
