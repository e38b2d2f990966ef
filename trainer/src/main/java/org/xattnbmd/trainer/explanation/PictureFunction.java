package org.xattnbmd.trainer.explanation;

import java.util.List;

/** An estimate as a function of the picture alone, with its gradient. Pictures are in [0, 1], row by row. */
interface PictureFunction {

    /** In the target's unit, one a picture. */
    double[] estimates(List<float[]> pictures);

    /** The sum over some pictures of the gradient by each pixel, in the target's unit per grey from 0 to 1. */
    double[] gradients(List<float[]> pictures);
}
