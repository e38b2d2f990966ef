package org.xattnbmd.samples.doctor;

import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.RuntimeInfo;

/** ONNX Runtime and OpenCV, loaded and used in this JVM. */
final class Natives {

    private static final int SIDE = 64;

    private Natives() {}

    static List<Finding> examine() {
        try {
            RuntimeInfo runtime = RuntimeInfo.probe(Device.CPU);
            resample();
            return runtime.libraries().entrySet().stream()
                    .map(library -> Finding.ok(library.getKey(), library.getValue() + ", loads", "loads"))
                    .toList();
        } catch (BmdException e) {
            return List.of(Finding.problem("Native libraries", e.toString(), "load", remedy(e.getMessage())));
        } catch (LinkageError e) {
            return List.of(Finding.problem(
                    "Native libraries",
                    String.valueOf(e.getMessage()),
                    "load",
                    "Check that the opencv jar for this platform is on the class path, and the glibc above."));
        }
    }

    /** Versions are told by one library of OpenCV and the work is done by another, so that is tried too. */
    private static void resample() {
        short[] ramp = new short[SIDE * SIDE];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (short) i;
        }
        Preprocessing.v1(SIDE / 2, SIDE / 2).apply(Radiograph.of(ramp, SIDE, SIDE, PixelFormat.unsigned(16)));
    }

    /** The SDK's messages end with what to do. */
    private static String remedy(String message) {
        int last = message.lastIndexOf(". ", message.length() - 2);
        return last < 0 ? message : message.substring(last + 2);
    }
}
