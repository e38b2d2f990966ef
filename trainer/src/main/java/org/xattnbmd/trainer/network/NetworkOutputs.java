package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.ModelContract.Tensor;

/**
 * What the network puts out, by name instead of by place: a DJL block's outputs are a list, and this class alone knows its
 * order. The arrays are the list's own.
 *
 * @param bmd {@code [N]}, g/cm²
 * @param clinicalAttention {@code [N, F]}
 * @param imageAttention {@code [N, h, w]} over the neck crop
 * @param spread of the BMD {@code [N]}, g/cm²
 * @param outlierScore {@code [N]}
 * @param neckBox {@code [N, 4]}; null without a localiser
 * @param bmdByImage the BMD by the image alone {@code [N]}, g/cm²; null but in training of a network of image and fields
 */
public record NetworkOutputs(
        NDArray bmd,
        NDArray clinicalAttention,
        NDArray imageAttention,
        NDArray spread,
        NDArray outlierScore,
        NDArray neckBox,
        NDArray bmdByImage) {

    /** The outputs that a network is exported with, in order; the box of the neck needs a localiser. */
    static List<Tensor> exported(boolean localized) {
        return ModelContract.outputs().stream()
                .filter(tensor -> tensor.isRequired() || localized)
                .toList();
    }

    /** The shape of an exported output for n subjects. */
    static Shape shape(Tensor output, NetworkConfig config, long n) {
        return new Shape(output.axes().stream()
                .mapToLong(axis -> switch (axis) {
                    case BATCH -> n;
                    case FIELD -> config.fields().size();
                    case ROW -> config.tokenRows();
                    case COLUMN -> config.tokenColumns();
                    case BOX -> 4;
                    case CHANNEL, HEIGHT, WIDTH -> throw new IllegalArgumentException("no axis of an output: " + axis);
                })
                .toArray());
    }

    /** Reads the list that {@link XAttnBmd} put out. */
    public static NetworkOutputs of(XAttnBmd network, NDList outputs) {
        return of(network.config().localized(), outputs);
    }

    /** Reads the list of a network, or an ensemble, with a localiser or without one. */
    public static NetworkOutputs of(boolean localized, NDList outputs) {
        int exported = exported(localized).size();
        return new NetworkOutputs(
                outputs.get(place(Tensor.BMD)),
                outputs.get(place(Tensor.CLINICAL_ATTENTION)),
                outputs.get(place(Tensor.IMAGE_ATTENTION)),
                outputs.get(place(Tensor.SPREAD)),
                outputs.get(place(Tensor.OUTLIER_SCORE)),
                localized ? outputs.get(place(Tensor.NECK_BOX)) : null,
                outputs.size() > exported ? outputs.get(exported) : null);
    }

    private static int place(Tensor output) {
        return ModelContract.outputs().indexOf(output);
    }

    /** The list, without what is null. */
    NDList toList() {
        NDList outputs = new NDList();
        for (Tensor output : ModelContract.outputs()) {
            NDArray array = array(output);
            if (array != null) {
                outputs.add(array);
            }
        }
        if (bmdByImage != null) {
            outputs.add(bmdByImage);
        }
        return outputs;
    }

    private NDArray array(Tensor output) {
        return switch (output) {
            case BMD -> bmd;
            case CLINICAL_ATTENTION -> clinicalAttention;
            case IMAGE_ATTENTION -> imageAttention;
            case SPREAD -> spread;
            case OUTLIER_SCORE -> outlierScore;
            case NECK_BOX -> neckBox;
            case RADIOGRAPH, CLINICAL, GIVEN_NECK_BOX -> throw new IllegalArgumentException(output + " is an input");
        };
    }
}
