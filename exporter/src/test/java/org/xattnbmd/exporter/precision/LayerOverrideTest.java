package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.LayerOverride;
import org.xattnbmd.exporter.LayerPrecision;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** What is said of single layers. */
class LayerOverrideTest {

    private static final List<Map<String, Tensor>> SAMPLES = Drafts.samples("x", 3, 4, 24);
    private static final Int8Options UNTIMED =
            Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(0.5);

    private static Graph network() {
        Drafts d = new Drafts(21, 12);
        Value x = d.input("x", -1, 24);
        Value first = d.node("encoder/1/fc", Operators.GEMM, x, d.weights("w1", 0.3, 24, 16), d.weights("b1", 1, 16));
        Value second =
                d.node("encoder/2/fc", Operators.GEMM, first, d.weights("w2", 0.3, 16, 16), d.weights("b2", 1, 16));
        Value relu = d.node("encoder/relu", Operators.RELU, second);
        Value third = d.node("head", Operators.MATMUL, relu, d.weights("w3", 0.3, 16, 4));
        return d.graph(d.node("square", Operators.GEMM, third, third));
    }

    private static Int8Options options(Int8Activations activations) {
        return UNTIMED.withActivations(activations)
                .withScheme(Int8Scheme.FULL_RANGE)
                .onlyOperators("Gemm");
    }

    private static Quantized quantized(Int8Options options) {
        return Int8Runs.quantize(network(), options, SAMPLES);
    }

