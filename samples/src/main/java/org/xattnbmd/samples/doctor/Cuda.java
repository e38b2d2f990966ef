package org.xattnbmd.samples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.RuntimeInfo.CudaLibrary;

/** The NVIDIA driver, the CUDA libraries and the GPU. Missing ones are problems only if a GPU is required. */
final class Cuda {

    /** NVIDIA's table of the CUDA toolkit: oldest Linux driver for every CUDA 12. */
    static final String WANTED_DRIVER = "525.60.13";

    private static final String DRIVER_FILE = "libcuda.so.1";

    private Cuda() {}

    static List<Finding> examine(Device device) {
        if (device == Device.CPU) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (CudaLibrary library : RuntimeInfo.cudaLibraries()) {
            findings.add(library(library, device == Device.CUDA_REQUIRED));
        }
        findings.add(gpu(
                Tool.firstLine("nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"),
                device == Device.CUDA_REQUIRED));
        return findings;
    }

    static Finding library(CudaLibrary library, boolean required) {
        boolean driver = library.file().equals(DRIVER_FILE);
        String wanted = driver ? WANTED_DRIVER + " or newer" : library.file();
        Optional<String> version = library.version();
        if (library.path().isEmpty()) {
            return missing(library.name(), "not found", wanted, required, remedy(library));
        }
        String found = version.orElse("found") + " (" + library.path().get() + ")";
        return driver && version.isPresent() && Host.compare(version.get(), WANTED_DRIVER) < 0
                ? missing(library.name(), found, wanted, required, "Update the NVIDIA driver.")
                : Finding.ok(library.name(), found, wanted);
    }

    static Finding gpu(Optional<String> said, boolean required) {
        return said.map(gpu -> Finding.ok("GPU", gpu, "one with CUDA"))
                .orElseGet(() -> missing(
                        "GPU",
                        "nvidia-smi does not name one",
                        "one with CUDA",
                        required,
                        "In a container, give it the GPU (--gpus all)."));
    }

    private static String remedy(CudaLibrary library) {
        if (library.file().contains("cuda.") && !library.file().contains("cudart")) {
            return "Install the NVIDIA driver; in a container, give it the GPU (--gpus all).";
        }
        return "Install " + library.name() + " and put its folder into "
                + (library.file().endsWith(".dll") ? "PATH." : "LD_LIBRARY_PATH or ld.so.conf.");
    }

    private static Finding missing(String what, String found, String wanted, boolean required, String remedy) {
        return required ? Finding.problem(what, found, wanted, remedy) : Finding.note(what, found, wanted, remedy);
    }
}
