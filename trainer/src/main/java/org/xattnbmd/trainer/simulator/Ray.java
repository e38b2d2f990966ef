package org.xattnbmd.trainer.simulator;

/**
 * A ray through the scene, cm.
 *
 * @param ox where it starts: the focal spot
 * @param dx its direction, of unit length
 */
record Ray(float ox, float oy, float oz, float dx, float dy, float dz) {}
