package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.PrecisionChoice.Request;
import org.xattnbmd.exporter.PrecisionChoice.Trial;
import org.xattnbmd.exporter.internal.precision.Speed;

/** The cheapest precision within a bound. */
class PrecisionSearchTest {

    private static final int FEATURES = 128;

    private static NDManager manager;
    private static OnnxModel model;
    private static SampleSet samples;

    @BeforeAll
    static void export() {
        manager = NDManager.newBaseManager();
        SequentialBlock block = new SequentialBlock()
                .add(Linear.builder().setUnits(256).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(64).build());
        SeededWeights.initialize(block, manager, 3, new Shape(4, FEATURES));
        model = OnnxExporter.of(block)
                .input("x", DataType.FLOAT32, -1, FEATURES)
                .export();
        Random random = new Random(5);
        List<NDList> all = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            float[] values = new float[4 * FEATURES];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            all.add(new NDList(manager.create(values, new Shape(4, FEATURES))));
        }
        samples = SampleSet.of(all);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static void isTheCheapest(PrecisionChoice choice, double bound, Comparator<Trial> cost) {
        List<Trial> made =
                choice.trials().stream().filter(t -> t.refused() == null).toList();
        assertThat(made).allSatisfy(t -> assertThat(t.rmsRelative()).isLessThanOrEqualTo(bound));
        Trial chosen = made.stream()
                .filter(t -> t.name().equals(choice.chosen()))
                .findFirst()
                .orElseThrow();
        assertThat(made).allSatisfy(t -> assertThat(cost.compare(chosen, t)).isLessThanOrEqualTo(0));
    }

    @Test
    void theBoundDecidesWhichIsTheSmallest() {
        List<String> chosen = new ArrayList<>();
        for (double bound : new double[] {0.3, 0.03, 0.001, 1e-9}) {
            PrecisionChoice choice = model.cheapestWithin(Request.smallest(bound), samples);
            isTheCheapest(choice, bound, Comparator.comparing(Trial::sizeRatio));
            chosen.add(choice.chosen());
            assertThat(choice.trials()).extracting(Trial::speedup).containsOnly(Double.NaN);
        }
        assertThat(chosen.get(0)).isEqualTo("weights of 4 bits in blocks of 128");
        assertThat(chosen.get(1)).startsWith("int8");
        assertThat(chosen.subList(2, 4)).containsExactly("float16", "float32");
    }

    @Test
    void whatItReturnsIsTheChosenFormAndExact() {
        PrecisionChoice choice = model.cheapestWithin(Request.smallest(0.03), samples);
        ConversionReport report = choice.model().conversion().orElseThrow();
        assertThat(report.precision()).isEqualTo("int8");
        assertThat(report.integerSums().exact()).isTrue();
        assertThat(model.cheapestWithin(Request.smallest(1e-9), samples).model())
                .isSameAs(model);
    }

    /** Two models are as fast as their files are small, or as large. */
    @Test
    void timeIsMeasuredWhereItIsWhatCounts() {
        Speed.Measurement smallIsFast =
                (first, second, sample, threads) -> new Speed.Medians(first.length, second.length);
        PrecisionChoice fast = new PrecisionSearch(model, samples, Request.fastest(0.3), smallIsFast).run();
        isTheCheapest(fast, 0.3, Comparator.comparing(Trial::speedup).reversed());
        assertThat(fast.chosen()).isEqualTo("weights of 4 bits in blocks of 128");
        Speed.Measurement largeIsFast =
                (first, second, sample, threads) -> new Speed.Medians(second.length, first.length);
        PrecisionChoice none = new PrecisionSearch(model, samples, Request.fastest(0.3), largeIsFast).run();
        assertThat(none.chosen()).isEqualTo("float32");
        assertThat(none.model()).isSameAs(model);
    }

    @Test
    void formsThatThereAreNotHaveTheirReason() {
        PrecisionChoice choice = model.cheapestWithin(Request.smallest(0.3), samples);
        assertThat(choice.trials())
                .filteredOn(t -> t.name().equals("int8, activations STATIC_16_BIT"))
                .singleElement()
                .satisfies(t -> assertThat(t.refused()).contains("opset 21"));
        assertThat(choice.trials().get(choice.trials().size() - 1).name()).isEqualTo("float32");
    }

    @Test
    void badRequestsAreRefused() {
        assertThatThrownBy(() -> Request.smallest(0)).isInstanceOf(ExportException.class);
        assertThatThrownBy(() -> Request.smallest(Double.NaN)).isInstanceOf(ExportException.class);
        assertThatThrownBy(() -> Request.fastest(0.1).withThreads(0)).isInstanceOf(ExportException.class);
        assertThatThrownBy(() -> model.cheapestWithin(Request.smallest(0.1), null))
                .hasMessageContaining("expected calibration samples");
    }
}
