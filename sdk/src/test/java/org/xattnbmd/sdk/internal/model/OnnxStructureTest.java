package org.xattnbmd.sdk.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.fixtures.ProtobufWriter;
import org.xattnbmd.sdk.fixtures.TinyModel;

class OnnxStructureTest {

    private static ProtobufWriter model(ProtobufWriter graph) {
        return new ProtobufWriter().number(1, 8).message(7, graph).message(8, new ProtobufWriter().number(2, 17));
    }

    private static void assertRefused(Code code, ProtobufWriter model) {
        assertThatThrownBy(() -> OnnxStructure.read(model.toBytes()))
                .isInstanceOfSatisfying(
                        BmdException.class,
                        e -> assertThat(e.code()).as(e.toString()).isEqualTo(code));
    }

    @Test
    void readsInputsOutputsAndMetadata() {
        OnnxStructure structure = OnnxStructure.read(TinyModel.bytes());

        assertThat(structure.inputs().keySet()).containsExactly("radiograph", "clinical");
        assertThat(structure.inputs().get("radiograph").shape())
                .isEqualTo(List.of(-1L, 1L, (long) TinyModel.SIDE, (long) TinyModel.SIDE));
        assertThat(structure.inputs().get("radiograph").elementType()).isEqualTo(ModelContract.ONNX_ELEMENT_TYPE);
        assertThat(structure.outputs()).hasSize(5).containsKey("bmd");
        assertThat(structure.metadata()).containsKey(ModelCard.METADATA_KEY);
    }

    @Test
    void initializersThatAreListedAsInputsAreNoInputs() {
        ProtobufWriter graph = new ProtobufWriter()
                .message(5, new ProtobufWriter().text(8, "weight"))
                .message(11, new ProtobufWriter().text(1, "weight"))
                .message(11, new ProtobufWriter().text(1, "x"));

        assertThat(OnnxStructure.read(model(graph).toBytes()).inputs().keySet()).containsExactly("x");
    }

    @Test
    void externalDataIsFoundWhereverATensorCanBe() {
        ProtobufWriter external = new ProtobufWriter().number(14, 1);
        ProtobufWriter attribute = new ProtobufWriter().message(5, external);
        ProtobufWriter node = new ProtobufWriter().message(5, attribute);
        ProtobufWriter inner = new ProtobufWriter().message(1, node);
        ProtobufWriter nested = new ProtobufWriter()
                .message(1, new ProtobufWriter().message(5, new ProtobufWriter().message(6, inner)));
        ProtobufWriter sparse = new ProtobufWriter().message(15, new ProtobufWriter().message(1, external));

        assertRefused(Code.MODEL_EXTERNAL_DATA, model(new ProtobufWriter().message(5, external)));
        assertRefused(Code.MODEL_EXTERNAL_DATA, model(inner));
        assertRefused(Code.MODEL_EXTERNAL_DATA, model(nested));
        assertRefused(Code.MODEL_EXTERNAL_DATA, model(sparse));
        assertRefused(
                Code.MODEL_EXTERNAL_DATA,
                model(new ProtobufWriter()).message(25, new ProtobufWriter().message(7, node)));
        assertRefused(
                Code.MODEL_EXTERNAL_DATA,
                model(new ProtobufWriter()).message(25, new ProtobufWriter().message(11, attribute)));
    }

