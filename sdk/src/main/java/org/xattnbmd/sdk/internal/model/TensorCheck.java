package org.xattnbmd.sdk.internal.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.ModelContract.Axis;
import org.xattnbmd.sdk.ModelContract.Tensor;

/** Whether a file has the tensors that {@link ModelContract} wants, in the shapes that its card gives them. */
final class TensorCheck {

    private TensorCheck() {}

    /**
     * The tensors that the file has; outputs that the contract does not know, or the card does not speak of, do not count.
     *
     * @throws BmdException {@code MODEL_CONTRACT}
     */
    static Set<Tensor> check(OnnxStructure structure, ModelCard card) {
        checkInputs(List.copyOf(structure.inputs().keySet()));
        Set<Tensor> found = EnumSet.noneOf(Tensor.class);
        for (Tensor tensor : Tensor.values()) {
            boolean further = tensor.axes().contains(Axis.TARGET);
            if (further && card.furtherTargets().isEmpty()) {
                continue;
            }
            Map<String, OnnxStructure.Value> side = tensor.isInput() ? structure.inputs() : structure.outputs();
            OnnxStructure.Value value = side.get(tensor.tensorName());
            if (value != null) {
                checkValue(tensor, value, card);
                found.add(tensor);
            } else if (further) {
                throw contract(
                        "an output " + tensor.tensorName() + " for the card's further targets",
                        Texts.printable(side.keySet().toString()));
            } else if (tensor.isRequired() || tensor == Tensor.NECK_BOX && found.contains(Tensor.GIVEN_NECK_BOX)) {
                throw contract(
                        "an output " + tensor.tensorName()
                                + (tensor.isRequired() ? "" : " with the input " + Tensor.GIVEN_NECK_BOX.tensorName()),
                        Texts.printable(side.keySet().toString()));
            }
        }
        return found;
    }

    /** Callers bind inputs by place in some runtimes, so there are no others, and their order counts. */
    private static void checkInputs(List<String> received) {
        List<String> all = names(ModelContract.inputs());
        List<String> required =
                names(ModelContract.inputs().stream().filter(Tensor::isRequired).toList());
        if (!received.equals(required) && !received.equals(all)) {
            throw contract(
                    "inputs " + required + ", or "
                            + all.stream()
                                    .filter(name -> !required.contains(name))
                                    .collect(Collectors.joining(", "))
                            + " after them",
                    Texts.printable(received.toString()));
        }
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::tensorName).toList();
    }

    /** A size that the contract leaves free accepts any; a size that the file leaves open passes. */
    private static void checkValue(Tensor tensor, OnnxStructure.Value value, ModelCard card) {
        long[] wanted = tensor.shape(card);
        if (!value.fits(wanted)) {
            String sizes = Arrays.stream(wanted)
                    .skip(1)
                    .mapToObj(size -> ", " + (size < 0 ? "any" : Long.toString(size)))
                    .collect(Collectors.joining());
            throw contract(
                    (tensor.isInput() ? "input " : "output ") + tensor.tensorName() + " of float32 [N" + sizes + "]",
                    "element type " + value.elementType() + ", shape " + value.shape());
        }
    }

    private static BmdException contract(String expected, String received) {
        return new BmdException(
                Code.MODEL_CONTRACT, "Expected " + expected + ", received " + received + ". Export the model again.");
    }
}
