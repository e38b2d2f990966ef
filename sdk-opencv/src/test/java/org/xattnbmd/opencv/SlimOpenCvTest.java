package org.xattnbmd.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What of Bytedeco's jar is here, and what is not. */
class SlimOpenCvTest {

    @Test
    void hasEveryClassAsItIsButOpenCvsOwn() throws IOException {
        Map<String, Long> whole = new TreeMap<>();
        try (JarFile jar = new JarFile(whole())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    whole.put(entry.getName(), entry.getCrc());
                }
            }
        }
        assertThat(whole.keySet()).anyMatch(name -> name.startsWith("org/opencv/"));
        whole.keySet().removeIf(name -> name.startsWith("org/opencv/"));
        assertThat(whole).containsKey("org/bytedeco/opencv/opencv_core/Mat.class");

        Path classes = Path.of("target/classes");
        Map<String, Long> here = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                CRC32 crc = new CRC32();
                crc.update(Files.readAllBytes(file));
                here.put(classes.relativize(file).toString().replace('\\', '/'), crc.getValue());
            }
        }
        assertThat(here).isEqualTo(whole);
    }

    /** Bytedeco's jar, behind this module's classes on the class path: the one that has OpenCV's own. */
    private static File whole() {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().matches("opencv-[0-9.-]+\\.jar"))
                .findFirst()
                .orElseThrow();
        return new File(jar);
    }
}
