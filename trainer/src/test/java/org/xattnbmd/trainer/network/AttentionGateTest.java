package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.training.Gradients;

/** Gates that begin at zero: the network is concatenation until training opens them. */
class AttentionGateTest {

    private static final int BATCH = 4;
    private static final int SIZE = TinyNetworks.SIZE;
    private static final int FIELDS = TinyNetworks.FIELDS.size();

    private NDManager manager;
    private Gradients gradients;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        gradients = Gradients.off();
    }

    @AfterEach
    void close() {
        gradients.close();
        manager.close();
    }

    private XAttnBmd network(FusionStrategy fusion, AttentionGate gate) {
        Engine.getInstance().setRandomSeed(7);
        return XAttnBmd.create(TinyNetworks.config(fusion, gate), manager);
    }

    private NDList run(XAttnBmd network) {
        NDArray pictures = manager.create(TinyNetworks.pictures(BATCH, 1), new Shape(BATCH, 1, SIZE, SIZE));
        NDArray rows = manager.create(TinyNetworks.rows(BATCH, 2), new Shape(BATCH, FIELDS));
        return network.forward(new ParameterStore(manager, false), new NDList(pictures, rows), false);
    }

    /** Gives one network the other's weights wherever both have a parameter of that name; returns the names of the others. */
    private static Map<String, Parameter> share(XAttnBmd from, XAttnBmd to) {
        Map<String, Safetensors.Tensor> values = NamedParameters.values(from);
        Map<String, Parameter> own = new TreeMap<>();
        NamedParameters.of(to).forEach((name, parameter) -> {
            if (values.containsKey(name)) {
                NamedParameters.set(parameter.getArray(), values.get(name).values());
            } else {
                own.put(name, parameter);
            }
        });
        return own;
    }

    @ParameterizedTest
    @EnumSource(names = {"BOTH", "IMAGE_TO_CLINICAL", "CLINICAL_TO_IMAGE"})
    void withClosedGatesCrossAttentionIsConcatenationToTheBit(FusionStrategy fusion) {
        XAttnBmd concatenation = network(FusionStrategy.CONCAT, AttentionGate.NONE);
        XAttnBmd attention = network(fusion, AttentionGate.ZERO);
        assertThat(share(concatenation, attention).keySet()).isNotEmpty().allMatch(name -> name.startsWith("cross."));
        NDList expected = run(concatenation);
        NDList actual = run(attention);
        for (int output : new int[] {0, 3, 4}) {
            assertThat(actual.get(output).toFloatArray())
                    .containsExactly(expected.get(output).toFloatArray());
        }
    }

    /** A joint transformer says which side a token is from; without that it is concatenation too. */
    @Test
    void withClosedGatesAJointTransformerIsConcatenationButForItsSides() {
        XAttnBmd concatenation = network(FusionStrategy.CONCAT, AttentionGate.NONE);
        XAttnBmd joint = network(FusionStrategy.JOINT, AttentionGate.ZERO);
        share(concatenation, joint).forEach((name, parameter) -> {
            if (name.endsWith("_side")) {
                parameter.getArray().muli(0);
            }
        });
        assertThat(run(joint).get(0).toFloatArray())
                .containsExactly(run(concatenation).get(0).toFloatArray());
    }

    @ParameterizedTest
    @EnumSource(names = {"BOTH", "IMAGE_TO_CLINICAL", "CLINICAL_TO_IMAGE", "JOINT"})
    void openGatesChangeTheEstimate(FusionStrategy fusion) {
        XAttnBmd network = network(fusion, AttentionGate.ZERO);
        float[] closed = run(network).get(0).toFloatArray();
        NamedParameters.of(network).forEach((name, parameter) -> {
            if (name.endsWith("factor")) {
                parameter.getArray().addi(1);
            }
        });
        assertThat(run(network).get(0).toFloatArray()).isNotEqualTo(closed);
    }

    /** At zero a gate's gradient is what opens it: every gate whose tokens reach the estimate must have one. */
    @ParameterizedTest
    @EnumSource(names = {"BOTH", "JOINT"})
    void everyClosedGateHasAGradient(FusionStrategy fusion) {
        XAttnBmd network = network(fusion, AttentionGate.ZERO);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(run(network).get(0).sum());
        }
        int gates = 0;
        for (Map.Entry<String, Parameter> e : NamedParameters.of(network).entrySet()) {
            if (e.getKey().endsWith("factor")) {
                gates++;
                assertThat(e.getValue().getArray().getGradient().abs().max().getFloat())
                        .as(e.getKey())
                        .isPositive();
            }
        }
        int steps = fusion == FusionStrategy.BOTH ? 2 : 1;
        assertThat(gates).isEqualTo(2 * steps * network.config().attention().layers());
    }

    @Test
    void withoutGatesNothingIsAddedToANetwork() {
        assertThat(NamedParameters.of(network(FusionStrategy.BOTH, AttentionGate.NONE))
                        .keySet())
                .noneMatch(name -> name.contains("factor"));
    }
}
