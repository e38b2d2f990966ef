package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** The modules that the container's Java is linked from, against what jdeps finds in the samples and all that they bring. */
class ContainerModulesTest {

    /** Found by name at run time, each with its reason in the file: services that jdeps does not see. */
    private static final Set<String> BY_NAME = Set.of("jdk.crypto.ec");

    @Test
    void areThoseOfJdepsAndServices() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("container/modules.txt"))) {
            if (!line.startsWith("#")) {
                assertThat(listed.add(line)).as("%s once", line).isTrue();
            }
        }
        Set<String> expected = new TreeSet<>(jdeps());
        expected.addAll(BY_NAME);
        assertThat(listed).isEqualTo(expected);
        for (String module : BY_NAME) {
            assertThat(ModuleFinder.ofSystem().find(module)).as(module).isPresent();
        }
    }

    /** Without modules that others in the list require for all who require them. */
    private static List<String> jdeps() throws IOException {
        // The class path at run time, which the build writes before the tests.
        List<String> places = new ArrayList<>(List.of("target/classes"));
        for (String place :
                Files.readString(Path.of("target/classpath.txt")).strip().split(File.pathSeparator)) {
            // The viewer's look is not in the container.
            if (!new File(place).getName().startsWith("flatlaf-")) {
                places.add(place);
            }
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--multi-release",
                "17",
                "--ignore-missing-deps",
                "--print-module-deps",
                "--module-path",
                String.join(File.pathSeparator, places.subList(1, places.size()))));
        arguments.addAll(places);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int result = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        assertThat(result).as(out.toString() + err).isZero();
        // Before the line with the modules there are warnings.
        List<String> lines = out.toString().lines().toList();
        return List.of(lines.get(lines.size() - 1).split(","));
    }
}
