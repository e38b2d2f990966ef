package org.xattnbmd.sdk.internal.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCheck.Outcome;

/**
 * The figures of the model that was accepted before. Immutable.
 *
 * @param file where it is kept
 * @param modelId from the accepted model's card
 * @param modelVersion likewise
 * @param sha256 hash of the accepted model
 * @param manifest the references it was measured on, relative to the file; empty if none
 * @param manifestSha256 hash of that manifest
 * @param figures by "check.figure"
 * @param facts by "check.fact"
 */
record Baseline(
        Path file,
        String modelId,
        String modelVersion,
        String sha256,
        String manifest,
        String manifestSha256,
        Map<String, Double> figures,
        Map<String, String> facts) {

    private static final int SCHEMA_VERSION = 1;
    private static final long MAXIMUM_BYTES = 8L << 20;

    OptionalDouble figure(String check, String name) {
        Double value = figures.get(check + "." + name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    Optional<String> fact(String check, String name) {
        return Optional.ofNullable(facts.get(check + "." + name));
    }

    Optional<Path> manifestPath() {
        return manifest.isEmpty()
                ? Optional.empty()
                : Optional.of(file.toAbsolutePath().resolveSibling(manifest).normalize());
    }

    static Baseline read(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw unusable(file, "it is larger than " + MAXIMUM_BYTES + " bytes", null);
            }
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (root == null || root.path("schema_version").asInt() != SCHEMA_VERSION) {
                throw unusable(file, "expected schema_version " + SCHEMA_VERSION, null);
            }
            Map<String, Double> figures = new TreeMap<>();
            root.path("figures")
                    .properties()
                    .forEach(f -> figures.put(f.getKey(), f.getValue().asDouble(Double.NaN)));
            Map<String, String> facts = new TreeMap<>();
            root.path("facts")
                    .properties()
                    .forEach(f -> facts.put(f.getKey(), f.getValue().asText()));
            if (figures.isEmpty() || figures.containsValue(Double.NaN)) {
                throw unusable(file, "expected figures that are numbers", null);
            }
            return new Baseline(
                    file,
                    root.at("/model/id").asText(),
                    root.at("/model/version").asText(),
                    root.at("/model/sha256").asText(),
                    root.at("/references/manifest").asText(),
                    root.at("/references/sha256").asText(),
                    figures,
                    facts);
        } catch (JsonProcessingException e) {
            throw unusable(file, "it is not JSON", e);
        } catch (IOException e) {
            throw unusable(file, e.getClass().getSimpleName(), e);
        }
    }

    /** Written beside its place and moved there, so that a reader sees the old one or the new one. */
    static void write(CheckContext context, Iterable<Outcome> outcomes, Path file) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schema_version", SCHEMA_VERSION);
        root.putObject("model")
                .put("id", context.card().modelId())
                .put("version", context.card().modelVersion())
                .put("sha256", context.sha256());
        Path folder = file.toAbsolutePath().getParent();
        context.manifest()
                .ifPresent(manifest -> root.putObject("references")
                        .put(
                                "manifest",
                                folder.relativize(manifest.file().toAbsolutePath())
                                        .toString()
                                        .replace('\\', '/'))
                        .put("sha256", manifest.sha256()));
        ObjectNode figures = root.putObject("figures");
        ObjectNode facts = root.putObject("facts");
        for (Outcome outcome : outcomes) {
            outcome.figures().forEach((name, value) -> figures.put(outcome.name() + "." + name, value));
            outcome.facts().forEach((name, value) -> facts.put(outcome.name() + "." + name, value));
        }
        try {
            Path draft = Files.createTempFile(folder, "baseline", ".tmp");
            try {
                Files.writeString(draft, root.toPrettyString() + "\n");
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw unusable(file, "it cannot be written, " + e.getClass().getSimpleName(), e);
        }
    }

    private static BmdException unusable(Path file, String why, Exception cause) {
        return new BmdException(
                Code.CHECK_BASELINE,
                "Expected a baseline as ModelCheck records it at " + file + ", found none to use (" + why
                        + "). Record it again with a model that is accepted.",
                cause);
    }
}
