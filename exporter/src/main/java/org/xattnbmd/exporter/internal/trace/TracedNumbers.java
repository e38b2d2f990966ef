package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import org.xattnbmd.exporter.internal.graph.Value;

/** Operations with a plain number, which becomes a constant of the type that the engine gives it. */
abstract class TracedNumbers extends TracedState {

    TracedNumbers(Trace trace, NDArray concrete, Value value, Storage storage) {
        super(trace, concrete, value, storage);
    }

    private TracedArray number(Number n) {
        return recording().constant(recording().engine().create(n));
    }

    @Override
    public NDArray add(Number n) {
        return add(number(n));
    }

    @Override
    public NDArray sub(Number n) {
        return sub(number(n));
    }

    @Override
    public NDArray mul(Number n) {
        return mul(number(n));
    }

    @Override
    public NDArray div(Number n) {
        return div(number(n));
    }

    @Override
    public NDArray pow(Number n) {
        return pow(number(n));
    }

    @Override
    public NDArray maximum(Number n) {
        return maximum(number(n));
    }

    @Override
    public NDArray minimum(Number n) {
        return minimum(number(n));
    }

    @Override
    public NDArray mod(Number n) {
        return mod(number(n));
    }

    @Override
    public NDArray addi(Number n) {
        return addi(number(n));
    }

    @Override
    public NDArray subi(Number n) {
        return subi(number(n));
    }

    @Override
    public NDArray muli(Number n) {
        return muli(number(n));
    }

    @Override
    public NDArray divi(Number n) {
        return divi(number(n));
    }

    @Override
    public NDArray modi(Number n) {
        return modi(number(n));
    }

    @Override
    public NDArray powi(Number n) {
        return powi(number(n));
    }

    @Override
    public NDArray eq(Number n) {
        return eq(number(n));
    }

    @Override
    public NDArray neq(Number n) {
        return neq(number(n));
    }

    @Override
    public NDArray gt(Number n) {
        return gt(number(n));
    }

    @Override
    public NDArray gte(Number n) {
        return gte(number(n));
    }

    @Override
    public NDArray lt(Number n) {
        return lt(number(n));
    }

    @Override
    public NDArray lte(Number n) {
        return lte(number(n));
    }
}
