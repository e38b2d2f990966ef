package org.xattnbmd.exporter.internal.trace;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** The manager that a block sees: what it creates is a constant of the graph, and what is random is refused. */
final class TracingManager extends BaseNDManager {

    private final Trace trace;
    private final NDManager engine;

    TracingManager(Trace trace, NDManager engine) {
        super(engine, engine.getDevice());
        this.trace = trace;
        this.engine = engine;
    }

    /** Called by the superclass before this class's fields are set, hence the parent. */
    @Override
    public Engine getEngine() {
        return parent.getEngine();
    }

    @Override
    public NDManager newSubManager(Device newDevice) {
        return new TracingManager(trace, engine);
    }

    @Override
    public void close() {}

    @Override
    public ByteBuffer allocateDirect(int capacity) {
        return engine.allocateDirect(capacity);
    }

    @Override
    public NDArray from(NDArray array) {
        return trace.wrap(array);
    }

    @Override
    public NDArray create(Shape shape, DataType dataType) {
        return zeros(shape, dataType);
    }

    @Override
    public NDArray create(Buffer data, Shape shape, DataType dataType) {
        return trace.constant(engine.create(data, shape, dataType));
    }

    @Override
    public NDArray create(String[] data, Charset charset, Shape shape) {
        throw trace.refuse(Reason.UNSUPPORTED_OPERATION, "strings have no place in an exported graph");
    }

    @Override
    public NDArray zeros(Shape shape, DataType dataType) {
        return trace.constant(engine.zeros(shape, dataType));
    }

    @Override
    public NDArray ones(Shape shape, DataType dataType) {
        return trace.constant(engine.ones(shape, dataType));
    }

    @Override
    public NDArray full(Shape shape, float fill, DataType dataType) {
        return trace.constant(engine.full(shape, fill, dataType));
    }

    @Override
    public NDArray arange(int start, int stop, int step, DataType dataType) {
        return trace.constant(engine.arange(start, stop, step, dataType));
    }

    @Override
    public NDArray arange(float start, float stop, float step, DataType dataType) {
        return trace.constant(engine.arange(start, stop, step, dataType));
    }

    @Override
    public NDArray eye(int rows, int cols, int k, DataType dataType) {
        return trace.constant(engine.eye(rows, cols, k, dataType));
    }

    @Override
    public NDArray linspace(float start, float stop, int num, boolean endpoint) {
        float[] steps = new float[num];
        for (int i = 0; i < num; i++) {
            steps[i] = i;
        }
        return trace.constant(
                engine.linspace(start, stop, num, endpoint),
                e -> e.constant(Tensor.floats(new long[] {num}, steps))
                        .mul((double) stop - start)
                        .div(e.constant(Tensor.floats(new long[0], endpoint ? num - 1 : num))
                                .max(1))
                        .add(start));
    }

    @Override
    public NDArray hanningWindow(long numPoints) {
        return trace.constant(engine.hanningWindow(numPoints));
    }

    private Failure random() {
        return trace.refuse(
                Reason.RANDOM_OPERATION,
                "random numbers drawn in a forward pass cannot be reproduced by a graph; pass them as an input, or draw"
                        + " them once and keep them as a parameter");
    }

    @Override
    public NDArray randomInteger(long low, long high, Shape shape, DataType dataType) {
        throw random();
    }

    @Override
    public NDArray randomPermutation(long n) {
        throw random();
    }

    @Override
    public NDArray randomUniform(float low, float high, Shape shape, DataType dataType) {
        throw random();
    }

    @Override
    public NDArray randomNormal(float loc, float scale, Shape shape, DataType dataType) {
        throw random();
    }

    @Override
    public NDArray truncatedNormal(float loc, float scale, Shape shape, DataType dataType) {
        throw random();
    }

    @Override
    public NDArray randomMultinomial(int n, NDArray probabilities) {
        throw random();
    }

    @Override
    public NDArray randomMultinomial(int n, NDArray probabilities, Shape shape) {
        throw random();
    }

    @Override
    public NDArray sampleNormal(NDArray mu, NDArray sigma) {
        throw random();
    }

    @Override
    public NDArray sampleNormal(NDArray mu, NDArray sigma, Shape shape) {
        throw random();
    }

    @Override
    public NDArray samplePoisson(NDArray lambda) {
        throw random();
    }

    @Override
    public NDArray samplePoisson(NDArray lambda, Shape shape) {
        throw random();
    }

    @Override
    public NDArray sampleGamma(NDArray alpha, NDArray beta) {
        throw random();
    }

    @Override
    public NDArray sampleGamma(NDArray alpha, NDArray beta, Shape shape) {
        throw random();
    }
}
