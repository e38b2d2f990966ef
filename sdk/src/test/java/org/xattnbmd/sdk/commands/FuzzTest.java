package org.xattnbmd.sdk.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few of the damaged files of each kind; {@link Fuzz} as a command tries as many as one likes. */
@Timeout(120)
class FuzzTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void damagedFilesAreReadOrRefusedWithACodeOfTheirKind(FuzzedKind kind) throws Exception {
        assertThat(new Fuzz(folder).run(kind, 30)).isZero();
    }
}
