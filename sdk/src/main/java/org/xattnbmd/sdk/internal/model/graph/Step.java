package org.xattnbmd.sdk.internal.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** A node at its place in a walk through the graph: what goes in, and, by its operator's rule, what comes out and at what cost. */
final class Step {

    /** ONNX Runtime has no limit of its own; networks have six axes at most. */
    private static final int MOST_AXES = 16;

    private final Node node;
    private final List<Tensor> inputs;
    private final List<Tensor> results = new ArrayList<>();
    private long work;
    private long scratch;

    /** @param inputs null for one that is left out */
    Step(Node node, List<Tensor> inputs) {
        this.node = node;
        this.inputs = inputs;
        inputs.stream().filter(input -> input != null).forEach(input -> work(input.elements()));
    }

    Node node() {
        return node;
    }

    int count() {
        return inputs.size();
    }

    /** Whether the input is there. */
    boolean has(int input) {
        return input < inputs.size() && inputs.get(input) != null;
    }

    Tensor in(int input) {
        if (!has(input)) {
            throw contradiction("an input " + (input + 1));
        }
        return inputs.get(input);
    }

    long[] shape(int input) {
        return in(input).shape();
    }

    /** The input's values, which decide how large the result is. */
    long[] numbers(int input) {
        double[] values = in(input).values();
        if (values == null) {
            throw contradiction("a size that follows from the file and the inputs' shapes");
        }
        return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
    }

    /** The numbers that newer operator sets have as an input and older ones as an attribute; null if they are left out. */
    long[] numbersOr(int input, String attribute) {
        return has(input) ? numbers(input) : integers(attribute, null);
    }

    long integer(String name, long otherwise) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? otherwise : attribute.integer();
    }

    long[] integers(String name, long[] otherwise) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? otherwise : attribute.integers();
    }

    String text(String name, String otherwise) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? otherwise : attribute.text();
    }

    Tensor tensor(String name) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? null : attribute.tensor();
    }

    /** An axis counted from the front, of so many; negative ones count from the end. */
    int axis(long axis, int rank) {
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw contradiction("an axis of " + rank);
        }
        return (int) at;
    }

    int axisOf(int input, long otherwise) {
        return axis(integer("axis", otherwise), shape(input).length);
    }

    /** The next result. */
    void out(Tensor result) {
        if (result.rank() > MOST_AXES) {
            throw contradiction("at most " + MOST_AXES + " axes");
        }
        for (long length : result.shape()) {
            if (length < 0) {
                throw contradiction("a window or part that fits into its input");
            }
            if (length > Integer.MAX_VALUE) {
                throw Sizes.tooCostly("values along an axis", Integer.MAX_VALUE);
            }
        }
        results.add(result);
        work(result.elements());
    }

    void out(long... shape) {
        out(Tensor.of(shape));
    }

    /** Adds operations to those of reading the inputs and writing the results. */
    void work(long operations) {
        work = Sizes.sum(work, operations);
    }

    /** Elements that the operator needs beside inputs and results. */
    void scratch(long elements) {
        scratch = Sizes.sum(scratch, elements);
    }

    /** The result of a number; what no rule speaks of is as large as the first. */
    Tensor result(int number) {
        return number < results.size()
                ? results.get(number)
                : Tensor.of(results.get(0).shape());
    }

    long work() {
        return work;
    }

    long scratch() {
        return scratch;
    }

    BmdException contradiction(String expected) {
        return new BmdException(
                Code.MODEL_CONTRACT,
                "Expected " + expected + " at the operator " + node.operator()
                        + " of the model, received another. Export the model again.");
    }
}
