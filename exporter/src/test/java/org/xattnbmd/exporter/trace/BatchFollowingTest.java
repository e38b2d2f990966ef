package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;

/** Shapes and constants that follow the batch size. */
class BatchFollowingTest {

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static OnnxModel export(Function<NDArray, NDArray> body) {
        LambdaBlock block = new LambdaBlock(in -> new NDList(body.apply(in.head())), "batch");
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3, 4));
        OnnxModel model =
                OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, 3, 4).export();
        ModelGates.check(model, List.of("x"), new NDList(manager.ones(new Shape(6, 3, 4))), 1e-5);
        return model;
    }

    private static long n(NDArray x) {
        return x.getShape().get(0);
    }

    @Test
    void oneLengthThatFollowsBecomesMinusOne() {
        OnnxModel model = export(x -> x.reshape(n(x), 12).reshape(n(x) * 3, 4).mul(2));
        assertThat(model.report().operators()).doesNotContainKey("Shape");
    }

    @Test
    void severalAreComputedFromTheInput() {
        OnnxModel model = export(
                x -> x.get("0").expandDims(0).tile(new long[] {n(x), 1, 1}).add(x));
        assertThat(model.report().operators()).containsKeys("Shape", "Gather");
    }

    @Test
    void multiplesAndOffsetsAreLinear() {
        export(x -> x.reshape(-1, 4).get("1:" + (3 * n(x) - 1)));
        export(x -> x.get(":, :1").tile(new long[] {2, 1, 1}).reshape(2, n(x), 4));
        export(x -> x.pad(new Shape(0, 0, 0, 0, 1, 2), 0).get("1:" + (n(x) + 1)));
    }

    @Test
    void productsOfLengthsAreFollowedToo() {
        export(x -> x.get(":, 0, :1").broadcast(n(x), n(x) * n(x)));
    }

    @Test
    void numbersAndPositionsMadeOfTheBatchSizeAreComputedInTheGraph() {
        assertThat(export(x -> x.div(n(x))).report().operators()).containsKeys("Shape", "Cast", "Div");
        assertThat(export(x -> x.add(
                                x.getManager().arange((float) n(x)).mul(2).sin().reshape(-1, 1, 1)))
                        .report()
                        .operators())
                .containsKeys("Range", "Sin");
    }

    @Test
    void constantsOfEqualBlocksAreTiled() {
        export(x -> x.add(x.getManager().ones(new Shape(n(x), 3, 4))));
        export(x -> NDArrays.concat(new NDList(x, x.getManager().full(new Shape(n(x), 1, 4), 7f)), 1));
        export(x -> x.mul(x.getManager().create(new float[] {1, 2, 3, 4}).broadcast(n(x), 3, 4)));
        export(x -> x.reshape(-1, 4)
                .add(x.getManager()
                        .create(new float[] {1, 2, 3}, new Shape(3, 1))
                        .tile(new long[] {n(x), 1})));
    }

    @Test
    void lengthsOfTheInputItselfMayBeUsedAsNumbersWhereTheyAreFixed() {
        OnnxModel model =
                export(x -> x.div(x.getShape().get(2)).add(x.getShape().get(1)));
        assertThat(model.report().nodes()).isEqualTo(2);
    }

    @Test
    void reductionsOverTheBatchNeedNoNumberOfSamples() {
        export(x ->
                x.mean().add(x.sum(new int[] {0}).max()).add(x.flatten().sort(0).get("0")));
    }

    @Test
    void anOutputThatIsAnInputOrAConstantGetsAValueOfItsOwn() {
        OnnxModel same = export(x -> x);
        assertThat(same.report().operators()).containsOnlyKeys("Identity");
        OnnxModel constant = export(x -> x.getManager().ones(new Shape(n(x), 2)));
        assertThat(constant.report().operators()).containsKey("Tile");
    }
}
