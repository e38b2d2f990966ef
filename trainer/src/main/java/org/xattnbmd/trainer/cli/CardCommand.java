package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.card.CardPage;
import org.xattnbmd.trainer.report.Document;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "card",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what a model file says of itself as a page for people: intended use, held-out results, inputs, fields,"
                    + " preprocessing, scale, intervals, provenance, hash and operators.",
            "The model is opened as the SDK does, self-test included."
        })
final class CardCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The page, .md or .html.")
    private Path out;

    @Override
    public Integer call() {
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".md") && !name.endsWith(".html")) {
            throw new RefusedValueException("expected --out to end in .md or .html, received " + out.getFileName());
        }
        Document page = CardPage.of(model);
        if (name.endsWith(".md")) {
            page.writeMarkdown(out);
        } else {
            page.writeHtml(out);
        }
        System.out.println("Model card: " + out.toAbsolutePath());
        return 0;
    }
}
