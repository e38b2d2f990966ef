package org.xattnbmd.trainer.peers;

import java.io.IOException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;

/** OpenCV's own DNN module on the same OpenCV that the SDK carries; the input is ready. */
final class OpenCvPeer implements Peer {

    private final Net net;
    private final float[] crop;

    OpenCvPeer(PeerFiles files, String graph, String precision, int threads) throws IOException {
        opencv_core.setNumThreads(threads);
        net = opencv_dnn.readNetFromONNX(files.model(graph, precision).toString());
        crop = files.readCrop();
    }

    @Override
    public float[] answers(int batch) {
        try (Mat input = new Mat(4, new int[] {batch, 1, PeerModel.SIDE, PeerModel.SIDE}, opencv_core.CV_32F)) {
            FloatPointer values = new FloatPointer(input.data());
            for (int i = 0; i < batch; i++) {
                values.position((long) i * crop.length).put(crop, 0, crop.length);
            }
            net.setInput(input);
            try (Mat output = net.forward()) {
                float[] all = new float[(int) output.total()];
                new FloatPointer(output.data()).get(all);
                return OrtPeer.means(all, batch);
            }
        }
    }

    @Override
    public void close() {
        net.close();
    }
}
