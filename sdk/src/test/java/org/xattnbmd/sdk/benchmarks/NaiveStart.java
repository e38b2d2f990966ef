package org.xattnbmd.sdk.benchmarks;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** What anyone writes first: OpenCV makes the input, ONNX Runtime runs the model, one after the other, unchecked. */
public final class NaiveStart {

    private NaiveStart() {}

    public static void main(String[] arguments) throws Exception {
        short[] pixels = ColdStart.read(Path.of(arguments[1]));
        Mat picture = new Mat(BenchmarkModel.HEIGHT, BenchmarkModel.WIDTH, opencv_core.CV_16UC1);
        new ShortPointer(picture.data()).put(pixels);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            try (OrtSession session = environment.createSession(arguments[0], options)) {
                Map<String, OnnxTensor> inputs = new HashMap<>();
                for (NodeInfo input : session.getInputInfo().values()) {
                    // 1 x 1 x height x width is the radiograph; facts are zeros, which take as long as others.
                    long[] shape = ((TensorInfo) input.getInfo()).getShape();
                    shape[0] = 1;
                    FloatBuffer values = shape.length == 4
                            ? resized(picture, (int) shape[2], (int) shape[3])
                            : FloatBuffer.allocate((int) shape[1]);
                    inputs.put(input.getName(), OnnxTensor.createTensor(environment, values, shape));
                }
                try (OrtSession.Result result = session.run(inputs)) {
                    float[] bmd = (float[]) result.get("bmd").orElseThrow().getValue();
                    System.out.println("bmd " + bmd[0]);
                }
            }
        }
    }

    private static FloatBuffer resized(Mat picture, int height, int width) {
        Mat small = new Mat();
        opencv_imgproc.resize(picture, small, new Size(width, height), 0, 0, opencv_imgproc.INTER_AREA);
        Mat scaled = new Mat();
        small.convertTo(scaled, opencv_core.CV_32FC1, 1 / 65535.0, 0);
        float[] values = new float[height * width];
        new FloatPointer(scaled.data()).get(values);
        return FloatBuffer.wrap(values);
    }
}
