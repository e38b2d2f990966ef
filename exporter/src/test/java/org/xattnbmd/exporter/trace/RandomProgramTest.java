package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.xattnbmd.exporter.ExportReport;
import org.xattnbmd.exporter.OnnxExporter;

/** Blocks that nobody wrote: random chains of operations on arrays of one shape, exported and compared. */
class RandomProgramTest {

    private static final int[] LAST = {2};

    /** Operations that keep the shape [N, 3, 4] and stay in a range in which rounding does not grow. */
    private static final List<UnaryOperator<NDArray>> UNARY = List.of(
            NDArray::tanh,
            NDArray::sin,
            NDArray::neg,
            NDArray::abs,
            x -> x.mul(0.5f).add(0.25),
            x -> x.softmax(-1),
            x -> x.sub(x.mean(LAST, true)),
            x -> x.div(x.norm(LAST, true).add(1)),
            x -> x.transpose(0, 2, 1).reshape(-1, 3, 4),
            x -> x.reshape(x.getShape().get(0), 12).flip(1).reshape(-1, 3, 4),
            x -> NDArrays.concat(new NDList(x.get(":, 1:"), x.get(":, :1")), 1),
            x -> x.expandDims(1).broadcast(x.getShape().get(0), 2, 3, 4).mean(new int[] {1}),
            x -> NDArrays.where(x.gt(0), x, x.mul(0.1f)),
            x -> x.clip(-1, 1),
            x -> x.getNDArrayInternal().gelu(),
            x -> x.getNDArrayInternal().relu(),
            x -> x.tile(new long[] {1, 1, 2}).get(":, :, 2:6"),
            x -> x.swapAxes(1, 2).matMul(x).get(":, :3"),
            x -> x.stack(x.neg(), 1).get(":, 0"),
            x -> x.duplicate().addi(0.5f).muli(0.9f),
            x -> x.sort(2),
            x -> x.cumSum(2).mul(0.3f),
            x -> x.toType(DataType.FLOAT64, false).mul(1.5).toType(DataType.FLOAT32, false));

    private static final List<BinaryOperator<NDArray>> BINARY = List.of(
            NDArray::add,
            NDArray::sub,
            NDArray::mul,
            NDArray::maximum,
            NDArray::minimum,
            (x, y) -> NDArrays.where(x.lt(y), x, y.mul(2)),
            (x, y) -> x.matMul(y.swapAxes(1, 2)).softmax(-1).matMul(y),
            (x, y) -> x.div(y.square().add(1)));

    private static NDArray run(List<int[]> program, NDList inputs) {
        List<NDArray> values = new ArrayList<>(inputs);
        for (int[] step : program) {
            NDArray a = values.get(step[1] % values.size());
            NDArray b = values.get(step[2] % values.size());
            boolean unary = step[0] < UNARY.size();
            values.add(
                    unary
                            ? UNARY.get(step[0]).apply(a)
                            : BINARY.get(step[0] - UNARY.size()).apply(a, b));
        }
        return values.get(values.size() - 1);
    }

    @Property(tries = 120)
    void exportsWhateverItIs(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        List<int[]> program = new ArrayList<>();
        int length = 2 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            program.add(
                    new int[] {random.nextInt(UNARY.size() + BINARY.size()), random.nextInt(1000), random.nextInt(1000)
                    });
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(in -> new NDList(run(program, in)), "random");
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 3, 4), new Shape(2, 3, 4));
            ExportReport report = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 3, 4)
                    .input("y", DataType.FLOAT32, -1, 3, 4)
                    .seed(seed)
                    .tolerance(1e-3)
                    .export()
                    .report();
            assertThat(report.maxRelative()).isLessThan(1e-3);
        }
    }
}
