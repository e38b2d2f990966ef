package org.xattnbmd.samples.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.RuntimeInfo.Cpu;

/** Java, operating system, processor and C library. */
final class Host {

    static final int WANTED_JAVA = 17;

    /** What the bundled OpenCV 4.13 asks for; ONNX Runtime 1.28 is content with 2.27. */
    static final String WANTED_GLIBC = "2.35";

    private static final Pattern VERSION = Pattern.compile("\\b(\\d+\\.\\d+)\\b");

    private Host() {}

    static Finding java(int feature, String runtime) {
        String wanted = WANTED_JAVA + " or newer";
        return feature >= WANTED_JAVA
                ? Finding.ok("Java", runtime, wanted)
                : Finding.problem("Java", runtime, wanted, "Start with a newer Java.");
    }

    static Finding system(String name, String version, String architecture) {
        String found = name + " " + version + ", " + architecture;
        String wanted = "Linux or Windows on x86-64; elsewhere the artifact onnxruntime instead of onnxruntime_gpu";
        boolean usual = name.matches("(Linux|Windows).*") && architecture.matches("amd64|x86_64");
        return usual
                ? Finding.ok("Operating system", found, wanted)
                : Finding.note("Operating system", found, wanted, "Build with -Donnxruntime.artifact=onnxruntime.");
    }

    /** Estimates are the same on every processor; how fast they are is not. */
    static Finding processor(Cpu cpu) {
        return Finding.ok("Processor", cpu.toString(), "any; int8 models gain most where there is VNNI or AMX");
    }

    /** @param said what {@code getconf GNU_LIBC_VERSION} printed, empty if there is no such command */
    static Finding glibc(Optional<String> said) {
        String wanted = WANTED_GLIBC + " or newer";
        Optional<String> version =
                said.map(VERSION::matcher).filter(Matcher::find).map(found -> found.group(1));
        if (version.isEmpty()) {
            return Finding.note(
                    "glibc",
                    "not found",
                    wanted,
                    "Use a glibc-based system; images on musl do not load the libraries.");
        }
        return compare(version.get(), WANTED_GLIBC) >= 0
                ? Finding.ok("glibc", version.get(), wanted)
                : Finding.problem(
                        "glibc", version.get(), wanted, "Use a newer system, such as Debian 12 or Ubuntu 22.04.");
    }

    static List<Finding> examine() {
        Finding java = java(Runtime.version().feature(), property("java.runtime.version"));
        Finding system = system(property("os.name"), property("os.version"), property("os.arch"));
        Finding processor = processor(RuntimeInfo.cpu());
        return property("os.name").toLowerCase(Locale.ROOT).startsWith("linux")
                ? List.of(java, system, processor, glibc(Tool.firstLine("getconf", "GNU_LIBC_VERSION")))
                : List.of(java, system, processor);
    }

    /** Compares dotted versions number by number. */
    static int compare(String left, String right) {
        String[] a = left.split("\\.");
        String[] b = right.split("\\.");
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
