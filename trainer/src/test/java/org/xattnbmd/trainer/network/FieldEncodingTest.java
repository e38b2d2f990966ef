package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;

/** Logarithms, stated values and learned tokens in the table's encoder. */
class FieldEncodingTest {

    private static final float NO = Float.NaN;

    private static float[] token(FieldEncoding field, float value) {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(3);
            NetworkConfig config = new NetworkConfig(
                    TinyNetworks.config(FusionStrategy.BOTH, false).settings(), List.of(field), 0);
            TableEncoder encoder = new TableEncoder(config.fields(), config.attention());
            encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
            NDArray raw = manager.create(new float[] {value}, new Shape(1, 1));
            return HostArrays.floats(encoder.forward(new ParameterStore(manager, false), new NDList(raw), false)
                    .singletonOrThrow());
        }
    }

    @Test
    void aLogarithmEntersAsTheNumberThatItIs() {
        FieldEncoding log = new FieldEncoding("ferritin", 0, Math.log(100), 0.5, true, null);
        FieldEncoding number = new FieldEncoding("ferritin", 0, Math.log(100), 0.5);
        assertThat(token(log, 250)).containsExactly(token(number, (float) Math.log(250)), within(1e-5f));
        assertThat(token(log, NO)).as("its learned token").containsExactly(token(number, NO));
        assertThat(token(log, -1)).doesNotContain(Float.NaN);
    }

    @Test
    void aStatedValueStandsForAMissingOne() {
        FieldEncoding stated = new FieldEncoding("units", 0, 5, 4, false, 0.0);
        assertThat(token(stated, NO)).containsExactly(token(stated, 0));
        assertThat(token(stated, 3)).containsExactly(token(new FieldEncoding("units", 0, 5, 4), 3));
        FieldEncoding answer = new FieldEncoding("fracture", 2, 0.1, 0.3, false, 1.0);
        assertThat(token(answer, NO)).containsExactly(token(answer, 1)).isNotEqualTo(token(answer, 0));
        FieldEncoding log = new FieldEncoding("ferritin", 0, Math.log(100), 0.5, true, 100.0);
        assertThat(token(log, NO)).containsExactly(token(log, 100), within(1e-6f));
    }

    /** Records of runs from before there were declared fields stay what they were, byte by byte. */
    @Test
    void onlyWhatIsUnusualIsInTheFile() throws IOException {
        ObjectMapper json = new ObjectMapper();
        FieldEncoding usual = new FieldEncoding("age", 0, 75, 6);
        assertThat(json.writeValueAsString(usual))
                .isEqualTo("{\"name\":\"age\",\"categories\":0,\"mean\":75.0,\"sd\":6.0}");
        assertThat(json.readValue(json.writeValueAsString(usual), FieldEncoding.class))
                .isEqualTo(usual);
        FieldEncoding unusual = new FieldEncoding("f", 0, 1, 2, true, 0.5);
        assertThat(json.readValue(json.writeValueAsString(unusual), FieldEncoding.class))
                .isEqualTo(unusual);
    }
}
