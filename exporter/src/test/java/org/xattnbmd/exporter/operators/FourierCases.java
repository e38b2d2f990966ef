package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.exported;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Complex numbers, which the graph has as pairs, and Fourier transforms: cut, filled and as long as the array. */
final class FourierCases {

    private FourierCases() {}

    private static OperatorCase each(String method, Function<Arrays5, List<NDArray>> results) {
        return exported(method, x -> new NDList(results.apply(x)));
    }

    private static NDArray complex(Arrays5 x) {
        return x.a().reshape(-1, 3, 2, 2).complex();
    }

    static Stream<OperatorCase> all() {
        return Stream.of(numbers(), transforms(), shortTime()).flatMap(s -> s);
    }

    private static Stream<OperatorCase> numbers() {
        return Stream.of(
                each("complex()", x -> List.of(complex(x).abs())),
                each("real()", x -> List.of(complex(x).real())),
                each("conj()", x -> List.of(complex(x).conj().mul(complex(x)).real(), x.a().conj())));
    }

    private static Stream<OperatorCase> transforms() {
        long[] both = {3, 4};
        long[] other = {4, 3};
        long[] axes = {1, 2};
        return Stream.of(
                each(
                        "fft(long)",
                        x -> List.of(
                                x.a().fft(4).abs(),
                                x.a().fft(3).real(),
                                x.a().fft(7).real())),
                each(
                        "fft(long,long)",
                        x -> List.of(
                                x.a().fft(3, 1).real(), complex(x).fft(5, 1).real())),
                each(
                        "ifft(long)",
                        x -> List.of(x.a().ifft(4).real(), complex(x).ifft(2).real())),
                each(
                        "ifft(long,long)",
                        x -> List.of(
                                x.a().ifft(5, 1).real(), complex(x).ifft(2, 1).abs())),
                each(
                        "rfft(long)",
                        x -> List.of(x.a().rfft(4).real(), x.a().rfft(5).abs())),
                each(
                        "rfft(long,long)",
                        x -> List.of(x.a().rfft(3, 1).real(), x.a().rfft(2, 1).abs())),
                each(
                        "irfft(long)",
                        x -> List.of(
                                complex(x).irfft(3),
                                x.a().irfft(6),
                                x.a().rfft(4).irfft(4))),
                each("irfft(long,long)", x -> List.of(complex(x).irfft(4, 1), x.a().irfft(5, 1))),
                each(
                        "fft2(long[])",
                        x -> List.of(x.a().fft2(both).abs(), x.a().fft2(other).real())),
                each(
                        "fft2(long[],long[])",
                        x -> List.of(complex(x).fft2(other, axes).real())),
                each(
                        "ifft2(long[])",
                        x -> List.of(x.a().ifft2(both).abs(), x.a().ifft2(other).real())),
                each(
                        "ifft2(long[],long[])",
                        x -> List.of(x.a().fft2(both, axes).ifft2(both, axes).real())));
    }

    private static NDArray signal(Arrays5 x) {
        return x.a().reshape(-1, 12);
    }

    private static NDArray window(Arrays5 x, int length) {
        return x.manager().hanningWindow(length);
    }

    private static Stream<OperatorCase> shortTime() {
        return Stream.of(
                each(
                        "stft(long,long,boolean,NDArray,boolean)",
                        x -> List.of(
                                signal(x).stft(4, 2, true, window(x, 4), true).abs(),
                                signal(x).stft(5, 3, false, window(x, 5), true).real(),
                                signal(x).stft(4, 1, true, window(x, 4), false))),
                each(
                        "stft(long,long,boolean,NDArray,boolean,boolean)",
                        x -> List.of(
                                signal(x)
                                        .stft(4, 2, true, window(x, 4), true, true)
                                        .abs(),
                                signal(x).get(0).stft(6, 2, true, window(x, 6), true, false))));
    }
}
