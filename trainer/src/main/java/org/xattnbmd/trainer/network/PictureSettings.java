package org.xattnbmd.trainer.network;

/**
 * What the network sees.
 *
 * @param imageHeight rows of the preprocessed picture
 * @param imageWidth columns of the preprocessed picture
 * @param cropSize side of the neck crop that the localiser cuts out of it, or 0: no localiser, the whole picture
 */
public record PictureSettings(int imageHeight, int imageWidth, int cropSize) {

    /** A square picture. */
    public static PictureSettings square(int size, int cropSize) {
        return new PictureSettings(size, size, cropSize);
    }
}
