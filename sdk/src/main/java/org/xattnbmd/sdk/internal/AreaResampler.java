package org.xattnbmd.sdk.internal;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.xattnbmd.sdk.BmdException;

/** OpenCV's resampling behind plain arrays. No native memory outlives a call. */
public final class AreaResampler {

    private AreaResampler() {}

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
        float[] out = workspace.resampled(outWidth * outHeight);
        try (PointerScope scope = new PointerScope()) {
            // Only the rows that are cut out are copied to native memory.
            Mat source = new Mat(height, picture.width(), opencv_core.CV_32FC1);
            new FloatPointer(source.data()).put(picture.values(), y * picture.width(), height * picture.width());
            Mat target = new Mat(outHeight, outWidth, opencv_core.CV_32FC1);
            boolean shrinks = outWidth <= width && outHeight <= height;
            opencv_imgproc.resize(
                    source.apply(new Rect(x, 0, width, height)),
                    target,
                    new Size(outWidth, outHeight),
                    0,
                    0,
                    shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
            new FloatPointer(target.data()).get(out, 0, outWidth * outHeight);
        } catch (LinkageError e) {
            throw new BmdException(
                    BmdException.Code.NATIVE_LIBRARY,
                    "OpenCV could not be loaded on this machine (" + e.getMessage()
                            + "). Check that the opencv jar for this platform is on the class path.",
                    e);
        }
        return out;
    }
}
