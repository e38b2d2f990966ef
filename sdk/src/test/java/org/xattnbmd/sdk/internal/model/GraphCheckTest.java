package org.xattnbmd.sdk.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.HostileModel;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Graphs that a few bytes make endless or huge: all are refused from their sizes, none is given to ONNX Runtime. */
class GraphCheckTest {

    private static final ModelCard CARD = TinyModel.card();

    private static void check(byte[] model) {
        OnnxStructure structure = OnnxStructure.read(model);
        GraphCheck.check(structure, CARD, TensorCheck.check(structure, CARD));
    }

    @Test
    void soundModelsPass() {
        check(TinyModel.bytes());
        check(TinyModel.withNeckBox(CARD.toJson()));
    }

    /** Lengths, one per line: an operator, its input shape or values, and what it is asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ConstantOfShape | 750000000",
                "ConstantOfShape | 3,1000000,1000000",
                "ConstantOfShape | 4611686018427387904",
                "ConstantOfShape | 4294967296,4294967296,4294967296",
                "Tile | 1,1,1000,1000",
                "Tile | 4611686018427387904,4,1,1",
                "Expand | 1000000,1,64,64",
                "Pad | 0,0,0,0,0,0,1000000,1000000",
                "Pad | 0,0,0,0,0,0,0,9223372036854775807",
                "Resize | 1,1,1000000,1000000",
                "OneHot | 100000000",
                "Range | 900000000"
            })
    void aResultThatNoMemoryHolds(String operator, String sizes) {
        long[] numbers =
                Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray();

        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.growing(operator, numbers)));
    }

    @Test
    void manySmallStepsThatDouble() {
        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.doubling("Concat", 40)));
        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.doubling("Concat", 200)));
        check(HostileModel.doubling("Concat", 4));
    }

    @Test
    void productsAndWindowsThatTakeHoursInLittleMemory() {
        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.products(3000, 4096)));
        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.windows(4000)));
        check(HostileModel.products(2, 64));
    }

    @Test
    void sizesThatDependOnWhatTheSubjectIs() {
        for (String operator : List.of("ConstantOfShape", "Expand", "Tile", "Range", "Reshape")) {
            assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.sizedByTheSubject(operator)));
        }
    }

    @Test
    void outputsOfAnotherShapeThanTheContracts() {
        assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.attention(1L, 16L)));
        assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.attention(4L, 4L, 1L)));
        assertRefused(Code.MODEL_TOO_COSTLY, () -> check(HostileModel.attention(-1L, 1024L, 1024L)));
    }

    @Test
    void graphsOutOfOrder() {
        assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.with("Abs", "later", "now")));
        assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.with("Abs", "z", "bmd")));
        assertRefused(Code.MODEL_CONTRACT, () -> check(HostileModel.with("Add", "radiograph,clinical", "sum")));
        check(HostileModel.with("Abs", "z", "now"));
    }

    @Test
    void shapesThatTheBatchDecidesAreFollowed() {
        assertThat(HostileModel.shapedByTheBatch()).satisfies(GraphCheckTest::check);
    }
}
