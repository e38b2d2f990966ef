package org.xattnbmd.trainer.finder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.NeckFinder;
import org.xattnbmd.trainer.training.AdamW;
import org.xattnbmd.trainer.training.SavedTraining;

/**
 * What a finder's training has reached, on disk after every epoch; a kill loses at most the epoch under way.
 *
 * @param file of the state
 * @param training what it learns from and how, in words; a state of another training is refused
 */
record FinderState(Path file, String training) {

    /** Saves the epochs that are done. */
    void save(int epochs, NeckFinder network, NeckFinder averaged, AdamW optimizer) {
        Map<String, String> metadata = Map.of(
                "training", training, "epochs", Integer.toString(epochs), "steps", Integer.toString(optimizer.step()));
        new Safetensors(SavedTraining.tensors(network, averaged, List.of(optimizer)), metadata).write(file);
    }

    /**
     * Goes on from the file, if it is there.
     *
     * @return how many epochs are done
     * @throws TrainerException {@code CHECKPOINT} if it is of another training or damaged
     */
    int restore(NeckFinder network, NeckFinder averaged, AdamW optimizer) {
        if (!Files.exists(file)) {
            return 0;
        }
        Safetensors saved = Safetensors.read(file);
        String begun = saved.metadata().get("training");
        if (!training.equals(begun)) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The finder to resume began with " + begun + ", received " + training
                            + ". Give the same cohorts and options, or another folder.");
        }
        SavedTraining.load(saved, network, averaged);
        try {
            optimizer.restore(saved.tensors(), Integer.parseInt(saved.metadata().get("steps")));
            return Integer.parseInt(saved.metadata().get("epochs"));
        } catch (NumberFormatException e) {
            throw new TrainerException(Code.CHECKPOINT, "The finder's state in " + file + " is damaged", e);
        }
    }
}
