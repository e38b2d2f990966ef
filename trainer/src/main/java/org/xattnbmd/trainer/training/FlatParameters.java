package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;

/**
 * Many parameters in one array, of which each of them is a view: what changes one changes the other. An optimiser's step is
 * then a dozen operations instead of a dozen for each parameter; on a GPU their launches, not their arithmetic, take the time.
 *
 * <p>The parameters go on being used as before. Native memory is the given manager's; one thread at a time, with gradient
 * mode off.
 */
public final class FlatParameters {

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final int size;
    private final NDArray values;

    /** Moves those that training changes by gradients. */
    public static FlatParameters trained(Map<String, Parameter> named, NDManager manager) {
        return new FlatParameters(named, Parameter::requiresGradient, manager);
    }

    /** Moves those that the forward pass updates: running means and variances. Constants are in neither. */
    public static FlatParameters statistics(Map<String, Parameter> named, NDManager manager) {
        return new FlatParameters(named, p -> !p.requiresGradient() && p.getType() != Parameter.Type.OTHER, manager);
    }

    /** Moves another network's parameters of the same names, in the same order; they will not be trained any more. */
    FlatParameters sameOf(Map<String, Parameter> others, NDManager manager) {
        Map<String, Parameter> same = new LinkedHashMap<>();
        parameters.keySet().forEach(name -> same.put(name, others.get(name)));
        FlatParameters flat = new FlatParameters(same, p -> true, manager);
        same.values().forEach(p -> p.freeze(true));
        return flat;
    }

    private FlatParameters(Map<String, Parameter> named, Predicate<Parameter> chosen, NDManager manager) {
        int at = 0;
        for (Map.Entry<String, Parameter> e : named.entrySet()) {
            if (chosen.test(e.getValue())) {
                parameters.put(e.getKey(), e.getValue());
                offsets.put(e.getKey(), at);
                at += Math.toIntExact(e.getValue().getArray().size());
            }
        }
        size = at;
        values = parameters.isEmpty() ? null : move(manager);
    }

    private NDArray move(NDManager manager) {
        NDArray flat;
        try (NDList pieces = new NDList()) {
            parameters.values().forEach(p -> pieces.add(p.getArray().flatten()));
            flat = pieces.size() == 1 ? pieces.get(0).duplicate() : NDArrays.concat(pieces);
        }
        flat.detach();
        flat.attach(manager);
        try (NDList views = views(flat)) {
            int k = 0;
            for (Parameter parameter : parameters.values()) {
                NDArray view = views.get(k++).reshape(parameter.getShape());
                parameter.close();
                parameter.setInitializer((own, shape, type) -> attached(view, own));
                parameter.initialize(manager, DataType.FLOAT32);
            }
        }
        return flat;
    }

    private static NDArray attached(NDArray view, NDManager manager) {
        view.attach(manager);
        return view;
    }

    /** One view per parameter into an array of the same size, flat; the caller's to close. */
    private NDList views(NDArray flat) {
        if (parameters.size() == 1) {
            return new NDList(flat.reshape(new Shape(size)));
        }
        return flat.split(
                offsets.values().stream().skip(1).mapToLong(Integer::longValue).toArray());
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** All values, {@code [N]}; this object's. */
    public NDArray values() {
        return values;
    }

    /** Zeros in the shape of all values, on the manager. */
    NDArray zeros(NDManager manager) {
        return manager.zeros(new Shape(size));
    }

    /** All gradients, {@code [N]}, the caller's to close; the parameters' own are zero afterwards. */
    NDArray takeGradients() {
        NDList own = new NDList();
        try (own;
                NDList pieces = new NDList()) {
            for (Parameter parameter : parameters.values()) {
                own.add(parameter.getArray().getGradient());
                pieces.add(own.get(own.size() - 1).flatten());
            }
            NDArray all = pieces.size() == 1 ? pieces.get(0).duplicate() : NDArrays.concat(pieces);
            own.forEach(gradient -> gradient.subi(gradient));
            return all;
        }
    }

    /** The sums of each parameter's part of an array {@code [N]}, in order. */
    float[] sums(NDArray flat) {
        try (NDList views = views(flat);
                NDList sums = new NDList()) {
            views.forEach(view -> sums.add(view.sum()));
            // One wait for the device, not one per parameter.
            try (NDArray all = NDArrays.stack(sums)) {
                return HostArrays.floats(all);
            }
        }
    }

    /** Ones where the name has the property, else zeros, {@code [N]}. */
    NDArray mask(NDManager manager, Predicate<String> property) {
        float[] mask = new float[size];
        parameters.forEach((name, p) -> {
            int from = offsets.get(name);
            Arrays.fill(mask, from, from + Math.toIntExact(p.getShape().size()), property.test(name) ? 1 : 0);
        });
        return manager.create(mask);
    }

    /** Each parameter's part of an array {@code [N]}, copied out, by name. */
    Map<String, float[]> parts(NDArray flat) {
        Map<String, float[]> parts = new LinkedHashMap<>();
        float[] all = HostArrays.floats(flat);
        parameters.forEach((name, p) -> {
            int from = offsets.get(name);
            parts.put(
                    name,
                    Arrays.copyOfRange(
                            all, from, from + Math.toIntExact(p.getShape().size())));
        });
        return parts;
    }

    /** Fills an array {@code [N]} with each parameter's part, of its size. */
    void fill(NDArray flat, Function<String, float[]> part) {
        float[] all = new float[size];
        offsets.forEach((name, from) -> {
            float[] values = part.apply(name);
            System.arraycopy(values, 0, all, from, values.length);
        });
        NamedParameters.set(flat, all);
    }

    Shape shape(String name) {
        return parameters.get(name).getShape();
    }

    Iterable<String> names() {
        return parameters.keySet();
    }
}
