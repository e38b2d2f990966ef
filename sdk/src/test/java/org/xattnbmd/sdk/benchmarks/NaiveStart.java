package org.xattnbmd.sdk.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
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
        Mat small = new Mat();
        opencv_imgproc.resize(
                picture, small, new Size(BenchmarkModel.SIDE, BenchmarkModel.SIDE), 0, 0, opencv_imgproc.INTER_AREA);
        Mat scaled = new Mat();
        small.convertTo(scaled, opencv_core.CV_32FC1, 1 / 65535.0, 0);
        float[] input = new float[BenchmarkModel.SIDE * BenchmarkModel.SIDE];
        new FloatPointer(scaled.data()).get(input);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            try (OrtSession session = environment.createSession(arguments[0], options);
                    OnnxTensor radiograph = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), new long[] {
                        1, 1, BenchmarkModel.SIDE, BenchmarkModel.SIDE
                    });
                    OnnxTensor clinical = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(new float[] {75, 0, 160, 68}), new long[] {1, 4});
                    OrtSession.Result result = session.run(Map.of("radiograph", radiograph, "clinical", clinical))) {
                float[] bmd = (float[]) result.get("bmd").orElseThrow().getValue();
                System.out.println("bmd " + bmd[0]);
            }
        }
    }
}
