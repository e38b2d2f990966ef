package org.xattnbmd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Names that a release promises to keep beside signatures of Java: codes, keys, options (RELEASING.md), a line each in a file, so that
 * one that goes shows in review. Written again by {@code -Dapi.write=true}.
 */
public final class Promised {

    private Promised() {}

    /** Compares names with those that were agreed on, in the module's test resources. */
    public static void check(String file, Collection<String> names) throws IOException {
        Path baseline = Path.of("src/test/resources", file);
        List<String> now = List.copyOf(new TreeSet<>(names));
        if (Boolean.getBoolean("api.write")) {
            Files.write(baseline, now);
        }
        List<String> agreed = Files.readAllLines(baseline);
        assertThat(now)
                .as("what goes breaks callers (RELEASING.md, Versions)")
                .containsAll(agreed);
        assertThat(agreed)
                .as("what is new becomes a promise: run with -Dapi.write=true")
                .containsAll(now);
    }
}
