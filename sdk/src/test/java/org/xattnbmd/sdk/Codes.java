package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a call is refused with a stable code and a message that helps. */
public final class Codes {

    private Codes() {}

    public static void assertRefused(BmdException.Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(BmdException.class, refused -> {
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
            assertThat(refused.getMessage()).hasSizeGreaterThan(20);
            assertThat(refused.toString()).startsWith(code.id() + ": ");
        });
    }
}
