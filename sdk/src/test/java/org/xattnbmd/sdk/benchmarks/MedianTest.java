package org.xattnbmd.sdk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianTest {

    @Test
    void leavesOutOneAtEachEndOfNine() {
        Median median = Median.of(IntStream.of(9, 1, 8, 2, 7, 3, 6, 4, 5)
                .mapToObj(Double::valueOf)
                .toList());
        assertThat(median.value()).isEqualTo(5);
        assertThat(median.from()).isEqualTo(2);
        assertThat(median.to()).isEqualTo(8);
        // 1 - 2 (1 + 9) / 2^9
        assertThat(median.confidence()).isEqualTo(1 - 20 / 512.0, within(1e-12));
    }

    @Test
    void hasTheRangeOfFewValuesAndSaysWithWhatConfidence() {
        Median median = Median.of(List.of(4.0, 1.0, 2.0, 3.0));
        assertThat(median).isEqualTo(new Median(2.5, 1, 4, 1 - 2 / 16.0));
    }

    @Test
    void comparesPairs() {
        List<Double> under = DoubleStream.of(1, 2, 4).boxed().toList();
        List<Double> over = DoubleStream.of(3, 2, 8).boxed().toList();
        assertThat(Median.ofRatios(over, under).value()).isEqualTo(2);
    }
}
