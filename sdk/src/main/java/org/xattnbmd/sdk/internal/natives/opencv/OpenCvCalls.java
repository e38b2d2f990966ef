package org.xattnbmd.sdk.internal.natives.opencv;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** The SDK's calls of OpenCV. No native memory outlives a call. */
public final class OpenCvCalls implements Resizing {

    @Override
    public void loadLibraries(List<String> files) {
        // No method reference: no archive of classes holds one that a class loader of the SDK's own has made.
        for (String file : files) {
            System.load(file);
        }
    }

    @Override
    public String initialise() {
        try (PointerScope scope = new PointerScope()) {
            Mat source = new Mat(2, 2, opencv_core.CV_32FC1);
            opencv_imgproc.resize(source, new Mat(), new Size(1, 1));
        }
        return opencv_core.CV_VERSION;
    }

    @Override
    public void resize(FloatBuffer source, int height, int width, FloatBuffer target, int newHeight, int newWidth) {
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
