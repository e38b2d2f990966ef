package org.xattnbmd.exporter.internal.graph;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An ONNX operator as data: how many inputs and outputs it takes, which attributes of which type, and from which opset
 * on. {@link Node} checks itself against it, so an invalid node cannot be built.
 *
 * @param domain "" for the standard operators
 * @param name the ONNX name
 * @param minInputs fewest inputs
 * @param maxInputs most inputs
 * @param minOutputs fewest outputs
 * @param maxOutputs most outputs
 * @param since first opset that has the operator as described here
 * @param attributes type of each attribute; null when the operator is not known here and anything goes
 */
public record Operator(
        String domain,
        String name,
        int minInputs,
        int maxInputs,
        int minOutputs,
        int maxOutputs,
        int since,
        Map<String, Class<? extends Attribute>> attributes) {

    /** As many inputs as one likes. */
    public static final int MANY = Integer.MAX_VALUE;

    /**
     * Declares a standard operator with one output.
     *
     * @param attributes blank-separated {@code name:type} pairs, type being int, float, string, ints, floats or tensor
     */
    static Operator of(String name, int since, int minInputs, int maxInputs, String attributes) {
        return of(name, since, minInputs, maxInputs, 1, 1, attributes);
    }

    static Operator of(
            String name, int since, int minInputs, int maxInputs, int minOut, int maxOut, String attributes) {
        Map<String, Class<? extends Attribute>> types = new LinkedHashMap<>();
        for (String pair :
                attributes.isBlank() ? new String[0] : attributes.trim().split(" +")) {
            String[] parts = pair.split(":");
            types.put(parts[0], type(parts[1]));
        }
        return new Operator("", name, minInputs, maxInputs, minOut, maxOut, since, Map.copyOf(types));
    }

    /** An operator met in a file that this library has no description of. */
    static Operator opaque(String domain, String name) {
        return new Operator(domain, name, 0, MANY, 0, MANY, 1, null);
    }

    private static Class<? extends Attribute> type(String word) {
        return switch (word) {
            case "int" -> Attribute.Int.class;
            case "float" -> Attribute.Real.class;
            case "string" -> Attribute.Text.class;
            case "ints" -> Attribute.Ints.class;
            case "floats" -> Attribute.Reals.class;
            case "strings" -> Attribute.Texts.class;
            case "tensor" -> Attribute.Constant.class;
            default -> throw new IllegalArgumentException("unknown attribute type " + word);
        };
    }

    /** Whether this library knows what the operator means. */
    public boolean isKnown() {
        return attributes != null;
    }

    void check(int inputs, int outputs, Map<String, Attribute> given) {
        if (inputs < minInputs || inputs > maxInputs) {
            throw invalid("takes %s inputs, received %d", range(minInputs, maxInputs), inputs);
        }
        if (outputs < minOutputs || outputs > maxOutputs) {
            throw invalid("has %s outputs, received %d", range(minOutputs, maxOutputs), outputs);
        }
        if (attributes == null) {
            return;
        }
        given.forEach((key, value) -> {
            Class<? extends Attribute> expected = attributes.get(key);
            if (expected == null) {
                throw invalid("has no attribute %s, only %s", key, attributes.keySet());
            }
            if (!expected.isInstance(value)) {
                throw invalid(
                        "attribute %s must be %s, received %s",
                        key, expected.getSimpleName(), value.getClass().getSimpleName());
            }
        });
    }

    private static String range(int min, int max) {
        return min == max ? "exactly " + min : max == MANY ? "at least " + min : min + " to " + max;
    }

    private IllegalArgumentException invalid(String format, Object... args) {
        return new IllegalArgumentException("ONNX " + name + " " + String.format(Locale.ROOT, format, args));
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? name : domain + ":" + name;
    }
}
