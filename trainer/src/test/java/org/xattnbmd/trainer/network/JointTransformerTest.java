package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

class JointTransformerTest {

    private static final int CELLS = 6;
    private static final int FIELDS = 4;
    private static final int D = 16;

    private NDManager manager;
    private Gradients gradients;
    private JointTransformer block;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        gradients = Gradients.off();
        Engine.getInstance().setRandomSeed(3);
        block = new JointTransformer(
                TinyNetworks.config(FusionStrategy.JOINT, false).attention());
        block.initialize(manager, DataType.FLOAT32, new Shape(1, CELLS, D), new Shape(1, FIELDS, D));
    }

    @AfterEach
    void close() {
        gradients.close();
        manager.close();
    }

    private NDArray tokens(int count) {
        return manager.randomNormal(new Shape(2, count, D));
    }

    private NDList run(NDArray image, NDArray clinical) {
        return block.forward(new ParameterStore(manager, false), new NDList(image, clinical), false);
    }

    @Test
    void sidesComeBackInTheirShapesAndEachSeesTheOther() {
        NDArray image = tokens(CELLS);
        NDArray clinical = tokens(FIELDS);
        NDList out = run(image, clinical);
        assertThat(out.getShapes())
                .containsExactly(
                        new Shape(2, CELLS, D), new Shape(2, FIELDS, D), new Shape(2, FIELDS), new Shape(2, CELLS));
        NDList otherFields = run(image, tokens(FIELDS));
        NDList otherImage = run(tokens(CELLS), clinical);
        assertThat(otherFields.get(0).toFloatArray()).isNotEqualTo(out.get(0).toFloatArray());
        assertThat(otherImage.get(1).toFloatArray()).isNotEqualTo(out.get(1).toFloatArray());
    }

    /** No queries, no preference: the softmax is even, and so is each side's share. */
    @Test
    void withoutQueriesAttentionIsEven() {
        NamedParameters.of(block).forEach((name, parameter) -> {
            if (name.contains("query")) {
                parameter.getArray().muli(0);
            }
        });
        NDList out = run(tokens(CELLS), tokens(FIELDS));
        assertThat(out.get(2).sub(1f / FIELDS).abs().max().getFloat()).isLessThan(1e-6f);
        assertThat(out.get(3).sub(1f / CELLS).abs().max().getFloat()).isLessThan(1e-6f);
    }

    /** Swapping two fields swaps their attention: a share belongs to its token and not to its place. */
    @Test
    void attentionFollowsItsToken() {
        NDArray image = tokens(CELLS);
        NDArray clinical = tokens(FIELDS);
        NDArray swapped =
                clinical.get(":, 1:2").concat(clinical.get(":, 0:1"), 1).concat(clinical.get(":, 2:"), 1);
        float[] before = run(image, clinical).get(2).toFloatArray();
        float[] after = run(image, swapped).get(2).toFloatArray();
        assertThat(before[0]).isNotEqualTo(before[1]);
        assertThat(after[0]).isEqualTo(before[1], within(1e-6f));
        assertThat(after[1]).isEqualTo(before[0], within(1e-6f));
        assertThat(after[2]).isEqualTo(before[2], within(1e-6f));
    }
}
