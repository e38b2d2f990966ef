package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.RuntimeInfo.Processor;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.natives.CudaLibraries;

/** What a machine without CUDA does when it is asked for it; skipped where there is CUDA. */
class NoCudaTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void needsNoCuda() {
        assumeTrue(CudaLibraries.missing().isPresent(), "this machine has CUDA");
        model = TinyModel.write(folder);
    }

    @Test
    void requiredNeverFallsBack() {
        BmdEstimator.Builder required = BmdEstimator.builder(model).device(Device.CUDA_REQUIRED);

        assertRefused(Code.DEVICE_UNAVAILABLE, required::open);
        assertThatThrownBy(required::open)
                .hasMessageContaining(CudaLibraries.missing().orElseThrow());
    }

    @Test
    void preferredRunsOnTheProcessorAndNamesWhatIsMissing() {
        try (BmdEstimator estimator = BmdEstimator.builder(model)
                .device(Device.CUDA_PREFERRED)
                .gpuMemoryLimit(1L << 30)
                .open()) {
            RuntimeInfo runtime = estimator.runtime();

            assertThat(runtime.requestedDevice()).isEqualTo(Device.CUDA_PREFERRED);
            assertThat(runtime.actualDevice()).isEqualTo(Processor.CPU);
            assertThat(runtime.reason()).contains(CudaLibraries.missing().orElseThrow());
        }
    }

    @Test
    void gpuMemoryLimitIsForGpusOnly() {
        BmdEstimator.Builder processor = BmdEstimator.builder(model).gpuMemoryLimit(1L << 30);

        assertRefused(Code.INVALID_ARGUMENT, processor::open);
        assertRefused(Code.INVALID_ARGUMENT, () -> BmdEstimator.builder(model).gpuMemoryLimit(1000));
    }
}
