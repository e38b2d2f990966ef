package org.xattnbmd.samples.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.samples.doctor.Finding.State;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.RuntimeInfo.CudaLibrary;
import org.xattnbmd.sdk.fixtures.TinyModel;

class DoctorTest {

    @TempDir
    Path folder;

    @Test
    void worksWithNoModelAndEndsWithAVerdict() {
        Ran ran = Ran.of(Doctor.commandLine()).assertFine();

        List<String> lines = ran.out().lines().toList();
        assertThat(ran.out())
                .contains(
                        "Java",
                        "Operating system",
                        RuntimeInfo.cpu().toString(),
                        "onnxruntime",
                        "opencv",
                        "cuDNN 9",
                        "cuBLAS 12");
        assertThat(lines.get(lines.size() - 1)).startsWith("Ready: ");
    }

    @Test
    void aGivenModelIsProved() {
        Ran ran = Ran.of(
                        Doctor.commandLine(), "--model", TinyModel.write(folder).toString(), "--device", "cpu")
                .assertFine();

        assertThat(ran.out())
                .contains("Ready: tiny 1.0.0 computes its 3 golden vectors on CPU")
                .doesNotContain("cuDNN");
    }

    @Test
    void aModelThatDoesNotComputeWhatItSaysIsNotReady() throws Exception {
        String card = TinyModel.card().toJson().replaceFirst("\"bmd\":0\\.", "\"bmd\":1.");
        Path stale = TinyModel.write(folder, TinyModel.bytes(card));

        Ran ran = Ran.of(Doctor.commandLine(), "--device", "cpu", "--model", stale.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines().reduce((first, last) -> last).orElseThrow())
                .startsWith("Not ready: Model: BMD-3013");
    }

    @Test
    void aRequiredGpuThatIsNotThereIsAProblemWithItsRemedy() throws Exception {
        CudaLibrary absent = new CudaLibrary("cuDNN 9", "libcudnn.so.9", Optional.empty());
        for (Finding finding : List.of(Cuda.library(absent, true), Cuda.gpu(Optional.empty(), true))) {
            assertThat(finding.state()).isEqualTo(State.PROBLEM);
            assertThat(finding.remedy()).isNotBlank();
        }
        boolean complete = RuntimeInfo.cudaLibraries().stream()
                .allMatch(library -> library.path().isPresent());
        assumeThat(complete).as("CUDA is here, so nothing is missing").isFalse();
        Ran ran = Ran.of(Doctor.commandLine(), "--device", "cuda_required", "--json");

        JsonNode json = new ObjectMapper().readTree(ran.out());
        assertThat(json.get("ready").booleanValue()).isFalse();
        assertThat(json.get("findings").size()).isGreaterThan(9);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(json.get("verdict").textValue()).startsWith("Not ready: ").contains("not found", "Install");
    }

    @Test
    void oldJavaAndOldGlibcAreProblemsAndMuslIsNoted() {
        assertThat(Host.java(17, "17.0.1").state()).isEqualTo(State.OK);
        assertThat(Host.java(11, "11.0.2").state()).isEqualTo(State.PROBLEM);
        assertThat(Host.glibc(Optional.of("glibc 2.36")).state()).isEqualTo(State.OK);
        assertThat(Host.glibc(Optional.of("glibc 2.35")).state()).isEqualTo(State.OK);
        assertThat(Host.glibc(Optional.of("glibc 2.9")).state()).isEqualTo(State.PROBLEM);
        assertThat(Host.glibc(Optional.empty()).state()).isEqualTo(State.NOTE);
        assertThat(Host.system("Linux", "6", "amd64").state()).isEqualTo(State.OK);
        assertThat(Host.system("Mac OS X", "14", "aarch64").remedy()).contains("-Donnxruntime.artifact=onnxruntime");
    }

    @Test
    void librariesAreReportedWithTheirVersionAndAnOldDriverIsSaid() throws Exception {
        Path real = Files.createFile(folder.resolve("libcuda.so.470.82.1"));
        Path link = Files.createSymbolicLink(folder.resolve("libcuda.so.1"), real);
        CudaLibrary old = new CudaLibrary("the NVIDIA driver", "libcuda.so.1", Optional.of(link));
        CudaLibrary absent = new CudaLibrary("cuDNN 9", "libcudnn.so.9", Optional.empty());

        assertThat(Cuda.library(old, true))
                .isEqualTo(Finding.problem(
                        "the NVIDIA driver",
                        "470.82.1 (" + link + ")",
                        "525.60.13 or newer",
                        "Update the NVIDIA driver."));
        assertThat(Cuda.library(absent, false).state()).isEqualTo(State.NOTE);
        assertThat(Cuda.library(absent, true).remedy()).contains("Install cuDNN 9", "LD_LIBRARY_PATH");
        assertThat(Cuda.gpu(Optional.of("NVIDIA H200, 550.54, 143771 MiB"), true)
                        .state())
                .isEqualTo(State.OK);
        assertThat(Cuda.gpu(Optional.empty(), true).state()).isEqualTo(State.PROBLEM);
    }

    @Test
    void theVerdictNamesTheFirstProblem() {
        assertThat(Doctor.verdict(List.of(
                        Finding.ok("Java", "17", "17"),
                        Finding.problem("glibc", "2.17", "2.35 or newer", "Use a newer system."),
                        Finding.problem("Native libraries", "x", "load", "y"))))
                .isEqualTo("Not ready: glibc: 2.17; wanted 2.35 or newer. Use a newer system.");
    }
}
