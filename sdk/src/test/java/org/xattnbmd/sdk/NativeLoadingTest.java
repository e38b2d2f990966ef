package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.ChildJvm.Outcome;
import org.xattnbmd.sdk.internal.AreaResampler;

/** What JavaCPP does while it loads OpenCV, by its own log, in a JVM of its own. */
@Timeout(300)
class NativeLoadingTest {

    @TempDir
    Path folder;

    @Test
    void onlyCoreAndImageProcessingAreLoadedAndNoCudaIsLookedFor() throws Exception {
        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("opencv_core", "opencv_imgproc", "extension null")
                .doesNotContain("library cudart", "library cublas", "opencv_imgcodecs", "opencv_dnn");
    }

    @Test
    void theHostsChoiceOfAnExtensionIsKept() throws Exception {
        Outcome outcome = run("-Dorg.bytedeco.javacpp.platform.extension=-gpu");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("library cudart", "extension -gpu");
    }

    private Outcome run(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Dorg.bytedeco.javacpp.logger.debug=true");
        return ChildJvm.run(folder, all, LoadTwice.class);
    }

    /** Loads OpenCV, and again, and says what is left of the setting. */
    static final class LoadTwice {

        public static void main(String[] arguments) {
            AreaResampler.load();
            AreaResampler.load();
            System.out.println("extension " + Loader.loadProperties().getProperty("platform.extension"));
        }
    }
}
