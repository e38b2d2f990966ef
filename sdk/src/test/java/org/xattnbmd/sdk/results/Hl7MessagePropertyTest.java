package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.results.Hl7Reader.read;
import static org.xattnbmd.sdk.results.Hl7Reader.row;
import static org.xattnbmd.sdk.results.Hl7Reader.segments;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.results.Hl7Reader.Segment;

class Hl7MessagePropertyTest {

    private static final Hl7Header NOBODY =
            Hl7Header.between(new Hl7Header.Party("A", ""), new Hl7Header.Party("B", ""));

    /** Texts come from a model's card, which can say anything. */
    @Property(tries = 300)
    void anyTextLeavesTheMessageWhole(@ForAll String name, @ForAll String warning) {
        var estimate = MessageSamples.estimate(
                new ModelIdentity(name, warning, "0".repeat(64), false),
                Trust.FINE,
                new ReferencePopulation(name, warning, 0.858, 0.12, ""),
                List.of(new Warning(Warning.Kind.MISSING_FIELDS, warning + "|^~\\&\r\nOBX|x")));
        String message = ResultMessages.of(estimate, Side.LEFT, MessageSamples.PICTURE, MessageSamples.MADE)
                .hl7(NOBODY);

        List<Segment> segments = segments(message);
        Set<String> keys = new HashSet<>();
        int rows = 0;
        for (Segment segment : segments) {
            assertThat(segment.name()).matches("MSH|ORC|OBR|OBX");
            if (segment.name().equals("OBX")) {
                assertThat(segment.field(1)).isEqualTo(Integer.toString(++rows));
                assertThat(keys.add(segment.field(3) + segment.field(4))).isTrue();
                assertThat(segment.field(5)).isNotEmpty().doesNotContainPattern("\\p{Cntrl}");
            }
        }
        assertThat(read(row(message, "WARNING").field(5))).endsWith("|^~\\&  OBX|x");
    }
}
