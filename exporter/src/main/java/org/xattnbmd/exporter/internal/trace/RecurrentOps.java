package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Recurrent layers: one ONNX operator per layer, both directions in it. The engine's weights are regrouped, since it
 * orders the gates of an LSTM i, f, g, o and those of a GRU r, z, n, ONNX i, o, f, c and z, r, h. A GRU has
 * {@code linear_before_reset} set, because the engine applies the reset gate after the recurrent product.
 */
final class RecurrentOps {

    /** What distinguishes the three kinds. */
    private enum Kind {
        RNN(Operators.RNN, 0),
        GRU(Operators.GRU, 1, 0, 2),
        LSTM(Operators.LSTM, 0, 3, 1, 2);

        private final Operator operator;
        /** For each ONNX gate the engine's. */
        private final int[] gates;

        Kind(Operator operator, int... gates) {
            this.operator = operator;
            this.gates = gates;
        }
    }

    private final Trace trace;
    private final boolean hasBiases;
    private final int layers;
    private final int directions;
    private final boolean batchFirst;

    RecurrentOps(
            Trace trace, boolean hasBiases, int layers, boolean training, boolean bidirectional, boolean batchFirst) {
        if (training) {
            throw trace.refuse(
                    Reason.TRAINING_MODE, "runs in training mode although the block is exported for inference");
        }
        this.trace = trace;
        this.hasBiases = hasBiases;
        this.layers = layers;
        this.directions = bidirectional ? 2 : 1;
        this.batchFirst = batchFirst;
    }

    NDList rnn(NDArray input, NDArray state, NDList params, NDList engineResult, String activation) {
        return layers(Kind.RNN, input, new NDList(state), params, engineResult, activation);
    }

    NDList gru(NDArray input, NDArray state, NDList params, NDList engineResult) {
        return layers(Kind.GRU, input, new NDList(state), params, engineResult, null);
    }

    NDList lstm(NDArray input, NDList states, NDList params, NDList engineResult) {
        return layers(Kind.LSTM, input, states, params, engineResult, null);
    }

    /** Unwraps arrays for the engine. */
    static NDList engine(Trace trace, NDList arrays) {
        NDList list = new NDList();
        arrays.forEach(a -> list.add(trace.wrap(a).concrete));
        return list;
    }

    /**
     * DJL lists the weights of both directions before the biases of both, PyTorch reads weights and biases direction by
     * direction; where a layer has both, the engine therefore takes weights for biases, if their shapes let it.
     */
    private void requireOrderedParameters(NDList params) {
        if (hasBiases
                && directions == 2
                && parameter(params, 0, 0, 2).getShape().dimension() != 1) {
            throw trace.refuse(
                    Reason.UNSUPPORTED_OPERATION,
                    "a bidirectional layer with biases gets its parameters in the wrong order from DJL, so the engine's own"
                            + " result is not that of the layer; build it with optHasBiases(false)");
        }
    }

    /** A call that is written to the graph; the activation is null for all kinds but the plain one. */
    private record Call(Emitter e, Kind kind, NDList states, NDList params, String activation) {

        long hidden() {
            return states.head().getShape().get(2);
        }
    }

