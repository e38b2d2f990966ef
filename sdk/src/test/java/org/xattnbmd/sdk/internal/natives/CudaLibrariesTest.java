package org.xattnbmd.sdk.internal.natives;

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

    /** A stand-in with the one function that is looked for. */
    private static void library(Path folder, String file) throws Exception {
        Files.writeString(folder.resolve(file), "\0cudaLibraryGetKernel\0");
    }

    @Test
    void aRuntimeBeforeCuda128IsNamedAndNotTakenEvenWithANewerOneBehindIt() throws Exception {
        Path newer = Files.createDirectory(folder.resolve("newer"));
        library(folder, "libcuda.so.1");
        library(newer, "libcudart.so.12");
        Path older = Files.writeString(folder.resolve("libcudart.so.12"), "\0cudaGetDeviceCount\0");

        assertThat(CudaLibraries.missing(List.of(folder, newer), false))
                .hasValue("CUDA runtime 12.8 (libcudart.so.12) is wanted, and " + older + " is older");
        assertThat(CudaLibraries.search(List.of(folder, newer), false).get(1).path())
                .isEmpty();
        assertThat(CudaLibraries.search(List.of(newer, folder), false).get(1).path())
                .isPresent();
    }

    @Test
    void namesTheFirstMissingLibraryAndTheFileWanted() throws Exception {
        assertThat(CudaLibraries.missing(List.of(folder), false))
                .get()
                .asString()
                .contains("driver", "libcuda.so.1");
        for (String file :
                List.of("libcuda.so.1", "libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10")) {
            library(folder, file);
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
        assertThat(all.get(5))
                .isEqualTo(new CudaLibraries.Found("cuDNN 9", "libcudnn.so.9", Optional.of(cudnn), Optional.empty()));
    }

    @Test
    void librariesMayLieInDifferentFolders() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        for (String file : List.of("libcuda.so.1", "libcudart.so.12", "libcublas.so.12")) {
            library(folder, file);
        }
        for (String file : List.of("libcublasLt.so.12", "libcurand.so.10", "libcudnn.so.9")) {
            Files.createFile(other.resolve(file));
        }

        assertThat(CudaLibraries.missing(List.of(folder, other), false)).isEmpty();
    }
}
