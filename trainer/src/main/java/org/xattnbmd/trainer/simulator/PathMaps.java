package org.xattnbmd.trainer.simulator;

/**
 * What each ray to the detector passed through, row by row from the top: bone mineral in g/cm², muscle-like tissue in cm
 * (with the room that mineral takes), fat in cm.
 */
final class PathMaps {

    final int size;
    final double pixelCm;
    final float[] mineral;
    final float[] muscle;
    final float[] fat;

    PathMaps(int size, double pixelCm) {
        this.size = size;
        this.pixelCm = pixelCm;
        this.mineral = new float[size * size];
        this.muscle = new float[size * size];
        this.fat = new float[size * size];
    }
}
