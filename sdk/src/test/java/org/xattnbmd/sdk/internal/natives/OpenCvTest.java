package org.xattnbmd.sdk.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OpenCvTest {

    @Test
    void opencvAndWhatItNeedsAreNobodyElses() throws Exception {
        assertThat(onlyOpenCv("javacpp-1.5.13.jar", "opencv-4.13.0-1.5.13-linux-x86_64.jar", "openblas-0.3.31.jar"))
                .isTrue();
    }

    @Test
    void anyOtherJarOfJavaCppMayNeedTheSetting() throws Exception {
        assertThat(onlyOpenCv("javacpp-1.5.13.jar", "opencv-4.13.0.jar", "ffmpeg-7.1.jar"))
                .isFalse();
        assertThat(onlyOpenCv("opencv-4.13.0-1.5.13-linux-x86_64-gpu.jar")).isFalse();
        assertThat(onlyOpenCv("workstation-all.jar")).isFalse();
    }

    @Test
    void whatIsNotKnownIsNotAssumed() throws Exception {
        assertThat(OpenCv.onlyOpenCv(List.of())).isFalse();
        assertThat(OpenCv.onlyOpenCv(List.of(new URL("file:/opt/classes/org/bytedeco/"))))
                .isFalse();
    }

    private static boolean onlyOpenCv(String... jars) throws Exception {
        List<URL> places = new ArrayList<>();
        for (String jar : jars) {
            places.add(new URL("jar:file:/opt/lib/" + jar + "!/org/bytedeco/"));
        }
        return OpenCv.onlyOpenCv(places);
    }

    @Test
    void whoeverSetsHowJavaCppLoadsDecides() {
        assertThat(hostDecides("org.bytedeco.javacpp.loadLibraries")).isTrue();
        assertThat(hostDecides("org.bytedeco.javacpp.loadlibraries")).isTrue();
        assertThat(hostDecides("org.bytedeco.javacpp.pathsFirst")).isTrue();
        assertThat(hostDecides("org.bytedeco.javacpp.platform.extension")).isTrue();
        assertThat(hostDecides("org.bytedeco.javacpp.cachedir")).isFalse();
        assertThat(hostDecides("org.bytedeco.javacpp.maxBytes")).isFalse();
    }

    private static boolean hostDecides(String name) {
        Properties properties = new Properties();
        properties.setProperty(name, "true");
        return OpenCvLibraries.hostDecides(properties);
    }
}