    @ParameterizedTest
    @EnumSource
    void countsMoreThanOperatorsAndExcludedNames(Int8Activations activations) {
        Int8Options options = options(activations)
                .excluding("encoder/1")
                .withLayer("encoder/*", LayerPrecision.FLOAT32)
                .withLayer("encoder/1/fc", LayerPrecision.INT8)
                .withLayer("*ea*", LayerPrecision.INT8);
        assertThat(quantized(options).report().kept())
                .containsOnly(
                        Map.entry("encoder/2/fc", "float32 is asked for"),
                        Map.entry("square", "its weight is no float32 constant"));
        assertThat(quantized(options).report().converted()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void oneScaleForOneWeight(Int8Activations activations) {
        Quantized quantized = quantized(options(activations).withLayer("encoder/2/fc", LayerPrecision.INT8_PER_TENSOR));
        Map<String, Integer> scales = quantized.graph().initializers().stream()
                .filter(v -> v.name().matches("w[12]/scale"))
                .collect(Collectors.toMap(Value::name, Value::rank));
        assertThat(scales).containsOnly(Map.entry("w1/scale", 1), Map.entry("w2/scale", 0));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAskedForIsNotLeftOutForTheBudget(Int8Activations activations) {
        Quantized all = quantized(options(activations));
        Int8Options tight =
                options(activations).withAccuracyBudget(0.999 * all.report().rmsRelative());
        String worst =
                quantized(tight).report().sensitivity().keySet().iterator().next();
        assertThat(quantized(tight).report().kept()).containsEntry(worst, "too sensitive for the accuracy budget");
        double alone = quantized(options(activations)
                        .withLayer("*", LayerPrecision.FLOAT32)
                        .withLayer(worst, LayerPrecision.INT8))
                .report()
                .rmsRelative();
        Quantized required = quantized(tight.withAccuracyBudget(1.0001 * alone).withLayer(worst, LayerPrecision.INT8));
        assertThat(required.report().kept()).doesNotContainKey(worst);
        assertThat(required.report().rmsRelative()).isLessThanOrEqualTo(1.0001 * alone);
        assertThatThrownBy(() -> quantized(tight.withAccuracyBudget(1e-6).withLayer(worst, LayerPrecision.INT8)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("those that are asked for ([" + worst + "])");
    }

    @Test
    void sixteenBitsForWhatOneLayerReads() {
        Quantized quantized =
                quantized(options(Int8Activations.STATIC).withLayer("encoder/2/fc", LayerPrecision.INT16_ACTIVATIONS));
        Map<String, ElementType> types = quantized.graph().nodes().stream()
                .filter(n -> n.operator().name().equals("QuantizeLinear"))
                .collect(Collectors.toMap(Node::name, n -> n.output().type()));
        assertThat(types)
                .containsOnly(
                        Map.entry("x/QuantizeLinear", ElementType.UINT8),
                        Map.entry("encoder/1/fc/QuantizeLinear", ElementType.UINT16));
        assertThat(quantized.report().notes().get(0)).contains("1 read activations of 16 bits");
        assertThatThrownBy(() ->
                        quantized(options(Int8Activations.DYNAMIC).withLayer("head", LayerPrecision.INT16_ACTIVATIONS)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("those of the run");
    }

    @Test
    void anUnknownLayerIsRefusedWithNamesNearIt() {
        assertThatThrownBy(() -> quantized(UNTIMED.withLayer("encoder/l/fc", LayerPrecision.INT8)))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("received encoder/l/fc; near it are [encoder/1/fc, encoder/2/fc");
        assertThatThrownBy(() -> quantized(UNTIMED.withLayer("encoder/relu", LayerPrecision.FLOAT32)))
                .hasMessageContaining("a layer that can be quantised");
        assertThatThrownBy(() -> quantized(UNTIMED.withLayer("2/f", LayerPrecision.FLOAT32)))
                .hasMessageContaining("[encoder/2/fc");
    }

    @Test
    void aLayerThatCannotBeQuantisedIsRefusedWhereItIsNamedAndStaysWhereAPatternFits() {
        assertThatThrownBy(() -> quantized(UNTIMED.withLayer("square", LayerPrecision.INT8)))
                .hasMessageContaining("square: its weight is no float32 constant");
        assertThat(quantized(UNTIMED.withLayer("*", LayerPrecision.INT8))
                        .report()
                        .kept())
                .containsOnlyKeys("square");
    }

    @ParameterizedTest
    @CsvSource({
        "a*c,abc,true",
        "a*c,ac,true",
        "a*c,acb,false",
        "*,n,true",
        "a**b*,axxbxx,true",
        "abc,ab,false",
        "*b,abab,true",
        "ab,abc,false"
    })
    void starsStandForAnyCharacters(String pattern, String name, boolean fits) {
        Drafts d = new Drafts(17, 1);
        Graph graph = d.graph(d.node(name, Operators.MATMUL, d.input("x", 4, 24), d.weights("w", 1, 24, 8)));
        Int8Options options = UNTIMED.withLayer(pattern, LayerPrecision.INT8);
        if (fits) {
            assertThat(Int8Runs.quantize(graph, options, SAMPLES).report().converted())
                    .isEqualTo(1);
        } else {
            assertThatThrownBy(() -> Int8Runs.quantize(graph, options, SAMPLES)).hasMessageContaining("near it are");
        }
    }

    @Test
    void aFileHasOneOverridePerLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("layers.txt");
        Files.writeString(file, "# what is sensitive\nhead = float32\n\nencoder/*=INT8_PER_TENSOR\nodd=name=INT8\n");
        assertThat(LayerOverride.read(file))
                .containsExactly(
                        new LayerOverride("head", LayerPrecision.FLOAT32),
                        new LayerOverride("encoder/*", LayerPrecision.INT8_PER_TENSOR),
                        new LayerOverride("odd=name", LayerPrecision.INT8));
        Files.writeString(file, "head=FLOAT32\nhead FLOAT32\n");
        assertThatThrownBy(() -> LayerOverride.read(file)).hasMessageContaining("line 2: expected PATTERN=PRECISION");
        assertThatThrownBy(() -> LayerOverride.read(folder.resolve("none")))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("could not read");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> LayerOverride.read(file)).hasMessageContaining("at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "head", "=INT8", " =INT8", "head=INT3"})
    void whatIsNoOverrideIsRefused(String text) {
        assertThatThrownBy(() -> LayerOverride.parse(text)).isInstanceOf(ExportException.class);
    }
}
