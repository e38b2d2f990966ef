package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.commands.Soak;

/** A short one; the command runs the long one. */
class SoakTest {

    @TempDir
    Path folder;

    @Test
    void memoryStaysFlat() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read from Linux' /proc");
        ChildJvm.Outcome outcome =
                ChildJvm.run(folder, List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"), Soak.class, "300", "8");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("estimates 300:", "openings 8:");
    }
}
