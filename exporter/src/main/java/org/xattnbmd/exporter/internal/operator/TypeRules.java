package org.xattnbmd.exporter.internal.operator;

import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Contradiction;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.NodeTypes;
import org.xattnbmd.exporter.internal.graph.TypeRule;

/** Rules for element types. All but {@link #EACH_AS_FIRST} and {@link #TOP_K} tell the first output's alone. */
final class TypeRules {

    /** The first input's. */
    static final TypeRule FIRST = of(0);

    /** The first input's, for every output. */
    static final TypeRule EACH_AS_FIRST = (node, output) -> node.type(0);

    /** That of all inputs, which must be one. */
    static final TypeRule ALL = (node, output) -> output == 0
            ? common(node, IntStream.range(0, node.node().inputs().size()).toArray())
            : null;

    /** Truth about two inputs of one type. */
    static final TypeRule COMPARISON = (node, output) -> {
        common(node, 0, 1);
        return ElementType.BOOL;
    };

    /** Values, then positions. */
    static final TypeRule TOP_K = (node, output) -> output == 1 ? ElementType.INT64 : node.type(0);

    /** The attribute {@code to}. */
    static final TypeRule CAST =
            (node, output) -> ElementType.of((int) node.node().intAttribute("to", 0));

    /** The attribute {@code value}'s; float32 where there is none. */
    static final TypeRule CONSTANT_OF_SHAPE =
            (node, output) -> node.node().attributes().get("value") instanceof Attribute.Constant c
                    ? c.value().type()
                    : ElementType.FLOAT;

    /** The zero point's; where there is none, what the attribute says, and uint8 where that is not given. */
    static final TypeRule QUANTIZED =
            (node, output) -> node.node().input(2) != null ? node.type(2) : said(node, ElementType.UINT8);

    /** Bytes, their scale and their zero point. */
    static final TypeRule DYNAMICALLY_QUANTIZED = (node, output) -> output == 1 ? ElementType.FLOAT : ElementType.UINT8;

    /** What the attribute says; the scale's where it does not. */
    static final TypeRule DEQUANTIZED = (node, output) -> said(node, node.type(1));

    private TypeRules() {}

    private static ElementType said(NodeTypes node, ElementType otherwise) {
        int code = (int) node.node().intAttribute("output_dtype", 0);
        return code == 0 ? otherwise : ElementType.of(code);
    }

    static TypeRule of(int input) {
        return (node, output) -> output == 0 ? node.type(input) : null;
    }

    static TypeRule always(ElementType type) {
        return (node, output) -> type;
    }

    /** That of these inputs, which must be one. */
    static TypeRule common(int... inputs) {
        return (node, output) -> output == 0 ? common(node, inputs) : null;
    }

    private static ElementType common(NodeTypes node, int... inputs) {
        ElementType common = null;
        for (int i : inputs) {
            ElementType t = node.type(i);
            if (t != null && common != null && t != common) {
                throw new Contradiction("operands of one element type", common + " and " + t);
            }
            common = common == null ? t : common;
        }
        return common;
    }
}
