package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.Radiograph.Side;

class FhirBundleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode bundle(ResultMessages messages, FhirLinks links) throws Exception {
        return JSON.readTree(messages.fhirBundle(links));
    }

    private static JsonNode observation(JsonNode bundle) {
        return bundle.at("/entry/1/resource");
    }

    private static JsonNode report(JsonNode bundle) {
        return bundle.at("/entry/2/resource");
    }

    @Test
    void bundlesAreThoseThatWereAgreedOn() throws Exception {
        Golden.assertSame("simulated.json", pretty(bundle(MessageSamples.simulated(), MessageSamples.LINKS)));
        Golden.assertSame("unusual.json", pretty(bundle(MessageSamples.unusual(), FhirLinks.NONE)));
        Golden.assertSame("not-usable.json", pretty(bundle(MessageSamples.notUsable(), FhirLinks.NONE)));
    }

    private static String pretty(JsonNode json) throws Exception {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
                        .writeValueAsString(json)
                + "\n";
    }

    @Test
    void eachResourceIsCreatedOnlyIfThereIsNoneWithItsIdentifier() throws Exception {
        JsonNode first = bundle(MessageSamples.simulated(), MessageSamples.LINKS);
        Set<String> urls = new HashSet<>();
        for (JsonNode entry : first.get("entry")) {
            String url = entry.get("fullUrl").textValue();
            assertThat(url).matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(entry.at("/resource/identifier/0/value").textValue()).isEqualTo(url);
            assertThat(entry.at("/request/ifNoneExist").textValue()).isEqualTo("identifier=urn:ietf:rfc:3986|" + url);
            assertThat(entry.at("/request/method").textValue()).isEqualTo("POST");
            assertThat(entry.at("/request/url").textValue())
                    .isEqualTo(entry.at("/resource/resourceType").textValue());
            urls.add(url);
        }

        assertThat(urls).hasSize(3);
        assertThat(urls(MessageSamples.simulated())).as("sent again").isEqualTo(urls);
    }

    private static Set<String> urls(ResultMessages messages) throws Exception {
        return new HashSet<>(bundle(messages, FhirLinks.NONE).findValuesAsText("fullUrl"));
    }

    @Test
    void referencesInsideOfTheBundleAreToItsEntries() throws Exception {
        JsonNode bundle = bundle(MessageSamples.simulated(), MessageSamples.LINKS);
        List<String> inside = bundle.findValuesAsText("reference").stream()
                .filter(reference -> reference.startsWith("urn:"))
                .toList();

        assertThat(inside)
                .containsExactly(
                        bundle.at("/entry/0/fullUrl").textValue(),
                        bundle.at("/entry/1/fullUrl").textValue());
        assertThat(observation(bundle).at("/device/reference").textValue()).isEqualTo(inside.get(0));
        assertThat(report(bundle).at("/result/0/reference").textValue()).isEqualTo(inside.get(1));
    }

    @Test
    void modelRadiographSideAndEditionEachMakeAnotherResult() throws Exception {
        ModelIdentity other = new ModelIdentity("hip", "1.2.0", "f".repeat(64), true);
        Warning warning = new Warning(Warning.Kind.MISSING_FIELDS, "None.");
        var estimate = MessageSamples.estimate(true, Trust.FINE, warning);
        var otherModel =
                MessageSamples.estimate(other, Trust.FINE, ReferencePopulation.nhanes3WhiteWomen(), List.of(warning));
        List<ResultMessages> results = List.of(
                MessageSamples.simulated(),
                MessageSamples.simulated().withEdition(2),
                ResultMessages.of(estimate, Side.RIGHT, MessageSamples.IMAGE, MessageSamples.MADE),
                ResultMessages.of(estimate, Side.LEFT, MessageSamples.PICTURE, MessageSamples.MADE),
                ResultMessages.of(
                        estimate,
                        Side.LEFT,
                        ResultMessages.Source.dicom("1.2.840.99.1", "1.2.840.99.1.2.4"),
                        MessageSamples.MADE),
                ResultMessages.of(otherModel, Side.LEFT, MessageSamples.IMAGE, MessageSamples.MADE));
        Set<String> all = new HashSet<>();
        for (ResultMessages result : results) {
            all.addAll(urls(result));
        }

        assertThat(all)
                .as("an observation and a report each, and a device of each model")
                .hasSize(2 * 6 + 2);
    }

    @Test
    void whatIsNotUsableHasNoFigureThatReadsAsAFinding() throws Exception {
        JsonNode bundle = bundle(MessageSamples.notUsable(), FhirLinks.NONE);
        JsonNode observation = observation(bundle);

        assertThat(observation.has("valueQuantity")).isFalse();
        assertThat(observation.at("/dataAbsentReason/coding/0/code").textValue())
                .isEqualTo("not-applicable");
        assertThat(bundle.toString()).doesNotContain("interval-", "t-score", "0.713", "0.61", "NaN");
        assertThat(report(bundle).get("conclusion").textValue())
                .startsWith("No estimate: there is metal in the hip.")
                .endsWith("Not for diagnosis.");
    }

    @Test
    void simulatedIsSaidOfEveryResourceAndNeverFinal() throws Exception {
        JsonNode bundle = bundle(MessageSamples.simulated(), FhirLinks.NONE);
        List<JsonNode> resources = new ArrayList<>(List.of(bundle));
        bundle.get("entry").forEach(entry -> resources.add(entry.get("resource")));
        for (JsonNode resource : resources) {
            assertThat(resource.at("/meta/security/0/code").textValue()).isEqualTo("HTEST");
            assertThat(resource.at("/meta/tag/0/display").textValue()).isEqualTo("SIMULATED");
        }
        for (JsonNode entry : bundle.get("entry")) {
            assertThat(entry.at("/resource/text/div").textValue()).contains("SIMULATED", "Not for diagnosis");
        }

        assertRefused(Code.INVALID_ARGUMENT, () -> MessageSamples.simulated().verified());
        JsonNode verified = bundle(MessageSamples.unusual().verified(), FhirLinks.NONE);
        assertThat(observation(verified).get("status").textValue()).isEqualTo("final");
        assertThat(report(verified).get("status").textValue()).isEqualTo("final");
        assertThat(verified.toString()).doesNotContain("SIMULATED", "HTEST");
    }

    /** Not the category: what the figures mean is for whoever reads them. */
    @Test
    void theConclusionClaimsNothing() throws Exception {
        assertThat(report(bundle(MessageSamples.unusual(), FhirLinks.NONE))
                        .get("conclusion")
                        .textValue())
                .isEqualTo(
                        "Femoral-neck BMD 0.713 g/cm2, 90 % interval 0.610 to 0.815 g/cm2, T-score -1.2 against "
                                + ReferencePopulation.nhanes3WhiteWomen().name()
                                + ". Estimated from a radiograph. Not a DXA measurement. Not a medical device. Not for diagnosis.");
    }

    @Test
    void ofThePatientThereIsWhatTheCallerGives() throws Exception {
        String nobody = MessageSamples.simulated().fhirBundle(FhirLinks.NONE);
        assertThat(nobody).doesNotContain("\"subject\"", "performer", "basedOn", "Patient");
        String bundle = MessageSamples.simulated().fhirBundle(MessageSamples.LINKS);
        assertThat(bundle.split("Patient/4711", -1))
                .as("observation and report")
                .hasSize(3);
        assertThat(MessageSamples.LINKS.toString()).isEqualTo("FhirLinks");
        assertThat(MessageSamples.simulated().toString()).doesNotContain("1.2.840", "0.7");
        assertThat(MessageSamples.IMAGE.toString()).doesNotContain("1.2.840");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Patient/1 2", "Patient/1\n", "\u0000"})
    void aReferenceThatIsNoneIsRefusedWithoutRepeatingIt(String reference) {
        assertRefused(Code.INVALID_ARGUMENT, () -> FhirLinks.NONE.withSubject(reference));
        assertRefused(Code.INVALID_ARGUMENT, () -> FhirLinks.NONE.withPerformer(reference));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.",
                "1..2",
                "1.2a",
                "1.2.3\n",
                "1.22222222222222222222222222222222222222222222222222222222222222222"
            })
    void anIdentifierThatIsNoneIsRefused(String uid) {
        assertRefused(Code.INVALID_ARGUMENT, () -> ResultMessages.Source.dicom(uid, "1.2.3"));
        assertRefused(Code.INVALID_ARGUMENT, () -> ResultMessages.Source.dicom("1.2.3", uid));
    }

    @Test
    void timesAreOfTheYearsOneToNineThousandNineHundredAndNinetyNine() throws Exception {
        for (String time : List.of("0000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
            OffsetDateTime outside = OffsetDateTime.parse(time);
            assertRefused(
                    Code.INVALID_ARGUMENT, () -> MessageSamples.simulated().withTaken(outside));
        }
        for (String[] time : new String[][] {
            {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
            {"9999-12-31T23:59:59.5-14:00", "9999-12-31T23:59:59.5-14:00"},
            {"2026-03-01T12:00:00+18:00", "2026-02-28T18:00:00Z"},
            {"2026-03-01T12:00+00:00:01", "2026-03-01T11:59:59Z"},
        }) {
            ResultMessages messages = MessageSamples.simulated().withTaken(OffsetDateTime.parse(time[0]));
            assertThat(observation(bundle(messages, FhirLinks.NONE))
                            .get("effectiveDateTime")
                            .textValue())
                    .isEqualTo(time[1]);
        }
        assertRefused(Code.INVALID_ARGUMENT, () -> MessageSamples.simulated().withEdition(0));
    }
}
