package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.Difference;

/** The measure by which every export is judged: it must not be fooled. */
class DifferenceTest {

    private static Tensor row(float... values) {
        return Tensor.floats(new long[] {values.length}, values);
    }

    private static Difference between(Tensor actual, Tensor reference) {
        return Difference.between(actual, reference);
    }

    @Test
    void isRelativeToTheLargestValueOfTheReference() {
        Difference d = between(row(1, -199), row(1.5f, -200));
        assertThat(d.maxAbsolute()).isEqualTo(1);
        assertThat(d.maxReference()).isEqualTo(200);
        assertThat(d.relative()).isEqualTo(1 / 200.0);
        assertThat(d.within(1 / 200.0)).isTrue();
        assertThat(d.within(0.9 / 200)).isFalse();
    }

    @Test
    void anotherShapeOrTypeIsNoSmallDifference() {
        assertThat(between(row(1, 2), Tensor.floats(new long[] {1, 2}, 1, 2)).within(1))
                .isFalse();
        assertThat(between(row(1), row(1, 1)).within(1)).isFalse();
        Difference type = between(Tensor.longs(1), row(1));
        assertThat(type.within(1)).isFalse();
        assertThat(type.problem()).contains("FLOAT").contains("INT64");
    }

    @Test
    void notANumberEqualsOnlyItself() {
        assertThat(between(row(1, Float.NaN), row(1, Float.NaN)).within(1e-9)).isTrue();
        assertThat(between(row(1, Float.NaN), row(1, 2)).within(0.99)).isFalse();
        Difference d = between(row(1, 2), row(1, Float.NaN));
        assertThat(d.within(0.99)).isFalse();
        assertThat(d.problem()).isEqualTo("element 1 is 2.0 instead of NaN");
    }

    @Test
    void infinitiesCountByTheirSign() {
        float inf = Float.POSITIVE_INFINITY;
        assertThat(between(row(inf, 1), row(inf, 1)).within(1e-9)).isTrue();
        assertThat(between(row(-inf, 1), row(inf, 1)).within(0.99)).isFalse();
        assertThat(between(row(3e38f, 1), row(inf, 1)).within(0.99)).isFalse();
    }

    @Test
    void zeroOfEitherSignIsZeroAndNothingIsDividedByIt() {
        assertThat(between(row(0f), row(-0f)).relative()).isZero();
        Difference rounding = between(row(1e-9f), row(0));
        assertThat(rounding.within(1e-4)).isTrue();
        assertThat(between(row(1e-3f), row(0)).within(1e-4)).isFalse();
    }

    @Test
    void integersAndBooleansAreComparedExactly() {
        assertThat(between(Tensor.longs(1L << 40), Tensor.longs((1L << 40) + 1)).maxAbsolute())
                .isEqualTo(1);
        Tensor yes = new Tensor(ElementType.BOOL, new long[] {1}, new byte[] {1});
        Tensor no = new Tensor(ElementType.BOOL, new long[] {1}, new byte[] {0});
        assertThat(between(yes, no).within(0.5)).isFalse();
        assertThat(between(yes, yes).relative()).isZero();
    }
}
