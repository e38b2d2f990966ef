package org.xattnbmd.trainer.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.XAttnBmd;

/** What a run has reached, in memory and on disk; a kill loses at most the epoch under way. */
final class RunState {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int SMOOTHED_EPOCHS = 10;

    private final Path folder;
    private final NetworkConfig networkConfig;
    private final XAttnBmd network;
    private final XAttnBmd averaged;
    private final AdamW optimizer;
    private final EpochFiles files;
    private final List<EpochRecord> history = new ArrayList<>();
    private int bestEpoch;
    private String backboneWeights = "";
    private String startedFrom = "";

    RunState(Path folder, NetworkConfig networkConfig, XAttnBmd network, XAttnBmd averaged, AdamW optimizer) {
        this.folder = folder;
        this.networkConfig = networkConfig;
        this.network = network;
        this.averaged = averaged;
        this.optimizer = optimizer;
        files = new EpochFiles(folder, InstantSource.system());
    }

    /** Makes the files that others read say what this state does. */
    void begin() {
        files.begin(history);
    }

    int epoch() {
        return history.size();
    }

    int bestEpoch() {
        return bestEpoch;
    }

    String backboneWeights() {
        return backboneWeights;
    }

    void backboneWeights(String source) {
        backboneWeights = source;
    }

    /** Another run's weights that this one began with, empty for none. */
    String startedFrom() {
        return startedFrom;
    }

    void startedFrom(String source) {
        startedFrom = source;
    }

    List<EpochRecord> history() {
        return List.copyOf(history);
    }

    /** Records an epoch and saves; true if its smoothed validation loss is the least so far. */
    boolean record(EpochRecord epoch) {
        history.add(epoch);
        boolean best = bestEpoch == 0 || smoothed(history.size()) < smoothed(bestEpoch);
        if (best) {
            bestEpoch = epoch.epoch();
            new Safetensors(NamedParameters.values(averaged), metadata()).write(folder.resolve(Fit.BEST));
        }
        Map<String, Tensor> all = new LinkedHashMap<>();
        NamedParameters.values(network).forEach((n, t) -> all.put("network." + n, t));
        NamedParameters.values(averaged).forEach((n, t) -> all.put("average." + n, t));
        all.putAll(optimizer.state());
        new Safetensors(all, metadata()).write(folder.resolve(Fit.LAST));
        files.write(history);
        return best;
    }

    /** Mean validation loss of the epochs up to this one: on a few dozen subjects a single epoch's minimum is luck. */
    private double smoothed(int epoch) {
        return history.subList(Math.max(0, epoch - SMOOTHED_EPOCHS), epoch).stream()
                .mapToDouble(EpochRecord::validationLoss)
                .average()
                .orElseThrow();
    }

    private Map<String, String> metadata() {
        try {
            return Map.of(
                    "network", JSON.writeValueAsString(networkConfig),
                    "history", JSON.writeValueAsString(history),
                    "backbone_weights", backboneWeights,
                    "started_from", startedFrom,
                    "best_epoch", Integer.toString(bestEpoch),
                    "steps", Integer.toString(optimizer.step()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes on from the folder's last epoch, if it has one; it must have begun with the same weights. */
    void restore() {
        Path last = folder.resolve(Fit.LAST);
        if (!Files.exists(last)) {
            return;
        }
        Safetensors saved = Safetensors.read(last);
        requireSameStart(saved.metadata().getOrDefault("started_from", ""));
        NamedParameters.load(network, part(saved, "network."));
        NamedParameters.load(averaged, part(saved, "average."));
        try {
            optimizer.restore(saved.tensors(), Integer.parseInt(saved.metadata().get("steps")));
            history.addAll(JSON.readValue(saved.metadata().get("history"), new TypeReference<List<EpochRecord>>() {}));
            backboneWeights = saved.metadata().getOrDefault("backbone_weights", "");
            bestEpoch = Integer.parseInt(saved.metadata().get("best_epoch"));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new TrainerException(Code.CHECKPOINT, "The run's state in " + last + " is damaged", e);
        }
    }

    private void requireSameStart(String begun) {
        if (!begun.equals(startedFrom)) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The run to resume began from " + (begun.isEmpty() ? "no other run" : begun) + ", received "
                            + (startedFrom.isEmpty() ? "no run to start from" : startedFrom) + ".");
        }
    }

    private static Map<String, Tensor> part(Safetensors saved, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        saved.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }
}
