package org.xattnbmd.sdk.internal.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.xattnbmd.sdk.BmdException;

/** A place in a card's JSON, with typed access that names the place when something else is found there. */
public record CardNode(String path, JsonNode node) {

    String text(String name) {
        return get(name, CardNode::plainText, "a text without control characters")
                .node
                .textValue();
    }

    String textOrNull(String name) {
        JsonNode child = node.path(name);
        return child.isMissingNode() || child.isNull() ? null : text(name);
    }

    boolean flag(String name) {
        return get(name, JsonNode::isBoolean, "true or false").node.booleanValue();
    }

    int integer(String name) {
        return get(name, n -> n.isIntegralNumber() && n.canConvertToInt(), "a whole number")
                .node
                .intValue();
    }

    long wholeNumber(String name) {
        return get(name, n -> n.isIntegralNumber() && n.canConvertToLong(), "a whole number")
                .node
                .longValue();
    }

    double number(String name) {
        return get(name, CardNode::finite, "a finite number").node.doubleValue();
    }

    /** Whether there is something of this name, for what cards need not have. */
    boolean has(String name) {
        return node.has(name);
    }

    /** A number that cards need not have. */
    double numberOr(String name, double otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    CardNode object(String name) {
        return get(name, JsonNode::isObject, "an object");
    }

    List<CardNode> list(String name) {
        CardNode array = get(name, JsonNode::isArray, "a list");
        List<CardNode> items = new ArrayList<>();
        for (int i = 0; i < array.node.size(); i++) {
            items.add(new CardNode(array.path + "[" + i + "]", array.node.get(i)));
        }
        return items;
    }

    List<Double> numberList(String name, boolean nullAllowed) {
        List<Double> values = new ArrayList<>();
        for (CardNode item : list(name)) {
            boolean missing = nullAllowed && item.node.isNull();
            values.add(
                    missing
                            ? null
                            : item.require(CardNode::finite, "a finite number")
                                    .node
                                    .doubleValue());
        }
        return values;
    }

    Map<String, Double> numbers() {
        Map<String, Double> values = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> values.put(plainKey(name), number(name)));
        return values;
    }

    Map<String, String> texts() {
        Map<String, String> values = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> values.put(plainKey(name), text(name)));
        return values;
    }

    String asText() {
        return require(CardNode::plainText, "a text without control characters")
                .node
                .textValue();
    }

    private CardNode get(String name, Predicate<JsonNode> type, String expected) {
        return new CardNode(path + "." + name, node.path(name)).require(type, expected);
    }

    private CardNode require(Predicate<JsonNode> type, String expected) {
        if (!type.test(node)) {
            throw new BmdException(
                    BmdException.Code.MODEL_CARD_INVALID,
                    "Model card: expected " + expected + " at " + Texts.printable(path) + ", received "
                            + (node.isMissingNode() ? "nothing" : node.getNodeType()) + ". Export the model again.");
        }
        return this;
    }

    private String plainKey(String name) {
        if (!Texts.isPlain(name)) {
            throw new BmdException(
                    BmdException.Code.MODEL_CARD_INVALID,
                    "Model card: expected names without control characters at " + Texts.printable(path)
                            + ", received one with. Export the model again.");
        }
        return name;
    }

    /** Cards are printed on terminals and pages: what commands either has no place in them. */
    private static boolean plainText(JsonNode node) {
        return node.isTextual() && Texts.isPlain(node.textValue());
    }

    private static boolean finite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }
}
