package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * @param further estimates of the further targets {@code [N, K]}, each in its own unit; null without any
 * @param furtherSpread their spreads {@code [N, K]}, in the same units; null without any
 * @param bmdByImage the BMD by the image alone {@code [N]}, g/cm²; null but in training of a network of image and fields
 */
public record NetworkOutputs(
        NDArray bmd,
        NDArray clinicalAttention,
        NDArray imageAttention,
        NDArray spread,
        NDArray outlierScore,
        NDArray neckBox,
        NDArray further,
        NDArray furtherSpread,
        NDArray bmdByImage) {

    /** The outputs that a network is exported with, in order. */
    static List<Tensor> exported(NetworkConfig config) {
        return ModelContract.outputs().stream()
                .filter(tensor -> tensor.isRequired() || has(config, tensor))
                .toList();
    }

    /** Whether the network has an output that not every one has. */
    private static boolean has(NetworkConfig config, Tensor output) {
        return switch (output) {
            case NECK_BOX -> config.localized();
            case FURTHER, FURTHER_SPREAD -> config.further() > 0;
            default -> false;
        };
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
                    case TARGET -> config.further();
                    case CHANNEL, HEIGHT, WIDTH -> throw new IllegalArgumentException("no axis of an output: " + axis);
                })
                .toArray());
    }

    /** Reads the list that {@link XAttnBmd} put out. */
    public static NetworkOutputs of(XAttnBmd network, NDList outputs) {
        return of(network.config(), outputs);
    }

    /** Reads the list of a network, or an ensemble, of this shape. */
    public static NetworkOutputs of(NetworkConfig config, NDList outputs) {
        Map<Tensor, NDArray> named = new EnumMap<>(Tensor.class);
        List<Tensor> exported = exported(config);
        for (int i = 0; i < exported.size(); i++) {
            named.put(exported.get(i), outputs.get(i));
        }
        return new NetworkOutputs(
                named.get(Tensor.BMD),
                named.get(Tensor.CLINICAL_ATTENTION),
                named.get(Tensor.IMAGE_ATTENTION),
                named.get(Tensor.SPREAD),
                named.get(Tensor.OUTLIER_SCORE),
                named.get(Tensor.NECK_BOX),
                named.get(Tensor.FURTHER),
                named.get(Tensor.FURTHER_SPREAD),
                outputs.size() > exported.size() ? outputs.get(exported.size()) : null);
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
            case FURTHER -> further;
            case FURTHER_SPREAD -> furtherSpread;
            case RADIOGRAPH, CLINICAL, GIVEN_NECK_BOX -> throw new IllegalArgumentException(output + " is an input");
        };
    }
}
