package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.RuntimeInfo.Processor;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.natives.CudaLibraries;

/** On a machine without CUDA every test here is skipped, with the missing library as the reason. */
class CudaTest {

    private static final double SAME = 1e-5;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void needsCuda() {
        CudaLibraries.missing().ifPresent(missing -> assumeTrue(false, "no CUDA here: " + missing));
        model = TinyModel.write(folder);
    }

    @Test
    void requiredAndPreferredBothRunOnTheGpuAndSaySo() {
        for (Device device : List.of(Device.CUDA_REQUIRED, Device.CUDA_PREFERRED)) {
            try (BmdEstimator estimator =
                    BmdEstimator.builder(model).device(device).open()) {
                assertThat(estimator.runtime().actualDevice()).isEqualTo(Processor.CUDA);
                assertThat(estimator.runtime().requestedDevice()).isEqualTo(device);
            }
        }
    }

    @Test
    void gpuAndProcessorAgreeAndTheGpuRepeatsItself() {
        List<BmdRequest> requests = requests(9);
        try (BmdEstimator processor = BmdEstimator.open(model);
                BmdEstimator gpu = open(BmdEstimator.builder(model))) {
            List<BmdEstimate> expected = processor.estimateAll(requests);
            List<BmdEstimate> first = gpu.estimateAll(requests);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(first.get(i).bmd()).isCloseTo(expected.get(i).bmd(), within(SAME));
            }
            assertThat(gpu.estimateAll(requests)).isEqualTo(first);
        }
    }

    @Test
    void memoryLimitAndFixedBatchGiveTheSameEstimates() {
        List<BmdRequest> requests = requests(5);
        try (BmdEstimator free = open(BmdEstimator.builder(model));
                BmdEstimator bounded = open(
                        BmdEstimator.builder(model).gpuMemoryLimit(256L << 20).fixedBatch(4))) {
            List<BmdEstimate> expected = free.estimateAll(requests);
            List<BmdEstimate> estimates = bounded.estimateAll(requests);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(estimates.get(i).bmd()).isCloseTo(expected.get(i).bmd(), within(SAME));
            }
        }
    }

    private static BmdEstimator open(BmdEstimator.Builder builder) {
        return builder.device(Device.CUDA_REQUIRED).open();
    }

    private static List<BmdRequest> requests(int count) {
        List<BmdRequest> requests = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            requests.add(new BmdRequest(
                    Radiograph.of(SyntheticHip.left(120, 100, seed), 120, 100, PixelFormat.unsigned(16)),
                    ClinicalRecord.builder().set("age", 60 + seed).build()));
        }
        return requests;
    }
}
