package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.exporter.internal.failure.Failure;

/** What users see of a failure inside the library. */
class ExportExceptionTest {

    @ParameterizedTest
    @EnumSource
    void tellsAllThatTheFailureTold(Failure.Reason reason) {
        Failure failure = new Failure(reason, "expected this, received that", new IOException("disk"));
        failure.addSuppressed(new IllegalStateException("close"));
        ExportException e = catchThrowableOfType(
                ExportException.class,
                () -> ExportException.translating(() -> {
                    throw failure;
                }));
        assertThat(e.code().name()).isEqualTo(reason.name());
        assertThat(e).hasMessage("expected this, received that").cause().isSameAs(failure.getCause());
        assertThat(e.getStackTrace()).isEqualTo(failure.getStackTrace());
        assertThat(e.getSuppressed()).isEqualTo(failure.getSuppressed());
    }
}
