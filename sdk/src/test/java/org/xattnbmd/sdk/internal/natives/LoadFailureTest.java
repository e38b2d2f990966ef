package org.xattnbmd.sdk.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadFailureTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            libonnxruntime.so: failed to map segment from shared object     | false | noexec
            libonnxruntime.so: Operation not permitted                      | false | noexec
            Error loading shared library ld-linux-x86-64.so.2: No such file | false | musl
            Error relocating libopencv_core.so: __strdup: symbol not found  | false | musl
            anything at all                                                 | true  | musl
            /lib64/libm.so.6: version `GLIBC_2.27' not found                | false | too old
            /lib64/libm.so.6: version `GLIBC_2.27' not found                | true  | too old
            libstdc++.so.6: version `GLIBCXX_3.4.30' not found              | false | too old
            no onnxruntime in java.library.path                             | false | class path
            """)
    void loadersTextBecomesCauseAndRemedy(String text, boolean musl, String remedy) {
        assertThat(LoadFailure.explain("OpenCV", "opencv", new UnsatisfiedLinkError(text), musl))
                .startsWith("OpenCV could not be loaded on this machine (" + text + "). ")
                .contains(remedy);
    }

    @Test
    void theInnermostCauseIsTheLoaders() {
        Error failure = new ExceptionInInitializerError(new UnsatisfiedLinkError("failed to map segment"));

        assertThat(LoadFailure.explain("OpenCV", "opencv", failure)).contains("noexec");
    }
}
