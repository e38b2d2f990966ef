package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.fixtures.ProtobufWriter;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.model.OnnxStructure;

class ModelFileTest {

    @TempDir
    Path folder;

    @Test
    void missingFileFolderAndSizeCap() {
        assertRefused(Code.MODEL_NOT_FOUND, () -> BmdEstimator.open(folder.resolve("absent.onnx")));
        assertRefused(Code.MODEL_UNREADABLE, () -> BmdEstimator.open(folder));
        Path model = TinyModel.write(folder);
        assertRefused(
                Code.MODEL_TOO_LARGE,
                () -> BmdEstimator.builder(model).maximumModelBytes(1000).open());
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = TinyModel.bytes();
        for (int length = 0; length < whole.length; length += length < 64 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> open(cut))
                    .as("cut at %d of %d", length, whole.length)
                    .isInstanceOfSatisfying(
                            BmdException.class,
                            e -> assertThat(e.code())
                                    .isIn(Code.MODEL_TRUNCATED, Code.MODEL_NOT_ONNX, Code.MODEL_CARD_MISSING));
        }
        assertRefused(Code.MODEL_TRUNCATED, () -> open(Arrays.copyOf(whole, whole.length / 2)));
    }

    @Test
    void notOnnx() {
        byte[] noise = new byte[50_000];
        new Random(3).nextBytes(noise);

        assertRefused(Code.MODEL_NOT_ONNX, () -> open(new byte[0]));
        assertRefused(Code.MODEL_NOT_ONNX, () -> open(noise));
        assertRefused(Code.MODEL_NOT_ONNX, () -> open("PK\3\4 a zip file".getBytes(StandardCharsets.UTF_8)));
        assertRefused(Code.MODEL_NOT_ONNX, () -> open("{\"not\": \"a model\"}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void noCardBrokenCardNewerCard() {
        assertRefused(Code.MODEL_CARD_MISSING, () -> open(TinyModel.bytes(null)));
        assertRefused(Code.MODEL_CARD_INVALID, () -> open(TinyModel.bytes("{}")));
        assertRefused(
                Code.MODEL_CARD_NEWER,
                () -> open(TinyModel.bytes(TinyModel.card()
                        .toJson()
                        .replace("\"schema_version\":1", "\"schema_version\":" + (ModelCard.SCHEMA_VERSION + 1)))));
    }

    @Test
    void weightsInOtherFilesAreRefusedBeforeNativeCode() {
        assertRefused(Code.MODEL_EXTERNAL_DATA, () -> open(TinyModel.withExternalData()));
    }

    @Test
    void wrongInputsAreRefused() {
        String otherSize =
                TinyModel.card(Preprocessing.v1(32, 128), TinyModel.golden(1)).toJson();

        assertRefused(Code.MODEL_CONTRACT, () -> open(TinyModel.bytes(otherSize)));
        ProtobufWriter empty = new ProtobufWriter()
                .number(1, 8)
                .message(7, new ProtobufWriter().text(2, "empty"))
                .message(8, new ProtobufWriter().number(2, 17))
                .message(
                        14,
                        new ProtobufWriter()
                                .text(1, ModelCard.METADATA_KEY)
                                .text(2, TinyModel.card().toJson()));
        assertRefused(Code.MODEL_CONTRACT, () -> open(empty.toBytes()));
    }

    @Test
    void deeplyNestedGraphsAreRefusedInsteadOfOverflowingTheStack() {
        ProtobufWriter graph = new ProtobufWriter().text(2, "leaf");
        for (int depth = 0; depth < 200; depth++) {
            graph = new ProtobufWriter()
                    .message(1, new ProtobufWriter().message(5, new ProtobufWriter().message(6, graph)));
        }
        byte[] model = new ProtobufWriter().number(1, 8).message(7, graph).toBytes();

        assertRefused(Code.MODEL_CONTRACT, () -> OnnxStructure.read(model));
    }

    /** ONNX to a reader of protobuf, and ONNX Runtime's own format to ONNX Runtime by the mark in the producer's name. */
    @Test
    void aFileThatOnnxRuntimeWouldTakeForItsOwnFormatIsRefused() {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(new ProtobufWriter().number(1, 8).text(2, "ORTM").toBytes());
        both.writeBytes(TinyModel.bytes());
        byte[] polyglot = both.toByteArray();
        assertThat(new String(polyglot, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ORTM");

        assertRefused(Code.MODEL_NOT_ONNX, () -> open(polyglot));
        assertRefused(Code.MODEL_NOT_ONNX, () -> OnnxStructure.read(Arrays.copyOf(polyglot, 8)));
        polyglot[7] = 'N';
        open(polyglot);
    }

    /** ONNX Runtime and readers of metadata may take either. */
    @Test
    void twoCardsInOneFileAreRefused() {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(TinyModel.bytes());
        two.writeBytes(new ProtobufWriter()
                .message(
                        14,
                        new ProtobufWriter()
                                .text(1, ModelCard.METADATA_KEY)
                                .text(2, TinyModel.card().toJson()))
                .toBytes());

        assertRefused(Code.MODEL_CARD_INVALID, () -> open(two.toByteArray()));
    }

    @Test
    void goldenVectorsOfAbsurdSizeAreRefused() {
        List<GoldenVector> many = Collections.nCopies(60, TinyModel.golden(1).get(0));

        assertRefused(Code.MODEL_CARD_INVALID, () -> TinyModel.card(Preprocessing.v1(2048, 2048), many));
    }

    @Test
    void aPipeOrDeviceIsNotWaitedFor() {
        Path device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "a system with /dev/zero");

        assertRefused(Code.MODEL_UNREADABLE, () -> BmdEstimator.open(device));
    }

    @Test
    void hashIsCompared() {
        Path model = TinyModel.write(folder);
        String hash = ModelFile.read(model, 1 << 20, null, null).sha256();

        try (BmdEstimator estimator = BmdEstimator.builder(model)
                .sha256(hash.toUpperCase(Locale.ROOT))
                .open()) {
            assertThat(estimator.modelCard()).isEqualTo(TinyModel.card());
        }
        assertRefused(
                Code.MODEL_HASH_MISMATCH,
                () -> BmdEstimator.builder(model).sha256("0".repeat(64)).open());
        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).sha256("abc"));
        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).threads(0));
    }

    @Test
    void modelThatComputesSomethingElseThanItsCardSaysNeverOpens() {
        List<GoldenVector> vectors = new ArrayList<>(TinyModel.golden(2));
        GoldenVector v = vectors.get(1);
        vectors.set(
                1,
                new GoldenVector(
                        v.radiograph(),
                        v.clinical(),
                        v.bmd() + 0.0003,
                        v.spread(),
                        v.outlierScore(),
                        v.clinicalAttention()));
        String json = TinyModel.card(Preprocessing.v1(64, 64), vectors).toJson();

        assertRefused(Code.MODEL_SELF_TEST_FAILED, () -> open(TinyModel.bytes(json)));
        String stated = json.substring(0, json.length() - 1) + ",\"golden_tolerance_g_per_cm2\":";
        assertRefused(Code.MODEL_SELF_TEST_FAILED, () -> open(TinyModel.bytes(stated + "0.0002}")));
        open(TinyModel.bytes(stated + "0.0004}"));
    }

    @Test
    void mutatedFilesAreReadOrRefusedWithACode() {
        byte[] whole = TinyModel.bytes();
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            byte[] mutated = whole.clone();
            // Nearer the front there is more structure to break.
            int range = i % 2 == 0 ? 2_000 : mutated.length;
            for (int change = 0; change <= i % 4; change++) {
                mutated[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(OnnxStructure.read(mutated).inputs()).isNotNull();
            } catch (BmdException e) {
                assertThat(e.code().id()).startsWith("BMD-3");
            }
        }
    }

    private void open(byte[] model) {
        BmdEstimator.open(TinyModel.write(folder, model)).close();
    }
}
