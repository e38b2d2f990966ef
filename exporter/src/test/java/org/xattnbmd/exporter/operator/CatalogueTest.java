package org.xattnbmd.exporter.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.onnx.OpSchema;
import org.bytedeco.onnx.OpSchemaRegistry;
import org.bytedeco.onnx.StringAttributeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Signature;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.operator.AxesInput;
import org.xattnbmd.exporter.internal.operator.Cost;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;
import org.xattnbmd.exporter.internal.operator.OperatorVersions;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Products;
import org.xattnbmd.exporter.internal.operator.Products.Numbers;
import org.xattnbmd.exporter.internal.operator.Quantization;

/** Whether the catalogue says of each operator what ONNX says, and all that this library needs. */
class CatalogueTest {

    /** Attributes that came after the opsets of the checker at hand; {@link LaterOperatorsTest} asks ONNX Runtime about them. */
    private static final Map<String, List<String>> LATER = Map.of(
            "Cast", List.of("round_mode"),
            "QuantizeLinear", List.of("precision"),
            "DequantizeLinear", List.of("output_dtype"));

    static Collection<Operator> operators() {
        return Operators.all();
    }

    static Stream<Operator> checked() {
        return operators().stream().filter(op -> op.signature().since() <= ModelGates.CHECKED_OPSET);
    }

    private static int first(Operator op) {
        return Math.max(OnnxExporter.MIN_OPSET, op.signature().since());
    }

    /** What ONNX takes at some opset is taken here, and nothing else; opsets differ in what is an attribute or an input. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checked")
    void hasTheSignatureOfOnnx(Operator op) {
        List<OpSchema> schemas = new ArrayList<>();
        for (int opset = first(op); opset <= ModelGates.CHECKED_OPSET; opset++) {
            OpSchema schema = OpSchemaRegistry.Schema(op.name(), opset, "");
            assertThat(schema).as("opset " + opset).isNotNull();
            schemas.add(schema);
        }
        Signature signature = op.signature();
        assertThat(signature.inputs().min())
                .isEqualTo(schemas.stream().mapToInt(OpSchema::min_input).min().orElseThrow());
        assertThat(signature.inputs().max())
                .isEqualTo(schemas.stream().mapToInt(OpSchema::max_input).max().orElseThrow());
        assertThat(signature.outputs().min())
                .isEqualTo(schemas.stream().mapToInt(OpSchema::min_output).min().orElseThrow());
        assertThat(signature.outputs().max())
                .isEqualTo(schemas.stream().mapToInt(OpSchema::max_output).max().orElseThrow());
        Map<String, String> attributes = new HashMap<>();
        schemas.forEach(s -> attributes.putAll(attributes(s)));
        if (op.trait(AxesInput.class) != null) {
            // Files older than opset 13 have it, and are read.
            attributes.put("axes", Attribute.Ints.class.getSimpleName());
        }
        Map<String, String> ours = new HashMap<>();
        signature.attributes().forEach((name, type) -> ours.put(name, type.getSimpleName()));
        LATER.getOrDefault(op.name(), List.of())
                .forEach(name -> assertThat(ours.remove(name)).as(name).isNotNull());
        assertThat(ours).isEqualTo(attributes);
    }

    private static Map<String, String> attributes(OpSchema schema) {
        Map<String, String> found = new HashMap<>();
        StringAttributeMap map = schema.attributes();
        for (StringAttributeMap.Iterator i = map.begin(); !i.equals(map.end()); i.increment()) {
            found.put(i.first().getString(), attributeType(i.second().type()));
        }
        return found;
    }

    private static String attributeType(int onnx) {
        return switch (onnx) {
            case 1 -> Attribute.Real.class.getSimpleName();
            case 2 -> Attribute.Int.class.getSimpleName();
            case 3 -> Attribute.Text.class.getSimpleName();
            case 4 -> Attribute.Constant.class.getSimpleName();
            case 6 -> Attribute.Reals.class.getSimpleName();
            case 7 -> Attribute.Ints.class.getSimpleName();
            case 8 -> Attribute.Texts.class.getSimpleName();
            default -> "attribute type " + onnx;
        };
    }

    /** Rules leave open what they cannot know, instead of failing on files that tell no types or shapes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void hasRulesThatTakeUnknownInputs(Operator op) {
        List<Value> in = Collections.nCopies(op.signature().inputs().min(), new Value("x", null, null));
        List<Value> out = new ArrayList<>();
        for (int i = 0; i < Math.max(1, op.signature().outputs().min()); i++) {
            out.add(new Value("y" + i, null, null));
        }
        Graph graph = new Graph("g", first(op), in, out, List.of(new Node("n", op, in, out, Map.of())));
        assertThat(Inference.run(graph)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void hasTheTraitsThatGoWithOthers(Operator op) {
        Quantization role = op.trait(Quantization.class);
        Products products = op.trait(Products.class);
        boolean floats = products != null && products.numbers() == Numbers.FLOATS;
        assertThat(floats).as("products").isEqualTo(role != null && role.isLayer());
        if (products != null || op.trait(DynamicQuantization.class) != null) {
            assertThat(op.trait(Cost.class)).as("cost").isNotNull();
        }
        boolean axesAttribute = op.signature().attributes().containsKey("keepdims")
                && op.signature().attributes().containsKey("axes");
        assertThat(op.trait(AxesInput.class) != null).as("axes").isEqualTo(axesAttribute);
    }

    /** An older form of an operator that is known keeps what is known of its name; one of another domain is another. */
    @Test
    void opaqueOperatorsHaveTheTraitsOfTheirName() {
        assertThat(Operators.opaque("", "Conv").trait(Cost.class)).isNotNull();
        assertThat(Operators.opaque("com.example", "Conv").trait(Cost.class)).isNull();
        Products attention = Operators.lookup("com.microsoft", "QAttention").trait(Products.class);
        assertThat(attention.numbers()).isEqualTo(Numbers.BYTES);
        assertThat(attention.zeroPoint()).isEqualTo(7);
    }

    /** The opsets in which operators changed are those that the checker knows, as far as it knows them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checked")
    void changedWhenOnnxSays(Operator op) {
        for (int opset = first(op); opset <= ModelGates.CHECKED_OPSET; opset++) {
            assertThat(OperatorVersions.since(op.name(), opset))
                    .as("opset %d", opset)
                    .isEqualTo(OpSchemaRegistry.Schema(op.name(), opset, "").since_version());
        }
    }
}
