package org.xattnbmd.sdk.internal.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Why a native library cannot be loaded: from the loader's text to a cause and a remedy. */
public final class LoadFailure {

    /** The loaders of musl lie here; a system with glibc that can also run programs for musl has them as well. */
    private static final String MUSL = "/lib/libc.musl-x86_64.so.1";

    private LoadFailure() {}

    /**
     * One sentence for the cause and one for the remedy.
     *
     * @param library for people
     * @param jar the artifact that carries it
     */
    public static String explain(String library, String jar, Throwable failure) {
        return explain(library, jar, root(failure), Files.exists(Path.of(MUSL)));
    }

    static String explain(String library, String jar, Throwable failure, boolean musl) {
        String text = String.valueOf(failure.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        String remedy;
        if (lower.contains("failed to map segment") || lower.contains("operation not permitted")) {
            remedy = "The folder it was unpacked to does not allow execution (noexec). Choose another native cache.";
        } else if (lower.contains("glibc_") || lower.contains("glibcxx_")) {
            remedy = "This system's glibc or libstdc++ is too old for it. Use a newer system.";
        } else if (musl || lower.contains("ld-linux") || lower.contains("error relocating")) {
            remedy = "It needs glibc, and this system has musl. Use a glibc-based system or image.";
        } else {
            remedy = "Check that the " + jar + " jar for this platform is on the class path; on the module path, start"
                    + " Java with --add-modules ALL-MODULE-PATH.";
        }
        return library + " could not be loaded on this machine (" + text + "). " + remedy;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
