package org.xattnbmd.sdk.internal.check;

import java.io.IOException;
import java.nio.file.Files;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.internal.model.OnnxStructure;

/** Is it an ONNX file in one piece, with a card of a schema that this SDK knows? */
final class CardCheck implements Check {

    /** The most that an estimator opens. */
    private static final long MAXIMUM_BYTES = Integer.MAX_VALUE - 8;

    @Override
    public String name() {
        return "card";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        byte[] bytes;
        try {
            if (Files.size(context.model()) > MAXIMUM_BYTES) {
                return findings.problem("the file is larger than %d bytes", MAXIMUM_BYTES);
            }
            bytes = Files.readAllBytes(context.model());
        } catch (IOException e) {
            return findings.problem(
                    "the model file cannot be read (%s)", e.getClass().getSimpleName());
        }
        OnnxStructure structure = OnnxStructure.read(bytes);
        String json = structure.metadata().get(ModelCard.METADATA_KEY);
        if (json == null) {
            return findings.problem("the file has no model card (%s)", ModelCard.METADATA_KEY);
        }
        ModelCard card = ModelCard.parse(json);
        context.read(bytes, structure, card);
        return findings.summary(
                "%s %s, card schema %d%s",
                card.modelId(), card.modelVersion(), card.schemaVersion(), card.simulated() ? ", SIMULATED" : "");
    }
}