    @Test
    void controlFlowAndFunctionsAreRefusedWhateverElseTheFileSays() {
        ProtobufWriter inner = new ProtobufWriter().message(1, product("", "Abs", "x"));
        for (String operator : List.of("If", "Loop", "Scan", "Abs")) {
            for (int field : new int[] {6, 11}) {
                ProtobufWriter branch = new ProtobufWriter().text(1, "body").message(field, inner);
                ProtobufWriter node = product("", operator, "x").message(5, branch);
                assertRefused(Code.MODEL_CONTRACT, model(new ProtobufWriter().message(1, node)));
            }
        }
        ProtobufWriter function = new ProtobufWriter().text(1, "Abs").text(10, "com.microsoft");
        assertRefused(Code.MODEL_CONTRACT, model(inner).message(25, function));
        assertThat(OnnxStructure.read(model(inner).toBytes()).operators()).containsEntry("Abs", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoSuchOperator",
                "NonZero",
                "Unique",
                "Compress",
                "NonMaxSuppression",
                "SequenceMap",
                "Einsum",
                "Optional",
                "StringConcat",
                "com.microsoft:FusedMatMul",
                "com.microsoft:QAttention",
                "ai.onnx.ml:TreeEnsembleRegressor"
            })
    void operatorsThatNetworksForRadiographsAreNotMadeOfAreRefusedByName(String name) {
        String[] parts = name.split(":");
        ProtobufWriter node = product(parts.length == 2 ? parts[0] : "", parts[parts.length - 1], "x");

        assertThatThrownBy(() -> OnnxStructure.read(
                        model(new ProtobufWriter().message(1, node)).toBytes()))
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(Code.MODEL_CONTRACT))
                .hasMessageContaining(name);
    }

    @Test
    void anOperatorsNameIsPrintedWithoutWhatCommandsATerminal() {
        ProtobufWriter node = product("", "Loop\u001b[2J\r\n" + "x".repeat(1000), "x");

        assertThatThrownBy(() -> OnnxStructure.read(
                        model(new ProtobufWriter().message(1, node)).toBytes()))
                .message()
                .hasSizeLessThan(300)
                .doesNotContainPattern("\\p{Cntrl}")
                .contains("Loop?[2J??");
    }

    @Test
    void tensorsThatTheFileCannotHoldAreRefused() {
        for (long[] shape : new long[][] {{1L << 40}, {1L << 33, 1L << 33}, {-1}}) {
            ProtobufWriter tensor = new ProtobufWriter().number(2, 1).text(8, "weight");
            for (long length : shape) {
                tensor.number(1, length);
            }
            assertRefused(Code.MODEL_CONTRACT, model(new ProtobufWriter().message(5, tensor)));
        }
        ProtobufWriter sparse = new ProtobufWriter().message(15, new ProtobufWriter().number(3, 1L << 40));
        assertRefused(Code.MODEL_CONTRACT, model(sparse));
    }

    private static ProtobufWriter product(String domain, String operator, String... inputs) {
        ProtobufWriter node = new ProtobufWriter();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(4, operator);
        return domain.isEmpty() ? node : node.text(7, domain);
    }

    /** Told to add 8-bit products exactly, ONNX Runtime 1.28.0 takes the process down on them. */
    @Test
    void integerProductsWithoutZeroPointsAreRefusedWhereverTheyAre() {
        ProtobufWriter bare = product("", "MatMulInteger", "a", "b");
        ProtobufWriter inner = new ProtobufWriter().message(1, bare);
        ProtobufWriter nested = new ProtobufWriter()
                .message(1, new ProtobufWriter().message(5, new ProtobufWriter().message(6, inner)));

        assertRefused(Code.MODEL_CONTRACT, model(inner));
        assertRefused(Code.MODEL_CONTRACT, model(nested));
        assertRefused(
                Code.MODEL_CONTRACT, model(new ProtobufWriter()).message(25, new ProtobufWriter().message(7, bare)));
        assertRefused(
                Code.MODEL_CONTRACT,
                model(new ProtobufWriter().message(1, product("", "MatMulInteger", "a", "b", "zero", ""))));
        assertRefused(
                Code.MODEL_CONTRACT,
                model(new ProtobufWriter()
                        .message(1, product("com.microsoft", "DynamicQuantizeMatMul", "a", "b", "scale"))));
        assertThat(OnnxStructure.read(model(new ProtobufWriter()
                                        .message(1, product("", "MatMulInteger", "a", "b", "zero", "zero")))
                                .toBytes())
                        .operators())
                .containsEntry("MatMulInteger", 1);
    }

    @Test
    void operatorsOfUnknownDomainsAreRefused() {
        ProtobufWriter node = new ProtobufWriter().text(4, "Custom").text(7, "com.example");

        assertRefused(Code.MODEL_CONTRACT, model(new ProtobufWriter().message(1, node)));
        assertRefused(
                Code.MODEL_CONTRACT,
                model(new ProtobufWriter())
                        .message(8, new ProtobufWriter().text(1, "com.example").number(2, 1)));
    }

    @Test
    void missingPartsAreNamed() {
        assertThatThrownBy(() ->
                        OnnxStructure.read(new ProtobufWriter().number(1, 8).toBytes()))
                .hasMessageContaining("graph");
        assertThatThrownBy(() -> OnnxStructure.read(new ProtobufWriter()
                        .number(1, 8)
                        .message(7, new ProtobufWriter())
                        .toBytes()))
                .hasMessageContaining("operator set");
        assertThatThrownBy(() -> OnnxStructure.read(
                        new ProtobufWriter().message(7, new ProtobufWriter()).toBytes()))
                .hasMessageContaining("IR version");
    }

    @Test
    void brokenWireFormatIsRefused() {
        byte[] groupType = {0x0B};
        byte[] fieldZero = {0x00, 0x01};
        byte[] endlessNumber = {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        byte[] hugeLength = {8, 8, 0x3A, -1, -1, -1, -1, 0x0F};
        byte[] negativeLength = {8, 8, 0x3A, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        for (byte[] bytes : new byte[][] {groupType, fieldZero, endlessNumber, hugeLength, negativeLength}) {
            assertThatThrownBy(() -> OnnxStructure.read(bytes))
                    .isInstanceOfSatisfying(
                            BmdException.class,
                            e -> assertThat(e.code()).isIn(Code.MODEL_NOT_ONNX, Code.MODEL_TRUNCATED));
        }
    }
}
