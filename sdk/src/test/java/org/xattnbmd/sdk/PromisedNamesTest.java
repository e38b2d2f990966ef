package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.api.Promised;

/** Codes of errors, and keys and words of an estimate as JSON, against those that were agreed on. */
class PromisedNamesTest {

    private static final List<String> SCHEMAS = List.of("estimate-1", "estimate-2");

    private final List<String> names = new ArrayList<>();

    @Test
    void areThoseOfTheBaseline() throws IOException {
        for (BmdException.Code code : BmdException.Code.values()) {
            names.add("error " + code.id() + " " + code);
        }
        for (String schema : SCHEMAS) {
            add("json " + schema, schema(schema));
        }
        assertThat(names).hasSizeGreaterThan(100);
        Promised.check("promised-names.txt", names);
    }

    private static JsonNode schema(String name) throws IOException {
        try (InputStream in = BmdEstimate.class.getResourceAsStream(name + ".schema.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** Keys of this part of a schema with their types, whether they may be missing, and words that a text may be. */
    private void add(String path, JsonNode part) {
        Stream.of("items", "anyOf", "oneOf", "allOf", "$defs").forEach(below -> {
            JsonNode node = part.path(below);
            if (node.isArray()) {
                node.forEach(each -> add(path, each));
            } else if (below.equals("$defs")) {
                node.properties().forEach(each -> add(path + " " + each.getKey(), each.getValue()));
            } else if (node.isObject()) {
                add(path + "[]", node);
            }
        });
        List<String> required = new ArrayList<>();
        part.path("required").forEach(key -> required.add(key.textValue()));
        part.path("enum").forEach(word -> names.add(path + " = " + word.asText()));
        part.path("properties").properties().forEach(property -> {
            String key = path + (path.contains(".") || path.endsWith("]") ? "." : " .") + property.getKey();
            String type = property.getValue().path("type").toString();
            names.add(key + (type.isEmpty() ? "" : " " + type) + (required.contains(property.getKey()) ? "" : " ?"));
            add(key, property.getValue());
        });
    }
}
