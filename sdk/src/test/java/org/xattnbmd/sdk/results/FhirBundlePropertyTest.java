package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.w3c.dom.Element;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xml.sax.InputSource;

class FhirBundlePropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Texts come from a model's card, which can say anything. */
    @Property(tries = 300)
    void anyTextLeavesTheBundleWhole(@ForAll String name, @ForAll String warning, @ForAll String version)
            throws Exception {
        var estimate = MessageSamples.estimate(
                new ModelIdentity(name, version, "0".repeat(64), false),
                Trust.FINE,
                new ReferencePopulation(name, version, 0.858, 0.12, warning),
                List.of(new Warning(Warning.Kind.MISSING_FIELDS, warning + "<b>&\"]]>\u0001")));
        String text = ResultMessages.of(estimate, Side.LEFT, MessageSamples.PICTURE, MessageSamples.MADE)
                .fhirBundle(FhirLinks.NONE);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
        JsonNode bundle = JSON.readTree(text);
        assertWhole(bundle);
        for (JsonNode component : bundle.at("/entry/1/resource/component")) {
            assertThat(List.of(
                            component.has("valueQuantity"),
                            component.has("valueRange"),
                            component.has("valueCodeableConcept")))
                    .containsOnlyOnce(true);
        }
        for (JsonNode entry : bundle.get("entry")) {
            Element div = words(entry);
            assertThat(div.getElementsByTagName("*").getLength())
                    .as("no element but paragraphs")
                    .isEqualTo(div.getElementsByTagName("p").getLength())
                    .isPositive();
        }
        assertThat(words(bundle.at("/entry/1")).getTextContent()).contains("<b>&\"]]>");
    }

    private static Element words(JsonNode entry) throws Exception {
        String div = entry.at("/resource/text/div").textValue();
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(div)))
                .getDocumentElement();
    }

    /** FHIR has no empty texts, objects or arrays, and no control characters. */
    private static void assertWhole(JsonNode json) {
        if (json.isTextual()) {
            assertThat(json.textValue()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        } else if (json.isContainerNode()) {
            assertThat(json).isNotEmpty();
            json.forEach(FhirBundlePropertyTest::assertWhole);
        }
    }
}
