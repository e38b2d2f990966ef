package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.xattnbmd.sdk.BmdException;

/** Refusals by their code. */
final class Refusals {

    private Refusals() {}

    static void assertRefused(BmdException.Code code, ThrowingCallable call) {
        BmdException refused = catchThrowableOfType(BmdException.class, call);
        assertThat(refused).as("expected " + code).isNotNull();
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.getMessage()).doesNotContain("Nobody", "PID-", "ACC-");
    }
}
