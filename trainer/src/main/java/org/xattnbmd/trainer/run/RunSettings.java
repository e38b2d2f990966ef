package org.xattnbmd.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.ModelCard.ClinicalField;

/** All that decided a run's figures, as text by the name that it has in {@code run.json}. Stateless. */
public final class RunSettings {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunSettings() {}

    /** Settings by dotted name, in the record's order: data, network, training, preprocessing, software, device. */
    public static Map<String, String> of(RunRecord record) {
        ObjectNode tree = JSON.valueToTree(record.data());
        tree.setAll((ObjectNode) JSON.valueToTree(record.setup()));
        // Their means and standard deviations go with the subjects; their names are what was chosen.
        tree.remove("clinicalFields");
        ((ObjectNode) tree.get("network"))
                .put(
                        "fields",
                        record.setup().clinicalFields().stream()
                                .map(ClinicalField::name)
                                .collect(Collectors.joining(", ")));
        tree.setAll((ObjectNode) JSON.valueToTree(record.restrictions()));
        tree.setAll((ObjectNode) JSON.valueToTree(record.provenance()));
        tree.remove("seconds");
        Map<String, String> settings = new LinkedHashMap<>();
        collect("", tree, settings);
        return settings;
    }

    private static void collect(String path, JsonNode node, Map<String, String> into) {
        if (node.isValueNode()) {
            into.put(path, node.isNull() ? "" : node.asText());
            return;
        }
        node.properties()
                .forEach(part ->
                        collect(path.isEmpty() ? part.getKey() : path + "." + part.getKey(), part.getValue(), into));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(path + "." + (i + 1), node.get(i), into);
        }
    }
}
