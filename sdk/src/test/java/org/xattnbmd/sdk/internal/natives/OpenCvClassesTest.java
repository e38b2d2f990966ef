package org.xattnbmd.sdk.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.internal.natives.opencv.OpenCvCalls;

class OpenCvClassesTest {

    @Test
    void theClassesAreOthersThanTheHosts() throws Exception {
        OpenCvClasses classes = new OpenCvClasses();
        for (String name : new String[] {"org.bytedeco.javacpp.Loader", OpenCvCalls.class.getName()}) {
            Class<?> own = classes.loadClass(name);

            assertThat(own.getClassLoader()).isSameAs(classes);
            assertThat(own).isNotSameAs(Class.forName(name, false, getClass().getClassLoader()));
            assertThat(classes.loadClass(name)).isSameAs(own);
        }
        assertThat(classes.loadClass(OpenCv.class.getName())).isSameAs(OpenCv.class);
    }

    @Test
    void theOwnCopyOfJavaCppLoadsNothing() throws Exception {
        Class<?> loader = new OpenCvClasses().loadClass("org.bytedeco.javacpp.Loader");

        assertThat(loader.getMethod("isLoadLibraries").invoke(null)).isEqualTo(false);
        assertThat(OpenCvClasses.understandsJavaCpp()).isTrue();
    }

    @Test
    void aReplacedConstantMayHaveAnotherLength() throws Exception {
        byte[] changed = OpenCvClasses.withText(bytes(Speaker.class), "a constant", "one of another length");

        Class<?> speaker = new ClassLoader(null) {
            Class<?> define() {
                return defineClass(Speaker.class.getName(), changed, 0, changed.length);
            }
        }.define();
        Method word = speaker.getDeclaredMethod("word");
        word.setAccessible(true);

        assertThat(word.invoke(null)).isEqualTo("one of another length");
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String name = type.getName();
        try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    private static final class Speaker {

        static String word() {
            return "a constant";
        }
    }
}
