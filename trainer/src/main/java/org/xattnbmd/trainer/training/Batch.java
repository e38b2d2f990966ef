package org.xattnbmd.trainer.training;

/** One batch as flat arrays, ready to become native ones. */
record Batch(int size, float[] crops, float[] clinical, float[] bmd, float[] weights) {}
