package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.RuntimeInfo.CudaLibrary;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.natives.CpuInfo;

class RuntimeInfoTest {

    @TempDir
    Path folder;

    @Test
    void aProbeSaysWithoutAModelWhatAnEstimatorThenRunsOn() {
        RuntimeInfo probed = RuntimeInfo.probe(Device.CPU);

        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            assertThat(probed.libraries()).isEqualTo(estimator.runtime().libraries());
            assertThat(probed.reason()).isEqualTo(estimator.runtime().reason());
            assertThat(probed.actualDevice()).isEqualTo(estimator.runtime().actualDevice());
        }
    }

    @Test
    void aProbeForAGpuFallsBackOrRefusesAsOpeningDoes() {
        Optional<CudaLibrary> missing = RuntimeInfo.cudaLibraries().stream()
                .filter(library -> library.path().isEmpty())
                .findFirst();

        RuntimeInfo preferred = RuntimeInfo.probe(Device.CUDA_PREFERRED);

        if (missing.isPresent()) {
            assertThat(preferred.actualDevice()).isEqualTo(RuntimeInfo.Processor.CPU);
            assertThat(preferred.reason()).contains(missing.get().file());
            Codes.assertRefused(BmdException.Code.DEVICE_UNAVAILABLE, () -> RuntimeInfo.probe(Device.CUDA_REQUIRED));
        } else {
            assertThat(preferred.reason()).containsAnyOf("CUDA was found", "no CUDA provider");
        }
    }

    @Test
    void everyCudaLibraryHasANameOfItsOwn() {
        assertThat(RuntimeInfo.cudaLibraries())
                .extracting(CudaLibrary::name)
                .doesNotHaveDuplicates()
                .contains("cuBLAS 12", "cuBLASLt 12");
    }

    @Test
    void aLibrarysVersionIsThatOfTheFileItLinksTo() throws Exception {
        Path file = Files.createFile(folder.resolve("libcudnn.so.9.5.1"));
        Path link = Files.createSymbolicLink(folder.resolve("libcudnn.so.9"), file);
        Path broken = Files.createSymbolicLink(folder.resolve("libcuda.so.1"), folder.resolve("gone"));

        assertThat(version(link)).contains("9.5.1");
        assertThat(version(broken)).isEmpty();
        assertThat(version(Files.createFile(folder.resolve("libcurand.so.10")))).isEmpty();
        assertThat(new CudaLibrary("cuDNN 9", "libcudnn.so.9", Optional.empty()).version())
                .isEmpty();
    }

    private static Optional<String> version(Path path) {
        return new CudaLibrary("any", path.getFileName().toString(), Optional.of(path)).version();
    }

    private static RuntimeInfo.Cpu linux(String cpuinfo) {
        return CpuInfo.of(Optional.of(cpuinfo), Optional.empty(), "amd64");
    }

    @Test
    void theProcessorIsNamedWithWhatItHasAndLacks() {
        assertThat(linux("processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu sse4_2 avx2 bmi2\n"))
                .hasToString("AMD EPYC (AVX2; no AVX-512, VNNI, AMX)");
        assertThat(linux("model name : Intel(R) Xeon(R)\nflags : amx_tile avx512_vnni avx512f avx2 avx512vl\n"))
                .hasToString("Intel(R) Xeon(R) (AVX2, AVX-512, VNNI, AMX)");
        assertThat(linux("model name : Intel(R) N100\nflags : avx2 avx_vnni\n"))
                .hasToString("Intel(R) N100 (AVX2, VNNI; no AVX-512, AMX)");
        assertThat(linux("model name : Intel(R) Atom(TM)\nflags : fpu sse4_2\n"))
                .hasToString("Intel(R) Atom(TM) (no AVX2, AVX-512, VNNI, AMX)");
    }

    @Test
    void whatTheOperatingSystemDoesNotSayIsUnknown() {
        assertThat(CpuInfo.of(Optional.empty(), Optional.empty(), "amd64"))
                .hasToString("amd64 (instruction sets unknown)");
        assertThat(CpuInfo.of(Optional.empty(), Optional.of("Intel64 Family 6"), "amd64")
                        .instructionSets())
                .isEmpty();
        assertThat(CpuInfo.of(Optional.of("processor\t: 0\nmodel name\t: \n"), Optional.empty(), "amd64"))
                .hasToString("amd64 (instruction sets unknown)");
        // Another architecture has features of its own, and none of these.
        assertThat(CpuInfo.of(Optional.of("processor : 0\nFeatures : fp asimd i8mm\n"), Optional.empty(), "aarch64"))
                .hasToString("aarch64 (no AVX2, AVX-512, VNNI, AMX)");
        assertThat(RuntimeInfo.cpu().name()).isNotEmpty();
    }
}
