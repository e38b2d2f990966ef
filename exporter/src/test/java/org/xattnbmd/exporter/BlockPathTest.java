package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A graph viewer shows the network as it was composed: names are paths in the tree of blocks. */
class BlockPathTest {

    private static GraphProto graph(Block block, Shape shape) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            SeededWeights.initialize(block, manager, 1, shape);
            long[] declared = shape.getShape().clone();
            declared[0] = -1;
            OnnxModel model = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, declared)
                    .export();
            return ModelProto.parseFrom(model.toBytes()).getGraph();
        }
    }

    private static Block branch() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(Activation::tanh)
                .add(LayerNorm.builder().build());
    }

    @Test
    void nestedBlocksGiveNestedNames() throws Exception {
        Block block = new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(2)
                        .setKernelShape(new Shape(3, 3))
                        .build())
                .add(Blocks.batchFlattenBlock())
                .add(new ParallelBlock(
                        lists -> new NDList(lists.get(0).head().add(lists.get(1).head())),
                        List.of(branch(), branch())));
        GraphProto graph = graph(block, new Shape(1, 1, 5, 5));
        assertThat(graph.getInitializerList())
                .extracting(TensorProto::getName)
                .contains("01Conv2d/weight", "01Conv2d/bias")
                .contains(
                        "03ParallelBlock/01SequentialBlock/01Linear/weight",
                        "03ParallelBlock/02SequentialBlock/01Linear/weight",
                        "03ParallelBlock/02SequentialBlock/03LayerNorm/gamma")
                .doesNotHaveDuplicates();
        assertThat(graph.getNodeList())
                .extracting(NodeProto::getName)
                .contains("01Conv2d/Conv", "03ParallelBlock/01SequentialBlock/01Linear/Gemm")
                .doesNotHaveDuplicates();
    }

    @Test
    void aBlockThatIsUsedTwiceStoresItsParametersOnce() throws Exception {
        Linear shared = Linear.builder().setUnits(5).build();
        GraphProto graph = graph(new SequentialBlock().add(shared).add(shared), new Shape(1, 5));
        assertThat(graph.getInitializerList())
                .extracting(TensorProto::getName)
                .filteredOn(n -> n.endsWith("weight"))
                .hasSize(1);
        assertThat(graph.getNodeList())
                .filteredOn(n -> n.getOpType().equals("Gemm"))
                .hasSize(2);
    }

    @Test
    void inputsAndOutputsKeepTheNamesTheyWereGiven() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = SeededWeights.initialize(branch(), manager, 1, new Shape(1, 3));
            GraphProto graph = ModelProto.parseFrom(OnnxExporter.of(block)
                            .input("01Linear/weight", DataType.FLOAT32, -1, 3)
                            .outputs("01Linear/bias")
                            .export()
                            .toBytes())
                    .getGraph();
            assertThat(graph.getInput(0).getName()).isEqualTo("01Linear/weight");
            assertThat(graph.getOutput(0).getName()).isEqualTo("01Linear/bias");
            assertThat(graph.getInitializerList())
                    .extracting(TensorProto::getName)
                    .doesNotContain("01Linear/weight", "01Linear/bias")
                    .doesNotHaveDuplicates();
        }
    }
}
