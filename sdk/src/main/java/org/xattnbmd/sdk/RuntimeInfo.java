package org.xattnbmd.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.internal.natives.CpuInfo;
import org.xattnbmd.sdk.internal.natives.CudaLibraries;
import org.xattnbmd.sdk.internal.natives.NativeRuntime;
import org.xattnbmd.sdk.internal.natives.OpenCv;
import org.xattnbmd.sdk.internal.session.CudaChoice;

/**
 * What an estimator runs on. Immutable.
 *
 * @param requestedDevice what the caller asked for
 * @param actualDevice where the network runs
 * @param reason why, in words; names the missing library after a fall-back
 * @param threads threads of the network's operators
 * @param libraries versions of the libraries in use
 */
public record RuntimeInfo(
        Device requestedDevice, Processor actualDevice, String reason, int threads, Map<String, String> libraries) {

    /** What computes. */
    public enum Processor {
        /** The processor of this machine. */
        CPU,
        /** An NVIDIA GPU. */
        CUDA
    }

    public RuntimeInfo {
        Objects.requireNonNull(requestedDevice, "requestedDevice");
        Objects.requireNonNull(actualDevice, "actualDevice");
        Objects.requireNonNull(reason, "reason");
        libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
    }

    /**
     * What an estimator would run on here, found out without a model: loads the native libraries into this JVM, and for a
     * GPU looks for the CUDA libraries. Whether a GPU also computes is only proved by opening a model.
     *
     * @throws BmdException {@code NATIVE_LIBRARY}; {@code DEVICE_UNAVAILABLE} if CUDA is required and not there
     */
    public static RuntimeInfo probe(Device device) {
        CudaChoice choice = CudaChoice.of(device);
        String onnxRuntime = NativeRuntime.environment(null, false).getVersion();
        return new RuntimeInfo(
                device,
                choice.processor(),
                choice.reason(),
                1,
                Map.of("onnxruntime", onnxRuntime, "opencv", OpenCv.load(null)));
    }

    /** The processor of this machine, as the operating system describes it. Only looks at a file; loads nothing. */
    public static Cpu cpu() {
        return CpuInfo.read();
    }

    /** Every library that a GPU needs, found or not, in the order in which they are needed. Only looks at files. */
    public static List<CudaLibrary> cudaLibraries() {
        return CudaLibraries.search().stream()
                .map(library -> new CudaLibrary(library.name(), library.file(), library.path()))
                .toList();
    }

    /**
     * A processor, so that a figure measured on it can be read: 8-bit products in particular are several times as fast with
     * VNNI.
     *
     * @param name as its maker calls it, or the architecture where the operating system does not say
     * @param instructionSets those of AVX2, AVX-512, VNNI and AMX that it has, empty where the operating system does not say
     *     (it does on Linux)
     */
    public record Cpu(String name, Optional<Set<String>> instructionSets) {

        public Cpu {
            Objects.requireNonNull(name, "name");
            instructionSets = instructionSets.map(sets -> Collections.unmodifiableSet(new LinkedHashSet<>(sets)));
        }

        /** For people, such as "AMD EPYC 7B13 (AVX2; no AVX-512, VNNI, AMX)". */
        @Override
        public String toString() {
            if (instructionSets.isEmpty()) {
                return name + " (instruction sets unknown)";
            }
            Set<String> missing = new LinkedHashSet<>(CpuInfo.INSTRUCTION_SETS);
            missing.removeAll(instructionSets.get());
            String has = String.join(", ", instructionSets.get());
            String lacks = missing.isEmpty() ? "" : "no " + String.join(", ", missing);
            return name + " (" + has + (has.isEmpty() || lacks.isEmpty() ? "" : "; ") + lacks + ")";
        }
    }

    /**
     * A library that a GPU needs.
     *
     * @param name for people, with the version wanted, such as "cuDNN 9"
     * @param file name of the file that is looked for
     * @param path where it lies, empty if it is in no library folder, or the first one there is too old
     */
    public record CudaLibrary(String name, String file, Optional<Path> path) {

        private static final Pattern VERSION = Pattern.compile("\\.so\\.(\\d+(?:\\.\\d+)+)$");

        /** The full version, where the file that the name links to says it; on Linux it usually does. */
        public Optional<String> version() {
            return path.flatMap(CudaLibrary::versionOf);
        }

        private static Optional<String> versionOf(Path file) {
            try {
                Matcher matcher =
                        VERSION.matcher(file.toRealPath().getFileName().toString());
                return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
            } catch (IOException e) {
                // A link to nowhere has no version.
                return Optional.empty();
            }
        }
    }
}
