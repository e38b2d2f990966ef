package org.xattnbmd.sdk;

import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyModel;

class NativeRuntimeTest {

    @Test
    void cacheThatCannotBeWrittenIsRefusedIfTheCallerChoseIt(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path model = TinyModel.write(folder);

        assertRefused(
                Code.NATIVE_LIBRARY,
                () -> BmdEstimator.builder(model).nativeCache(file).open());
    }
}
