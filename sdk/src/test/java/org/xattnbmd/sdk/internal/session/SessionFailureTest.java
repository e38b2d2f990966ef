package org.xattnbmd.sdk.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Only what is the model's fault is put on the model. */
class SessionFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error code - ORT_FAIL - message: pthread_create failed, error code: 11 error msg: Resource temporarily unavailable",
                "std::bad_alloc",
                "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 3000000000",
                "Cannot allocate memory"
            })
    void whatTheProcessLacksIsNoFaultOfTheModel(String reason) {
        BmdException failure = SessionFailure.of(new IllegalStateException(reason));

        assertThat(failure.code()).isEqualTo(Code.RUN_FAILED);
        assertThat(failure).hasMessageContaining("limits").message().doesNotContain("Export");
    }

    @Test
    void whatTheModelLacksIs() {
        BmdException failure = SessionFailure.of(new IllegalStateException("Type Error:\n  Type 'tensor(float)'"));

        assertThat(failure.code()).isEqualTo(Code.MODEL_LOAD_FAILED);
        assertThat(failure).hasMessageContaining("Type Error: Type 'tensor(float)' Export it again.");
    }
}
