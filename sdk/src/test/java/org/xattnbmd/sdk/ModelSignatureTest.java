package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ModelSignatureTest {

    @TempDir
    Path folder;

    private Path model;
    private Path signatureFile;
    private KeyPair keys;
    private byte[] signature;

    @BeforeEach
    void sign() throws Exception {
        model = TinyModel.write(folder);
        signatureFile = folder.resolve("tiny.onnx.sig");
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(keys.getPrivate());
        ed25519.update(TinyModel.bytes());
        signature = ed25519.sign();
    }

    @Test
    void opensWhatTheKeySignedInBytesOrBase64() throws Exception {
        Files.write(signatureFile, signature);
        open(keys);
        Files.writeString(signatureFile, Base64.getEncoder().encodeToString(signature) + "\n");
        open(keys);
    }

    @Test
    void refusesAnythingElse() throws Exception {
        assertRefused(Code.MODEL_SIGNATURE_INVALID, () -> open(keys));
        Files.write(signatureFile, signature);
        KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertRefused(Code.MODEL_SIGNATURE_INVALID, () -> open(others));

        byte[] changed = TinyModel.bytes();
        changed[changed.length / 2] ^= 1;
        TinyModel.write(folder, changed);
        assertRefused(Code.MODEL_SIGNATURE_INVALID, () -> open(keys));

        TinyModel.write(folder);
        for (byte[] wrong : new byte[][] {new byte[64], new byte[10], new byte[5000], "?!".getBytes()}) {
            Files.write(signatureFile, wrong);
            assertRefused(Code.MODEL_SIGNATURE_INVALID, () -> open(keys));
        }
    }

    @Test
    void otherKindsOfKeyAreRefusedAtOnce() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).signedBy(rsa.getPublic()));
    }

    private void open(KeyPair by) {
        try (BmdEstimator estimator =
                BmdEstimator.builder(model).signedBy(by.getPublic()).open()) {
            assertThat(estimator.modelCard().modelId()).isEqualTo("tiny");
        }
    }
}
