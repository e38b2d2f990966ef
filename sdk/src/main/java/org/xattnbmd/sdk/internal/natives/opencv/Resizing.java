package org.xattnbmd.sdk.internal.natives.opencv;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * What the SDK asks OpenCV for, in types of the JDK. The SDK's own class loader defines this interface once; what implements it
 * may come from another one. Safe for concurrent use.
 */
public interface Resizing {

    /** Loads library files for the class loader of what implements this. */
    void loadLibraries(List<String> files);

    /** Initialises every class that {@link #resize} uses, each of which looks for its libraries then; OpenCV's version. */
    String initialise();

    /**
     * Brings a picture to another size: by area averages (INTER_AREA) where it shrinks, bilinear where it grows, because area
     * averaging would repeat pixels there.
     *
     * @param source native memory, height x width values
     * @param target native memory, newHeight x newWidth values; written from its start, position and limit stay
     */
    void resize(FloatBuffer source, int height, int width, FloatBuffer target, int newHeight, int newWidth);
}
