package org.xattnbmd.sdk.internal.preprocessing;

import java.nio.FloatBuffer;
import org.xattnbmd.sdk.internal.natives.OpenCv;

/** OpenCV's resampling behind plain arrays. */
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
        // Memory that is kept: fresh pages would cost as much as the resampling.
        FloatBuffer field = workspace.nativeField(height * width);
        for (int row = 0; row < height; row++) {
            field.put(picture.values(), (y + row) * picture.width() + x, width);
        }
        FloatBuffer resampled = workspace.nativeResampled(outWidth * outHeight);
        OpenCv.resize(field.flip(), height, width, resampled, outHeight, outWidth);
        resampled.get(out, 0, outWidth * outHeight);
        return out;
    }
}
