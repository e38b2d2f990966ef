package org.xattnbmd.sdk.internal;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.xattnbmd.sdk.BmdException;

/** OpenCV's resampling behind plain arrays. No native memory outlives a call. */
public final class AreaResampler {

    private AreaResampler() {}

    /**
     * Loads OpenCV, which else the first call does, and returns its version.
     *
     * @param cache where to unpack; null = the user's usual cache folder
     */
    public static String load(Path cache) {
        try {
            OpenCvNatives.load(cache);
            return opencv_core.CV_VERSION;
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    private static BmdException notLoaded(LinkageError e) {
        return new BmdException(BmdException.Code.NATIVE_LIBRARY, LoadFailure.explain("OpenCV", "opencv", e), e);
    }

    /**
     * Cuts a rectangle out of a picture and brings it to the given size: by area averages (INTER_AREA) where it shrinks,
     * bilinear where it grows, because area averaging would repeat pixels there.
     *
     * @return the workspace's array, with the result in front
     */
    public static float[] resample(
            ReducedPicture picture,
            int x,
            int y,
            int width,
            int height,
            int outWidth,
            int outHeight,
            Workspace workspace) {
        load(null);
        float[] out = workspace.resampled(outWidth * outHeight);
        try (PointerScope scope = new PointerScope()) {
            // Memory that is kept: fresh pages would cost as much as the resampling.
            FloatBuffer field = workspace.nativeField(height * width);
            for (int row = 0; row < height; row++) {
                field.put(picture.values(), (y + row) * picture.width() + x, width);
            }
            FloatBuffer resampled = workspace.nativeResampled(outWidth * outHeight);
            Mat source = new Mat(height, width, opencv_core.CV_32FC1, new FloatPointer(field.flip()));
            Mat target = new Mat(outHeight, outWidth, opencv_core.CV_32FC1, new FloatPointer(resampled));
            boolean shrinks = outWidth <= width && outHeight <= height;
            opencv_imgproc.resize(
                    source,
                    target,
                    new Size(outWidth, outHeight),
                    0,
                    0,
                    shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
            resampled.get(out, 0, outWidth * outHeight);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
        return out;
    }
}
