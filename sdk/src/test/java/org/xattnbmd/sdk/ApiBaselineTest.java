package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public API, signature by signature, against the one that was agreed on, so that every change shows in review as lines
 * of text. Whether a change breaks callers is japicmp's to judge, at {@code verify}, against the same API as class files
 * ({@code src/api}). Both baselines are written again by {@code ./mvnw -pl sdk test -Dtest=ApiBaselineTest -Dapi.write=true}.
 */
class ApiBaselineTest {

    private static final Path BASELINE = Path.of("src/test/resources/api-baseline.txt");
    private static final Path STUBS = Path.of("src/api/bmd-sdk-api.jar");
    private static final List<String> EXPORTED = List.of("org.xattnbmd.sdk", "org.xattnbmd.sdk.results");
    private static final int MOST_TYPES = 25;

    @Test
    void signaturesAreThoseOfTheBaseline() throws Exception {
        List<String> signatures = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            signatures.addAll(signatures(type));
        }
        if (Boolean.getBoolean("api.write")) {
            Files.write(BASELINE, signatures);
            ApiStubs.write(publicTypes(), STUBS);
        }

        assertThat(signatures)
                .as("run with -Dapi.write=true if the change is meant, and say in CHANGELOG.md what it breaks")
                .isEqualTo(Files.readAllLines(BASELINE));
    }

    @Test
    void bothBaselinesAreOfTheSameApi(@TempDir Path folder) throws Exception {
        Path now = folder.resolve("api/now.jar");
        ApiStubs.write(publicTypes(), now);

        assertThat(Files.readAllBytes(now))
                .as("written together with the signatures, by -Dapi.write=true")
                .isEqualTo(Files.readAllBytes(STUBS));
    }

    @Test
    void surfaceStaysSmall() throws Exception {
        assertThat(publicTypes().stream().filter(type -> type.getEnclosingClass() == null))
                .hasSizeLessThanOrEqualTo(MOST_TYPES);
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (String exported : EXPORTED) {
            try (Stream<Path> files = Files.list(Path.of("target/classes", exported.split("\\.")))) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".class") && !name.equals("package-info.class")) {
                        Class<?> type = Class.forName(exported + "." + name.replace(".class", ""));
                        if (isReachable(type)) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static boolean isReachable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    private static List<String> signatures(Class<?> type) {
        TreeSet<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (isApi(field.getModifiers()) && !field.isSynthetic()) {
                members.add(
                        "  " + modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isApi(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add("  new(" + parameters(constructor) + ")");
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isApi(method.getModifiers()) && !method.isSynthetic()) {
                members.add("  " + modifiers(method.getModifiers()) + name(method.getGenericReturnType()) + " "
                        + method.getName() + "(" + parameters(method) + ")");
            }
        }
        List<String> lines = new ArrayList<>();
        String supertypes = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(ApiBaselineTest::name)
                .collect(Collectors.joining(", "));
        lines.add(modifiers(type.getModifiers()) + name(type) + (supertypes.isEmpty() ? "" : " : " + supertypes));
        lines.addAll(members);
        return lines;
    }

    private static boolean isApi(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String modifiers(int modifiers) {
        int shown = modifiers & (Modifier.STATIC | Modifier.FINAL | Modifier.PROTECTED | Modifier.INTERFACE);
        return shown == 0 ? "" : Modifier.toString(shown) + " ";
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(ApiBaselineTest::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return type.getTypeName().replace("org.xattnbmd.sdk.", "").replace("java.lang.", "");
    }
}
