package org.xattnbmd.trainer.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.XAttnBmd;

/** What a run has reached, in memory and on disk; a kill loses at most the epoch under way. */
final class RunState {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int SMOOTHED_EPOCHS = 10;

    private final Path folder;
    private final XAttnBmd network;
    private final XAttnBmd averaged;
    private final List<AdamW> optimizers;
    private final EpochFiles files;
    private final List<EpochRecord> history = new ArrayList<>();
    private int bestEpoch;
    private String backboneWeights = "";
    private String startedFrom = "";
    private String stages = "";

    /** @param optimizers of the network's parts, the first of one that learns from the first step */
    RunState(Path folder, XAttnBmd network, XAttnBmd averaged, List<AdamW> optimizers) {
        this.folder = folder;
        this.network = network;
        this.averaged = averaged;
        this.optimizers = optimizers;
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

    /** Says what a run that goes on must have begun with, and how its stages learn and its weights are averaged. */
    void mustHaveBegun(String source, TrainingConfig config) {
        startedFrom = source;
        int swaEpochs = config.schedule().swaEpochs();
        boolean usual = !config.fineTuning().byStage() && swaEpochs == 0;
        // A state from before there was a choice says nothing.
        stages = usual ? "" : config.fineTuning().inWords() + ", weights averaged over " + swaEpochs + " epochs";
    }

    List<EpochRecord> history() {
        return List.copyOf(history);
    }

    /**
     * Records an epoch and saves; true if it is the one to keep so far.
     *
     * @param keep whether it is anyway; otherwise the least smoothed validation loss says so
     */
    boolean record(EpochRecord epoch, boolean keep) {
        history.add(epoch);
        boolean best = keep || bestEpoch == 0 || smoothed(history.size()) < smoothed(bestEpoch);
        if (best) {
            bestEpoch = epoch.epoch();
            new Safetensors(NamedParameters.values(averaged), metadata()).write(folder.resolve(Fit.BEST));
        }
        new Safetensors(SavedTraining.tensors(network, averaged, optimizers), metadata())
                .write(folder.resolve(Fit.LAST));
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
                    "network", JSON.writeValueAsString(network.config()),
                    "history", JSON.writeValueAsString(history),
                    "backbone_weights", backboneWeights,
                    "started_from", startedFrom,
                    "stages", stages,
                    "best_epoch", Integer.toString(bestEpoch),
                    "steps",
                            optimizers.stream()
                                    .map(optimizer -> Integer.toString(optimizer.step()))
                                    .collect(Collectors.joining(",")));
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
        requireSame(saved.metadata().getOrDefault("started_from", ""), startedFrom, "from ", "no other run");
        requireSame(
                saved.metadata().getOrDefault("stages", ""), stages, "with ", "stages that learn alike and no average");
        SavedTraining.load(saved, network, averaged);
        try {
            String[] steps = saved.metadata().get("steps").split(",");
            for (int k = 0; k < optimizers.size(); k++) {
                optimizers.get(k).restore(saved.tensors(), Integer.parseInt(steps[k]));
            }
            history.addAll(JSON.readValue(saved.metadata().get("history"), new TypeReference<List<EpochRecord>>() {}));
            backboneWeights = saved.metadata().getOrDefault("backbone_weights", "");
            bestEpoch = Integer.parseInt(saved.metadata().get("best_epoch"));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new TrainerException(Code.CHECKPOINT, "The run's state in " + last + " is damaged", e);
        }
    }

    private static void requireSame(String begun, String received, String how, String none) {
        if (!begun.equals(received)) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The run to resume began " + how + (begun.isEmpty() ? none : begun) + ", received "
                            + (received.isEmpty() ? none : received) + ".");
        }
    }
}
