package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkSettings;

/**
 * A training that is compared with its peer in Python: what both are told, and begin with.
 *
 * @param device of the training
 */
record PeerSetup(NetworkConfig network, TrainingConfig config, TrainingData data, Device device) {

    /** Of every step; small enough that three of them do not part two networks that differ by rounding. */
    static final double RATE = 1e-4;

    private static final int PROOF_BATCH = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The training on its device, all weights as given. */
    Fit fit(Map<String, Tensor> weights, NDManager manager, Path folder) {
        WarmStart start = new WarmStart(weights, "the weights that both begin with", FrozenStages.NONE);
        return BenchmarkTraining.fit(network, config, data, manager, folder, start);
    }

    /** The same without dropout, on another device, in batches of eight. */
    PeerSetup forProof(Device other) {
        NetworkSettings settings = network.settings();
        NetworkConfig still = new NetworkConfig(
                settings.withAttention(settings.attention().withDropout(0)), network.fields(), network.sizeRange());
        return new PeerSetup(still, config.withSchedule(config.schedule().withBatchSize(PROOF_BATCH)), data, other);
    }

    /** An augmented batch, some fields missing. */
    TrainingBatch batch() {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            return BenchmarkTraining.source(data, network, config, worker, 1)
                    .epoch(0)
                    .iterator()
                    .next();
        } finally {
            worker.shutdownNow();
        }
    }

    /**
     * A fresh network's weights and constants; what begins at 0 or 1, so that parts of the network are without effect at first,
     * is moved away from there.
     */
    Map<String, Tensor> weights(Path folder) {
        Map<String, Tensor> weights;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Fit fit = BenchmarkTraining.fit(network, config, data, manager, folder)) {
            weights = NamedParameters.values(fit.network());
        }
        Random random = new Random(2);
        weights.forEach((name, tensor) -> {
            float[] values = tensor.values();
            for (int i = 0; i < values.length; i++) {
                float normal = (float) random.nextGaussian();
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "factor", "mix", "centre", "whitening" -> values[i] = 0.3f * normal;
                    case "bias", "running_mean" -> values[i] += 0.1f * normal;
                    case "running_var" -> values[i] *= (float) Math.exp(0.2 * normal);
                    default -> {
                        // Random already, or a constant of the data.
                    }
                }
            }
        });
        return weights;
    }

    /** What {@code xattn_bmd_peer.py} reads. */
    void write(Path folder, Map<String, Tensor> weights, TrainingBatch batch) throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("network", network);
        settings.put("training", config);
        settings.put("labelSd", NetworkConstants.of(data).labels().sd());
        settings.put("rate", RATE);
        settings.put("device", name(device));
        settings.put("workers", Fit.makers(device));
        SafeFiles.writeAtomically(folder.resolve("peer.json"), JSON.writeValueAsString(settings));
        new Safetensors(weights, Map.of()).write(folder.resolve("weights.safetensors"));
        new Safetensors(tensors(batch), Map.of()).write(folder.resolve("batch.safetensors"));
        new Safetensors(tensors(examples()), Map.of()).write(folder.resolve("examples.safetensors"));
    }

    /** All examples as one batch; the boxes to crop by are left out. */
    private TrainingBatch examples() {
        int pixels = data.crops()[0].length;
        int fields = data.clinical()[0].length;
        TrainingBatch all = TrainingBatch.empty(data.size(), pixels, fields);
        for (int i = 0; i < data.size(); i++) {
            System.arraycopy(data.crops()[i], 0, all.crops(), i * pixels, pixels);
            System.arraycopy(data.clinical()[i], 0, all.clinical(), i * fields, fields);
            System.arraycopy(data.boxes()[i], 0, all.boxes(), 4 * i, 4);
        }
        System.arraycopy(data.bmd(), 0, all.bmd(), 0, data.size());
        System.arraycopy(LabelWeights.of(data.bmd(), config.loss()), 0, all.weights(), 0, data.size());
        return all;
    }

    private Map<String, Tensor> tensors(TrainingBatch batch) {
        long n = batch.size();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long[] picture = {
            n, 1, network.picture().imageHeight(), network.picture().imageWidth()
        };
        tensors.put("crops", new Tensor(picture, batch.crops()));
        tensors.put("clinical", new Tensor(new long[] {n, network.fields().size()}, batch.clinical()));
        tensors.put("bmd", new Tensor(new long[] {n}, batch.bmd()));
        tensors.put("weights", new Tensor(new long[] {n}, batch.weights()));
        tensors.put("boxes", new Tensor(new long[] {n, 4}, batch.boxes()));
        tensors.put("crop_boxes", new Tensor(new long[] {n, 4}, batch.cropBoxes()));
        return tensors;
    }

    /** A device as PyTorch names it. */
    static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }
}
