package org.xattnbmd.sdk.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {

    private static final String MAIN = System.mapLibraryName("onnxruntime").replace("jnilib", "dylib");

    @TempDir
    Path cache;

    @Test
    void unpacksOnceAndAgainOnlyWhatWasDamaged() throws Exception {
        Path folder = NativeCache.prepare(cache, false).orElseThrow();
        Path library = folder.resolve(MAIN);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(library, old);
        assertThat(NativeCache.prepare(cache, false)).contains(folder);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(old);

        byte[] bytes = Files.readAllBytes(library);
        bytes[bytes.length / 2] ^= 1;
        Files.write(library, bytes);
        NativeCache.prepare(cache, false);
        bytes[bytes.length / 2] ^= 1;
        assertThat(Files.readAllBytes(library)).isEqualTo(bytes);

        Files.write(library, new byte[10]);
        NativeCache.prepare(cache, false);
        assertThat(Files.size(library)).isEqualTo(bytes.length);
    }

    @Test
    void manyAtOnceAllSucceedAndLeaveNothingHalfDone() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Optional<Path>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.submit(() -> NativeCache.prepare(cache, false)));
            }
            for (Future<Optional<Path>> result : results) {
                assertThat(result.get()).isPresent();
            }
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".part"));
        }
    }

    @Test
    void folderThatCannotBeMadeIsAnError() throws Exception {
        Path file = Files.createFile(cache.resolve("file"));

        assertThatThrownBy(() -> NativeCache.prepare(file, false)).isInstanceOf(IOException.class);
    }

    @Test
    void theHostsOwnFolderIsLeftAlone() {
        String before = System.getProperty("onnxruntime.native.path");
        System.setProperty("onnxruntime.native.path", "chosen-by-host");
        try {
            List<String> seen = new ArrayList<>();
            NativeCache.load(Optional.of(cache), () -> seen.add(System.getProperty("onnxruntime.native.path")));
            assertThat(seen).containsExactly("chosen-by-host");
            assertThat(System.getProperty("onnxruntime.native.path")).isEqualTo("chosen-by-host");
        } finally {
            if (before == null) {
                System.clearProperty("onnxruntime.native.path");
            }
        }
    }

    @Test
    void theSystemPropertyIsSetOnlyWhileLoadingAndForOneLoaderOnly() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            NativeCache.load(
                    Optional.of(cache), () -> seen.add(String.valueOf(System.getProperty("onnxruntime.native.path"))));
        }

        assertThat(seen).containsExactly(cache.toString(), "null");
        assertThat(System.getProperty("onnxruntime.native.path")).isNull();
    }
}
