package org.xattnbmd.sdk.internal.natives.opencv;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** The SDK's calls of OpenCV. Safe for concurrent use; no native memory outlives a call. */
public final class OpenCvCalls {

    private OpenCvCalls() {}

    /** Loads library files for the class loader of this class. */
    public static void loadLibraries(List<String> files) {
        files.forEach(System::load);
    }

    /** Initialises every class that {@link #resize} uses, each of which looks for its libraries then; OpenCV's version. */
    public static String initialise() {
        try (PointerScope scope = new PointerScope()) {
            Mat source = new Mat(2, 2, opencv_core.CV_32FC1);
            opencv_imgproc.resize(source, new Mat(), new Size(1, 1));
        }
        return opencv_core.CV_VERSION;
    }

    /**
     * Brings a picture to another size: by area averages (INTER_AREA) where it shrinks, bilinear where it grows, because area
     * averaging would repeat pixels there.
     *
     * @param source native memory, height x width values
     * @param target native memory, newHeight x newWidth values; written from its start, position and limit stay
     */
    public static void resize(
            FloatBuffer source, int height, int width, FloatBuffer target, int newHeight, int newWidth) {
        try (PointerScope scope = new PointerScope()) {
            Mat from = new Mat(height, width, opencv_core.CV_32FC1, new FloatPointer(source));
            Mat to = new Mat(newHeight, newWidth, opencv_core.CV_32FC1, new FloatPointer(target));
            boolean shrinks = newWidth <= width && newHeight <= height;
            opencv_imgproc.resize(
                    from,
                    to,
                    new Size(newWidth, newHeight),
                    0,
                    0,
                    shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
        }
    }
}
