package org.xattnbmd.exporter.internal.graph;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many inputs and outputs an operator takes, which attributes of which type, and from which opset on. Immutable; each
 * method returns a changed copy.
 *
 * @param since first opset that has the operator as described here
 * @param inputs how many inputs
 * @param outputs how many outputs
 * @param attributes type of each attribute
 */
public record Signature(int since, Count inputs, Count outputs, Map<String, Class<? extends Attribute>> attributes) {

    /** From fewest to most, both included. */
    public record Count(int min, int max) {

        boolean has(int n) {
            return n >= min && n <= max;
        }

        @Override
        public String toString() {
            return min == max ? "exactly " + min : max == MANY ? "at least " + min : min + " to " + max;
        }
    }

    /** As many as one likes. */
    public static final int MANY = Integer.MAX_VALUE;

    /** One input, one output and no attribute. */
    public static Signature since(int opset) {
        return new Signature(opset, new Count(1, 1), new Count(1, 1), Map.of());
    }

    public Signature inputs(int count) {
        return inputs(count, count);
    }

    public Signature inputs(int min, int max) {
        return new Signature(since, new Count(min, max), outputs, attributes);
    }

    public Signature outputs(int min, int max) {
        return new Signature(since, inputs, new Count(min, max), attributes);
    }

    /** @param pairs blank-separated {@code name:type}, type being int, float, string, ints, floats, strings or tensor */
    public Signature attributes(String pairs) {
        Map<String, Class<? extends Attribute>> types = new LinkedHashMap<>(attributes);
        for (String pair : pairs.trim().split(" +")) {
            String[] parts = pair.split(":");
            types.put(parts[0], type(parts[1]));
        }
        return new Signature(since, inputs, outputs, Map.copyOf(types));
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

    /** @throws IllegalArgumentException if a node of this operator cannot be so */
    void check(String operator, int in, int out, Map<String, Attribute> given) {
        if (!inputs.has(in)) {
            throw invalid(operator, "takes %s inputs, received %d", inputs, in);
        }
        if (!outputs.has(out)) {
            throw invalid(operator, "has %s outputs, received %d", outputs, out);
        }
        given.forEach((key, value) -> {
            Class<? extends Attribute> expected = attributes.get(key);
            if (expected == null) {
                throw invalid(operator, "has no attribute %s, only %s", key, attributes.keySet());
            }
            if (!expected.isInstance(value)) {
                throw invalid(
                        operator,
                        "attribute %s must be %s, received %s",
                        key,
                        expected.getSimpleName(),
                        value.getClass().getSimpleName());
            }
        });
    }

    private static IllegalArgumentException invalid(String operator, String format, Object... args) {
        return new IllegalArgumentException("ONNX " + operator + " " + String.format(Locale.ROOT, format, args));
    }
}
