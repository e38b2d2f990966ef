package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.Radiograph.Side;

/** Bundles under HAPI's validator of FHIR R4, offline; with {@code -Pworkflow} only. */
@Tag("workflow")
class FhirValidatorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** JSON of a resource to what is wrong with it. */
    private static Function<String, List<String>> validator;

    @BeforeEach
    void load() {
        if (validator == null) {
            validator = Workflow.tool("HapiFhir");
        }
    }

    @Test
    void bundlesAndObservationHaveNoError() {
        for (FhirLinks links : List.of(FhirLinks.NONE, MessageSamples.LINKS)) {
            assertThat(validator.apply(MessageSamples.simulated().fhirBundle(links)))
                    .isEmpty();
            assertThat(validator.apply(MessageSamples.unusual().fhirBundle(links)))
                    .isEmpty();
            assertThat(validator.apply(MessageSamples.unusual().verified().fhirBundle(links)))
                    .isEmpty();
            assertThat(validator.apply(MessageSamples.notUsable().fhirBundle(links)))
                    .isEmpty();
        }
        assertThat(validator.apply(
                        MessageSamples.estimate(true, Trust.FINE, new Warning(Warning.Kind.MISSING_FIELDS, "None."))
                                .toFhirObservation(Side.LEFT, MessageSamples.TAKEN.toInstant(), "Patient/1")))
                .isEmpty();
    }

    /** The validator sees what is wrong: each of these is one change of a Bundle that has no error. */
    @TestFactory
    Stream<DynamicTest> mutantsAreErrors() throws Exception {
        Map<String, Consumer<ObjectNode>> mutants = new TreeMap<>();
        mutants.put("a wrong status", b -> observation(b).put("status", "nearly"));
        mutants.put("no status", b -> observation(b).remove("status"));
        mutants.put("a component without code", b -> component(b).remove("code"));
        mutants.put("a component whose value is empty", b -> component(b).putObject("valueRange"));
        mutants.put("a component with two values", b -> component(b).put("valueString", "x"));
        mutants.put(
                "a value and why there is none",
                b -> observation(b).putObject("dataAbsentReason").put("text", "none"));
        mutants.put("a number as text", b -> ((ObjectNode) observation(b).get("valueQuantity")).put("value", "much"));
        mutants.put(
                "a reference to nothing",
                b -> ((ObjectNode) b.at("/entry/2/resource/result/0")).put("reference", "#nothing"));
        mutants.put(
                "a reference to another kind",
                b -> ((ObjectNode) b.at("/entry/2/resource/result/0")).set("reference", b.at("/entry/0/fullUrl")));
        mutants.put("a narrative without status", b -> narrative(b).remove("status"));
        mutants.put(
                "a narrative without words",
                b -> narrative(b).put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\"></div>"));
        mutants.put(
                "a narrative with a script",
                b -> narrative(b).put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">x<script>y</script></div>"));
        mutants.put(
                "a narrative that is not closed",
                b -> narrative(b).put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</div>"));
        mutants.put("a bad date", b -> observation(b).put("effectiveDateTime", "2026-13-01T09:30:00+01:00"));
        mutants.put("a time without offset", b -> observation(b).put("issued", "2026-03-01T09:30:00"));
        mutants.put("an unknown element", b -> observation(b).put("valueNumber", 1));
        mutants.put(
                "a unit that UCUM has not",
                b -> ((ObjectNode) observation(b).get("valueQuantity")).put("code", "grams/cm^2"));
        mutants.put(
                "a category that there is not",
                b -> ((ObjectNode) observation(b).at("/category/0/coding/0")).put("code", "imagination"));
        mutants.put("an empty text", b -> ((ObjectNode) observation(b).at("/note/0")).put("text", ""));
        mutants.put("no code", b -> report(b).remove("code"));
        mutants.put(
                "a device's name without type",
                b -> ((ObjectNode) b.at("/entry/0/resource/deviceName/0")).remove("type"));
        mutants.put("an entry without request", b -> ((ObjectNode) b.at("/entry/1")).remove("request"));
        mutants.put(
                "the same entry twice",
                b -> ((ArrayNode) b.get("entry")).add(b.at("/entry/1").deepCopy()));
        String good = MessageSamples.simulated().fhirBundle(MessageSamples.LINKS);
        JsonNode tree = JSON.readTree(good);
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    ObjectNode bundle = tree.deepCopy();
                    mutant.getValue().accept(bundle);
                    assertThat(bundle).isNotEqualTo(tree);
                    assertThat(validator.apply(bundle.toString())).isNotEmpty();
                }));
    }

    private static ObjectNode observation(ObjectNode bundle) {
        return (ObjectNode) bundle.at("/entry/1/resource");
    }

    private static ObjectNode report(ObjectNode bundle) {
        return (ObjectNode) bundle.at("/entry/2/resource");
    }

    private static ObjectNode component(ObjectNode bundle) {
        return (ObjectNode) observation(bundle).at("/component/0");
    }

    private static ObjectNode narrative(ObjectNode bundle) {
        return (ObjectNode) report(bundle).get("text");
    }
}
