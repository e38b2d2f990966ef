package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;

/**
 * Which layers of a graph are quantised, and what is said of single ones. A rule counts more than the choice of operators and
 * excluded names, and a later rule more than an earlier one.
 */
final class LayerSelection {

    private final Int8Settings settings;
    private final Map<String, LayerSetting> rules = new HashMap<>();
    private final Map<String, String> kept = new LinkedHashMap<>();
    private final List<Node> layers = new ArrayList<>();

    /**
     * @param isLayer whether a node is of a kind that can be quantised
     * @param obstacle why such a node cannot be, or null
     */
    LayerSelection(Graph graph, Int8Settings settings, Predicate<Node> isLayer, Function<Node, String> obstacle) {
        this.settings = settings;
        NodePrefixes.requireMatches(graph, settings.excludedNodes());
        List<Node> candidates = graph.nodes().stream().filter(isLayer).toList();
        Set<String> named = apply(candidates.stream().map(Node::name).toList());
        for (Node n : candidates) {
            String why = reason(n);
            String hard = why == null ? obstacle.apply(n) : null;
            if (hard != null && named.contains(n.name())) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected a layer that can be quantised, received " + n.name() + ": " + hard);
            }
            if (why == null && hard == null) {
                layers.add(n);
            } else {
                kept.put(n.name(), why == null ? hard : why);
            }
        }
        requireLayers();
    }

    /** The names that rules say in full. */
    private Set<String> apply(List<String> names) {
        Set<String> named = new HashSet<>();
        for (LayerRule rule : settings.rules()) {
            if (rule.setting() == LayerSetting.INT16_ACTIVATIONS && settings.activations() == ActivationForm.DYNAMIC) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected activations with ranges chosen beforehand for 16 bits in " + rule.pattern()
                                + ", received those of the run, which have 8 bits");
            }
            List<String> matching = names.stream().filter(rule::matches).toList();
            if (matching.isEmpty()) {
                throw new Failure(
                        Reason.INVALID_REQUEST,
                        "expected the name of a layer that can be quantised, or a pattern of such names, received "
                                + rule.pattern() + "; near it are " + NearNames.of(rule.pattern(), names));
            }
            matching.forEach(name -> rules.put(name, rule.setting()));
            if (rule.isName()) {
                named.add(rule.pattern());
            }
        }
        return named;
    }

    private String reason(Node n) {
        LayerSetting rule = rules.get(n.name());
        if (rule != null) {
            return rule == LayerSetting.FLOAT32 ? "float32 is asked for" : null;
        }
        if (!settings.operators().contains(n.operator().name())) {
            return "excluded by operator";
        }
        return settings.excludedNodes().stream().anyMatch(n.name()::startsWith) ? "excluded by name" : null;
    }

    private void requireLayers() {
        if (layers.isEmpty()) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    "expected at least one layer with constant float32 weights, received none: " + kept);
        }
    }

    /** Leaves out more layers, for the same reason. */
    void keep(Predicate<Node> which, String why) {
        layers.removeIf(n -> {
            boolean leftOut = which.test(n);
            if (leftOut) {
                kept.put(n.name(), why);
            }
            return leftOut;
        });
        requireLayers();
    }

    /** The layers to quantise, in order; at least one. */
    List<Node> layers() {
        return List.copyOf(layers);
    }

    List<String> names() {
        return layers.stream().map(Node::name).toList();
    }

    /** Why layers stay in float32, by name. */
    Map<String, String> kept() {
        return kept;
    }

    /** Whether a layer's weight has one scale per output channel. */
    boolean perChannel(Node layer) {
        return settings.perChannelWeights() && rules.get(layer.name()) != LayerSetting.INT8_PER_TENSOR;
    }

    /** Whether a layer reads activations of 16 bits. */
    boolean wide(Node layer) {
        return settings.activations() == ActivationForm.STATIC_16_BIT
                || rules.get(layer.name()) == LayerSetting.INT16_ACTIVATIONS;
    }

    /** The layers that are to be quantised whatever they cost. */
    Set<String> required() {
        Set<String> required = new HashSet<>(rules.keySet());
        required.retainAll(names());
        return required;
    }
}
