package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.precision.WeightQuantizer.Quantized;

/**
 * How the 8-bit numbers of a model are laid out. Immutable.
 *
 * @param weights the quantised weight of each layer, by the layer's name
 * @param narrow names of the activations that are held to 7 bits
 */
record Layout(Map<String, Quantized> weights, Set<String> narrow) {

    Layout {
        weights = Map.copyOf(weights);
        narrow = Set.copyOf(narrow);
    }

    /** All weights in one form, each rounded by itself. */
    static Layout uniform(List<Node> layers, Predicate<Node> perChannel, WeightForm form) {
        Map<String, Quantized> weights = new TreeMap<>();
        layers.forEach(
                n -> weights.put(n.name(), WeightQuantizer.nearest(WeightMatrix.of(n), perChannel.test(n), form)));
        return new Layout(weights, Set.of());
    }

    /** How many of these layers have weights of each form. */
    String inWords(Collection<String> layers) {
        return inWords(layers.stream().map(name -> weights.get(name).form()).toList());
    }

    /** How often each form is among these. */
    static String inWords(List<WeightForm> forms) {
        Map<WeightForm, Integer> counts = new EnumMap<>(WeightForm.class);
        forms.forEach(form -> counts.merge(form, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().inWords())
                .collect(Collectors.joining(", ", "weights by layer: ", ""));
    }
}
