package org.xattnbmd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
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
 * The public API of a module, the types of the packages that its descriptor exports to all, signature by signature, against the one
 * that was agreed on, so that every change shows in review as lines of text. Whether a change breaks callers is japicmp's to judge, at
 * {@code verify}, against the same API as class files ({@code src/api}). Both baselines are written again by {@code ./mvnw -pl MODULE
 * test -Dtest=ApiBaselineTest -Dapi.write=true}. A module's test extends this; it runs in the module's folder.
 */
public abstract class ApiBaseline {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Path BASELINE = Path.of("src/test/resources/api-baseline.txt");

    private final Path stubs;
    private final int mostTypes;

    /**
     * @param artifact the module's, whose API as class files is {@code src/api/ARTIFACT-api.jar}
     * @param mostTypes how many types the API may have, nested ones not counted
     */
    protected ApiBaseline(String artifact, int mostTypes) {
        stubs = Path.of("src/api", artifact + "-api.jar");
        this.mostTypes = mostTypes;
    }

    @Test
    final void signaturesAreThoseOfTheBaseline() throws Exception {
        List<String> signatures = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            signatures.addAll(signatures(type));
        }
        if (Boolean.getBoolean("api.write")) {
            Files.write(BASELINE, signatures);
            ApiStubs.write(publicTypes(), stubs);
        }

        assertThat(signatures)
                .as("run with -Dapi.write=true if the change is meant, and say in CHANGELOG.md what it breaks")
                .isEqualTo(Files.readAllLines(BASELINE));
    }

    @Test
    final void bothBaselinesAreOfTheSameApi(@TempDir Path folder) throws Exception {
        Path now = folder.resolve("api/now.jar");
        ApiStubs.write(publicTypes(), now);

        assertThat(Files.readAllBytes(now))
                .as("written together with the signatures, by -Dapi.write=true")
                .isEqualTo(Files.readAllBytes(stubs));
    }

    @Test
    final void eachPackageSaysWhereNullMayBe() throws Exception {
        for (String exported : exported()) {
            assertThat(Class.forName(exported + ".package-info").getAnnotations())
                    .as(exported)
                    .extracting(annotation -> annotation.annotationType().getName())
                    .contains("org.jspecify.annotations.NullMarked");
        }
    }

    @Test
    final void surfaceStaysSmall() throws Exception {
        assertThat(publicTypes().stream().filter(type -> type.getEnclosingClass() == null))
                .hasSizeLessThanOrEqualTo(mostTypes);
    }

    /** Packages that everybody may use, by name. */
    private static List<String> exported() throws IOException {
        try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .sorted()
                    .toList();
        }
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (String exported : exported()) {
            try (Stream<Path> files = Files.list(CLASSES.resolve(exported.replace('.', '/')))) {
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
                .map(ApiBaseline::name)
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
                .map(ApiBaseline::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return type.getTypeName()
                .replaceAll("org\\.xattnbmd\\.(sdk|exporter)\\.", "")
                .replace("java.lang.", "");
    }
}
