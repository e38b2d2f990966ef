package org.xattnbmd.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.api.Promised;
import org.xattnbmd.api.PromisedOptions;

/** Options of every application that has a launcher, against those that were agreed on. */
class PromisedOptionsTest {

    @Test
    void areThoseOfTheBaseline() throws Exception {
        List<String> options = new ArrayList<>();
        try (Stream<Path> launchers = Files.list(Path.of("src/main/launcher"))) {
            for (Path launcher : launchers.toList()) {
                String name = launcher.getFileName().toString().replace(".args", "");
                options.addAll(PromisedOptions.of(GuidesTest.application(name)));
            }
        }
        Promised.check("promised-options.txt", options);
    }
}
