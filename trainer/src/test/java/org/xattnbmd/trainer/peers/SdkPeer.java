package org.xattnbmd.trainer.peers;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;

/** This project's SDK, as a vendor calls it: from the decoded radiograph to the whole estimate. */
final class SdkPeer implements Peer {

    private final BmdEstimator estimator;
    private final BmdRequest request;

    SdkPeer(PeerFiles files, String precision, int threads, PeerDevice device) throws IOException {
        estimator = BmdEstimator.builder(files.model("network", precision))
                .threads(threads)
                .device(device.ofSdk())
                .open();
        request = new BmdRequest(files.radiograph(), PeerFiles.clinical());
    }

    @Override
    public float[] answers(int batch) {
        if (batch == 1) {
            return new float[] {
                (float) estimator
                        .estimate(request.radiograph(), request.clinical())
                        .bmd()
            };
        }
        List<BmdEstimate> estimates = estimator.estimateAll(Collections.nCopies(batch, request));
        float[] answers = new float[batch];
        for (int i = 0; i < batch; i++) {
            answers[i] = (float) estimates.get(i).bmd();
        }
        return answers;
    }

    @Override
    public void close() {
        estimator.close();
    }
}
