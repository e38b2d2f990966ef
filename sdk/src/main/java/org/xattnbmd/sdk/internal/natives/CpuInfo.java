package org.xattnbmd.sdk.internal.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xattnbmd.sdk.RuntimeInfo.Cpu;

/**
 * What the operating system says of the processor: {@code /proc/cpuinfo} on Linux, an environment variable on Windows.
 * Nothing is started for it, and Java itself does not tell.
 */
public final class CpuInfo {

    /** In the order in which they came to market. */
    public static final List<String> INSTRUCTION_SETS = List.of("AVX2", "AVX-512", "VNNI", "AMX");

    /** Names in the kernel's arch/x86/include/asm/cpufeatures.h. */
    private static final Map<String, String> FLAGS = Map.of(
            "avx2", "AVX2",
            "avx512f", "AVX-512",
            "avx512_vnni", "VNNI",
            "avx_vnni", "VNNI",
            "amx_tile", "AMX");

    private CpuInfo() {}

    public static Cpu read() {
        Optional<String> linux = Optional.empty();
        try {
            linux = Optional.of(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException | SecurityException e) {
            // Not Linux, or a container that hides it: unknown then.
        }
        return of(linux, Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")), System.getProperty("os.arch"));
    }

    /**
     * The processor of the first core described.
     *
     * @param linux contents of {@code /proc/cpuinfo}
     * @param windows value of {@code PROCESSOR_IDENTIFIER}
     * @param architecture of the machine
     */
    public static Cpu of(Optional<String> linux, Optional<String> windows, String architecture) {
        String name = linux.flatMap(text -> value(text, "model name"))
                .or(() -> windows)
                .orElse(architecture);
        return new Cpu(
                name,
                linux.flatMap(text -> value(text, "flags").or(() -> value(text, "Features")))
                        .map(CpuInfo::sets));
    }

    private static Optional<String> value(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static Set<String> sets(String flags) {
        Set<String> sets = new LinkedHashSet<>(INSTRUCTION_SETS);
        sets.retainAll(Arrays.stream(flags.split("\\s+")).map(FLAGS::get).toList());
        return sets;
    }
}
