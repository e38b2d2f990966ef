package org.xattnbmd.exporter.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.internal.graph.Dim;

/** Which lengths are seen in numbers of several runs. */
class LengthFitTest {

    private static final TracePoints POINTS = new TracePoints(List.of(
            new TracedAxis("batch", 1, 1, List.of(2L, 3L, 5L)),
            new TracedAxis("height", 1, 1, List.of(2L, 3L, 5L, 8L)),
            new TracedAxis("width", 1, 1, List.of(2L, 3L, 5L, 8L))));

    private static long[] numbers(ToLongFunction<Map<String, Long>> length) {
        return LongStream.range(0, POINTS.count())
                .map(run -> length.applyAsLong(POINTS.sizes((int) run)))
                .toArray();
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                of("7", s -> 7),
                of("3*batch-1", s -> 3 * s.get("batch") - 1),
                of("batch*height*width", s -> s.get("batch") * s.get("height") * s.get("width")),
                of("2*height*width+height+5", s -> 2 * s.get("height") * s.get("width") + s.get("height") + 5),
                of("height+2*width", s -> s.get("height") + 2 * s.get("width")),
                of("height*height", s -> s.get("height") * s.get("height")),
                of("height//2", s -> s.get("height") / 2),
                of("(height+1)//2+3", s -> (s.get("height") + 1) / 2 + 3));
    }

    private static Arguments of(String expected, ToLongFunction<Map<String, Long>> length) {
        return Arguments.of(expected, length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengths")
    void seesExpressions(String expected, ToLongFunction<Map<String, Long>> length) {
        assertThat(new LengthFit(POINTS).fit(numbers(length))).hasToString(expected);
    }

    @Test
    void seesProductsOfLengthsThatOccur() {
        LengthFit fit = new LengthFit(POINTS);
        long[] cells =
                numbers(s -> s.get("batch") * ((s.get("height") - 1) / 3 + 1) * ((s.get("width") - 1) / 2 + 1) + 1);
        assertThat(fit.fit(cells)).isNull();
        fit.know(Dim.named("(height-1)//3+1"));
        fit.know(Dim.named("(width-1)//2+1"));
        Dim found = fit.fit(cells);
        assertThat(found.at(Map.of("batch", 4L, "height", 20L, "width", 9L))).hasValue(4 * 7 * 5 + 1);
    }

    @Test
    void seesNothingInWhatIsNoExpression() {
        LengthFit fit = new LengthFit(POINTS);
        assertThat(fit.fit(numbers(s -> 1L << s.get("height")))).isNull();
        assertThat(fit.fit(numbers(s -> Math.max(3, s.get("width"))))).isNull();
        assertThat(fit.fit(numbers(s -> Math.max(s.get("height"), s.get("width")))))
                .isNull();
    }

    /** Several quotients would do: which it is cannot be told. */
    @Test
    void doesNotGuess() {
        TracePoints batch = new TracePoints(List.of(new TracedAxis("batch", 1, 1, List.of(2L, 3L, 5L))));
        assertThat(new LengthFit(batch).fit(new long[] {1, 1, 2})).isNull();
    }

    @Test
    void theBatchAloneIsTracedAtItsSizesInOrder() {
        TracePoints batch = new TracePoints(List.of(new TracedAxis("batch", 1, 1, List.of(2L, 3L, 5L))));
        assertThat(LongStream.range(0, batch.count()).mapToObj(run -> batch.sizes((int) run)))
                .containsExactly(Map.of("batch", 2L), Map.of("batch", 3L), Map.of("batch", 5L));
        assertThat(new TracePoints(List.of()).count()).isOne();
    }

    @Test
    void everyAxisIsTracedAtEachOfItsSizesWhileTheOthersStay() {
        for (int axis = 0; axis < 3; axis++) {
            TracedAxis traced = POINTS.axes().get(axis);
            assertThat(POINTS.along(axis).stream()
                            .map(run -> POINTS.sizes(run).get(traced.name()))
                            .toList())
                    .isEqualTo(traced.sizes());
        }
        assertThat(POINTS.sizes(POINTS.corner(List.of(0, 2))))
                .isEqualTo(Map.of("batch", 3L, "height", 2L, "width", 3L));
    }
}
