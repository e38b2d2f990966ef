package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * DJL's PyTorch engine makes PyTorch warn on standard error, natively and once per process, when an array is first
 * overwritten. Nobody can act on it, so tests that overwrite arrays get it over with while standard error is closed.
 */
public final class NativeWarnings {

    private static final int STANDARD_ERROR = 2;
    private static final int WRITE_ONLY = 1;

    private NativeWarnings() {}

    public static void getOverWith() {
        try (NDManager manager = NDManager.newBaseManager();
                NDArray array = manager.zeros(new ai.djl.ndarray.types.Shape(1))) {
            if (Platform.isWindows()) {
                array.set(new float[] {1});
                return;
            }
            NativeLibrary c = NativeLibrary.getInstance("c");
            int saved = c.getFunction("dup").invokeInt(new Object[] {STANDARD_ERROR});
            int nowhere = c.getFunction("open").invokeInt(new Object[] {"/dev/null", WRITE_ONLY});
            c.getFunction("dup2").invokeInt(new Object[] {nowhere, STANDARD_ERROR});
            array.set(new float[] {1});
            c.getFunction("dup2").invokeInt(new Object[] {saved, STANDARD_ERROR});
            c.getFunction("close").invokeInt(new Object[] {saved});
            c.getFunction("close").invokeInt(new Object[] {nowhere});
        }
    }
}
