package org.xattnbmd.sdk.internal.session;

/**
 * The network's raw answer for a batch of n inputs. Arrays are row-major.
 *
 * @param bmd n values
 * @param spread n values
 * @param outlierScore n values
 * @param clinicalAttention n x fields
 * @param imageAttention n x rows x columns
 * @param rows rows of the image attention
 * @param columns columns of the image attention
 * @param neckBox n x 4, or null if the model has none
 * @param further n x further targets, empty if the model has none
 * @param furtherSpread n x further targets, likewise
 */
public record NetworkOutput(
        float[] bmd,
        float[] spread,
        float[] outlierScore,
        float[] clinicalAttention,
        float[] imageAttention,
        int rows,
        int columns,
        float[] neckBox,
        float[] further,
        float[] furtherSpread) {}
