package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyModel;

class NativeRuntimeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            libonnxruntime.so: failed to map segment from shared object     | false | noexec
            Error loading shared library ld-linux-x86-64.so.2: No such file | false | musl
            anything at all                                                 | true  | musl
            /lib64/libm.so.6: version `GLIBC_2.27' not found                | false | too old
            no onnxruntime in java.library.path                             | false | class path
            """)
    void loadersTextBecomesCauseAndRemedy(String text, boolean musl, String remedy) {
        assertThat(NativeRuntime.explain(new UnsatisfiedLinkError(text), musl)).contains(text, remedy);
    }

    @Test
    void cacheThatCannotBeWrittenIsRefusedIfTheCallerChoseIt(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path model = TinyModel.write(folder);

        assertRefused(
                Code.NATIVE_LIBRARY,
                () -> BmdEstimator.builder(model).nativeCache(file).open());
    }
}