    private NDList layers(
            Kind kind, NDArray input, NDList states, NDList params, NDList engineResult, String activation) {
        List<TracedArray> operands = new ArrayList<>(List.of(trace.wrap(input)));
        states.forEach(s -> operands.add(trace.wrap(s)));
        params.forEach(p -> operands.add(trace.wrap(p)));
        operands.forEach(TracedArray::checkReadable);
        NDList results = new NDList();
        if (operands.stream().noneMatch(TracedArray::isSymbolic)) {
            engineResult.forEach(r -> results.add(trace.derived(r)));
            return results;
        }
        requireOrderedParameters(params);
        Emitter e = new Emitter(trace);
        Call call = new Call(e, kind, states, params, activation);
        TracedArray x = operands.get(0);
        long time = x.getShape().get(batchFirst ? 1 : 0);
        long batch = x.getShape().get(batchFirst ? 0 : 1);
        Term sequence = batchFirst ? e.in(x).transpose(1, 0, 2) : e.in(x);
        List<List<Term>> finals = new ArrayList<>();
        states.forEach(s -> finals.add(new ArrayList<>()));
        for (int layer = 0; layer < layers; layer++) {
            List<Term> out = layer(call, sequence, layer);
            Term y = out.get(0);
            // [time, direction, batch, hidden] to [time, batch, direction·hidden]
            sequence = directions == 1
                    ? y.squeeze(1)
                    : y.transpose(0, 2, 1, 3).reshape(time, batch, directions * call.hidden());
            for (int s = 0; s < states.size(); s++) {
                finals.get(s).add(out.get(s + 1));
            }
        }
        Term output = batchFirst ? sequence.transpose(1, 0, 2) : sequence;
        results.add(trace.computed(output, engineResult.get(0)));
        for (int s = 0; s < states.size(); s++) {
            List<Term> parts = finals.get(s);
            Term joined = parts.size() == 1 ? parts.get(0) : e.concat(parts, 0);
            results.add(trace.computed(joined, engineResult.get(s + 1)));
        }
        return results;
    }

    private List<Term> layer(Call c, Term sequence, int layer) {
        List<Term> in = new ArrayList<>(Arrays.asList(
                sequence, weights(c, layer, 0), weights(c, layer, 1), hasBiases ? biases(c, layer) : null, null));
        for (NDArray state : c.states) {
            long from = (long) layer * directions;
            in.add(c.e.in(trace.wrap(state.get(from + ":" + (from + directions)))));
        }
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("hidden_size", Attribute.of(c.hidden()));
        attributes.put("direction", Attribute.of(directions == 2 ? "bidirectional" : "forward"));
        if (c.activation != null) {
            attributes.put("activations", new Attribute.Texts(Collections.nCopies(directions, c.activation)));
        }
        if (c.kind == Kind.GRU) {
            attributes.put("linear_before_reset", Attribute.of(1));
        }
        return c.e.nodes(c.kind.operator, attributes, c.states.size() + 1, in.toArray(new Term[0]));
    }

    /** The parameter of a layer and direction: input weight, recurrent weight, input bias, recurrent bias. */
    private NDArray parameter(NDList params, int layer, int direction, int which) {
        int perCell = hasBiases ? 4 : 2;
        return trace.wrap(params.get((layer * directions + direction) * perCell + which));
    }

    private Term weights(Call c, int layer, int which) {
        NDList cells = new NDList();
        for (int d = 0; d < directions; d++) {
            cells.add(reordered(c.kind, parameter(c.params, layer, d, which)).expandDims(0));
        }
        return named(c.e, NDArrays.concat(cells, 0), parameter(c.params, layer, 0, which));
    }

    private Term biases(Call c, int layer) {
        NDList cells = new NDList();
        for (int d = 0; d < directions; d++) {
            NDArray both = reordered(c.kind, parameter(c.params, layer, d, 2))
                    .concat(reordered(c.kind, parameter(c.params, layer, d, 3)), 0);
            cells.add(both.expandDims(0));
        }
        return named(c.e, NDArrays.concat(cells, 0), parameter(c.params, layer, 0, 2));
    }

    /** Regrouped weights keep the name of the parameter they come from. */
    private Term named(Emitter e, NDArray regrouped, NDArray source) {
        TracedArray array = trace.wrap(regrouped);
        array.origin = trace.wrap(source).origin;
        return e.in(array);
    }

    private static NDArray reordered(Kind kind, NDArray weight) {
        if (kind.gates.length == 1) {
            return weight;
        }
        NDList parts = weight.split(kind.gates.length);
        NDList ordered = new NDList();
        for (int gate : kind.gates) {
            ordered.add(parts.get(gate));
        }
        return NDArrays.concat(ordered, 0);
    }
}
