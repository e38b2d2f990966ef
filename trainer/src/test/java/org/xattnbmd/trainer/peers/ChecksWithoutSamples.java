package org.xattnbmd.trainer.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.xattnbmd.sdk.ModelCheck;

/**
 * The gate's checks of models, of which {@code golden} and {@code cuda} say whether a GPU computes what the processor does, where the
 * samples' {@code check} is not at hand. Arguments: a folder for a JSON report of each, then the models. Ends with 1 if one
 * of these two fails; the others are of the model, not of the GPU.
 */
final class ChecksWithoutSamples {

    private static final List<String> GPU = List.of("golden", "cuda");

    private ChecksWithoutSamples() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        long refused = Arrays.stream(arguments)
                .skip(1)
                .map(Path::of)
                .filter(model -> !passes(model, folder))
                .count();
        System.exit(refused == 0 ? 0 : 1);
    }

    private static boolean passes(Path model, Path folder) {
        ModelCheck.Report report = ModelCheck.of(model).run();
        try {
            Files.writeString(folder.resolve("check-" + model.getFileName() + ".json"), report.toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(model.getFileName() + "\n" + report.toTable());
        return GPU.stream().noneMatch(name -> report.outcome(name).status() == ModelCheck.Status.FAILED);
    }
}
