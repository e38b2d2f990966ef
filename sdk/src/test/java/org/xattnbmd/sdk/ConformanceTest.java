package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.xattnbmd.sdk.fixtures.ConformancePack;

/**
 * The SDK passes the conformance pack that other implementations are held to. With {@code -Dconformance.write=true} the
 * vectors are written anew first, for a version that computes something new.
 */
class ConformanceTest {

    /** As the pack's README says: a step of 8-bit grey is 4e-3, and sums may come in another order. */
    private static final float GREY = 1e-5f;

    private static final double NUMBER = 1e-4;

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("conformance.write")) {
            ConformancePack.write();
        }
    }

    @TestFactory
    Stream<DynamicTest> preprocessing() throws IOException {
        return each("preprocessing.json", one -> {
            ConformancePack.Prepared answer = ConformancePack.prepare(one);
            if (one.has("code")) {
                assertThat(answer.code()).isEqualTo(one.path("code").asText());
                return;
            }
            assertThat(answer.code()).isNull();
            assertThat(answer.tensor()).containsExactly(ConformancePack.tensor(one), within(GREY));
            BmdEstimate.Area area = answer.area();
            same(one.path("area_px").get(0), area.x());
            same(one.path("area_px").get(1), area.y());
            same(one.path("area_px").get(2), area.width());
            same(one.path("area_px").get(3), area.height());
        });
    }

    @TestFactory
    Stream<DynamicTest> estimates() throws IOException {
        return each("estimates.json", one -> {
            List<String> differences = new ArrayList<>();
            compare("", one.path("expected"), ConformancePack.estimate(one), differences);
            assertThat(differences).isEmpty();
        });
    }

    private interface Check {
        void of(JsonNode one) throws IOException;
    }

    private static Stream<DynamicTest> each(String file, Check check) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : ConformancePack.cases(file)) {
            tests.add(DynamicTest.dynamicTest(one.path("name").asText(), () -> check.of(one)));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.stream();
    }

    private static void same(JsonNode expected, double value) {
        assertThat(value).isCloseTo(expected.asDouble(), within(1e-6));
    }

    /** Numbers within their tolerance, all else alike, nothing more and nothing less. */
    private static void compare(String path, JsonNode expected, JsonNode received, List<String> differences) {
        if (expected.isNumber() && received.isNumber()) {
            if (Math.abs(expected.asDouble() - received.asDouble()) > NUMBER) {
                differences.add(path + ": " + expected + " and " + received);
            }
        } else if (expected.isContainerNode() && expected.getNodeType() == received.getNodeType()) {
            if (expected.size() != received.size()) {
                differences.add(path + ": " + expected.size() + " and " + received.size() + " parts");
            }
            for (Iterator<String> names = expected.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                compare(path + "/" + name, expected.path(name), received.path(name), differences);
            }
            for (int i = 0; expected.isArray() && i < expected.size(); i++) {
                compare(path + "/" + i, expected.get(i), received.path(i), differences);
            }
        } else if (!expected.equals(received)) {
            differences.add(path + ": " + expected + " and " + received);
        }
    }
}
