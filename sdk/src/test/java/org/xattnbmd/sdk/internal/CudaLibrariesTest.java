package org.xattnbmd.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {

    @TempDir
    Path folder;

    @Test
    void namesTheFirstMissingLibraryAndTheFileWanted() throws Exception {
        assertThat(CudaLibraries.missing(List.of(folder), false))
                .get()
                .asString()
                .contains("driver", "libcuda.so.1");
        for (String file :
                List.of("libcuda.so.1", "libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10")) {
            Files.createFile(folder.resolve(file));
        }
        assertThat(CudaLibraries.missing(List.of(folder), false))
                .get()
                .asString()
                .contains("cuDNN 9", "libcudnn.so.9");
        Files.createFile(folder.resolve("libcudnn.so.9"));

        assertThat(CudaLibraries.missing(List.of(folder), false)).isEmpty();
        assertThat(CudaLibraries.missing(List.of(folder), true))
                .get()
                .asString()
                .contains("nvcuda.dll");
    }

    @Test
    void theSearchListsWhatIsThereAndWhatIsNot() throws Exception {
        Path cudnn = Files.createFile(folder.resolve("libcudnn.so.9"));

        List<CudaLibraries.Found> all = CudaLibraries.search(List.of(folder), false);

        assertThat(all).hasSize(6);
        assertThat(all.get(0).path()).as("the driver").isEmpty();
        assertThat(all.get(5)).isEqualTo(new CudaLibraries.Found("cuDNN 9", "libcudnn.so.9", Optional.of(cudnn)));
    }

    @Test
    void librariesMayLieInDifferentFolders() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        for (String file : List.of("libcuda.so.1", "libcudart.so.12", "libcublas.so.12")) {
            Files.createFile(folder.resolve(file));
        }
        for (String file : List.of("libcublasLt.so.12", "libcurand.so.10", "libcudnn.so.9")) {
            Files.createFile(other.resolve(file));
        }

        assertThat(CudaLibraries.missing(List.of(folder, other), false)).isEmpty();
    }
}
