package org.xattnbmd.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelContract.Finder;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/**
 * A checked neck finder in an ONNX Runtime session, always on the CPU: it is so small that a copy to a device would take
 * longer. {@link #run} may be called from many threads at once; the owner closes it, once, when no call is in flight.
 */
public final class FinderNetwork implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final int side;

    private FinderNetwork(OrtEnvironment environment, OrtSession session, int side) {
        this.environment = environment;
        this.session = session;
        this.side = side;
    }

    /**
     * @param onnx what {@code FinderCheck} let pass
     * @param side rows and columns of its overview
     */
    public static FinderNetwork load(byte[] onnx, int side, OrtEnvironment environment, OpenOptions how) {
        return new FinderNetwork(environment, Network.session(ByteBuffer.wrap(onnx), environment, false, how), side);
    }

    /**
     * What it says of n overviews.
     *
     * @param boxes n x 4, fractions of the overview
     * @param neck n confidences; {@code otherSide} and {@code implant} likewise
     */
    public record Output(float[] boxes, float[] neck, float[] otherSide, float[] implant) {}

    /** @param overviews n x side x side, from its position to its limit */
    public Output run(FloatBuffer overviews, int n, StopSignal signal) {
        signal.check();
        try (OnnxTensor given = OnnxTensor.createTensor(environment, overviews, new long[] {n, 1, side, side});
                OrtSession.Result result = session.run(Map.of(Finder.OVERVIEW, given))) {
            return new Output(
                    values(result, Finder.NECK_BOX, 4 * n),
                    values(result, Finder.NECK_CONFIDENCE, n),
                    values(result, Finder.OTHER_SIDE_CONFIDENCE, n),
                    values(result, Finder.IMPLANT_CONFIDENCE, n));
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime failed: " + SessionFailure.oneLine(e), e);
        }
    }

    private static float[] values(OrtSession.Result result, String output, int count) {
        FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
        if (buffer == null || buffer.remaining() != count) {
            throw new BmdException(
                    Code.MODEL_CONTRACT,
                    "Expected " + count + " float32 values of the neck finder's " + output + ", received others.");
        }
        float[] values = new float[count];
        buffer.get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new BmdException(
                        Code.RESULT_NOT_FINITE,
                        "The neck finder answered with a value in " + output + " that is not finite.");
            }
        }
        return values;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new BmdException(Code.RUN_FAILED, "ONNX Runtime failed to close the session: " + e.getMessage(), e);
        }
    }
}
