package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;
import static org.xattnbmd.sdk.results.Hl7Reader.row;
import static org.xattnbmd.sdk.results.Hl7Reader.segments;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Warning;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.results.Hl7Reader.Segment;

class Hl7MessageTest {

    private static final Hl7Header NOBODY =
            Hl7Header.between(new Hl7Header.Party("A", ""), new Hl7Header.Party("B", ""));

    @Test
    void messagesAreThoseThatWereAgreedOn() throws Exception {
        Golden.assertSame("simulated.hl7.txt", lines(MessageSamples.simulated().hl7(MessageSamples.HEADER)));
        Golden.assertSame(
                "unusual.hl7.txt", lines(MessageSamples.unusual().verified().hl7(NOBODY)));
        Golden.assertSame("not-usable.hl7.txt", lines(MessageSamples.notUsable().hl7(NOBODY)));
    }

    private static String lines(String message) {
        return message.replace('\r', '\n');
    }

    @Test
    void thePatientIsIdentifiersOnlyAndAbsentWithoutAny() {
        String message = MessageSamples.simulated().hl7(MessageSamples.HEADER);
        Segment patient = segments(message).get(1);

        assertThat(patient.field(3)).isEqualTo("4711^^^HOSPITAL^MR~a\\F\\b^^^&1.2.3.4&ISO");
        assertThat(patient.field(5)).as("a name that is not said").isEqualTo("^^^^^^U");
        assertThat(segments(MessageSamples.simulated().hl7(NOBODY)).stream().map(Segment::name))
                .startsWith("MSH", "ORC", "OBR", "OBX")
                .doesNotContain("PID");
        assertThat(MessageSamples.HEADER.toString()).doesNotContain("4711", "ACC", "P-1");
        assertThat(MessageSamples.HEADER.patient().toString()).doesNotContain("4711");
        assertThat(MessageSamples.HEADER.order().toString()).doesNotContain("ACC", "P-1");
    }

    @Test
    void statusSaysWhoStandsForIt() {
        String preliminary = MessageSamples.unusual().hl7(NOBODY);
        String verified = MessageSamples.unusual().verified().hl7(NOBODY);
        String notUsable = MessageSamples.notUsable().hl7(NOBODY);

        assertThat(statuses(preliminary)).containsOnly("P");
        assertThat(statuses(verified)).containsOnly("F");
        assertThat(statuses(notUsable)).containsOnly("P", "X");
        assertThat(row(notUsable, "FN-BMD-EST").field(11)).isEqualTo("X");
        assertThat(row(notUsable, "FN-BMD-EST").field(5)).isEmpty();
        assertThat(notUsable).doesNotContain("BMD-LOWER", "FN-T-EST", "0.7");
        assertThat(segments(verified).get(2).field(25)).isEqualTo("F");
    }

    private static Set<String> statuses(String message) {
        return segments(message).stream()
                .filter(segment -> segment.name().equals("OBX"))
                .map(segment -> segment.field(11))
                .collect(Collectors.toSet());
    }

    @Test
    void simulatedIsATrainingMessageWhoseFirstRowSaysSo() {
        String message = MessageSamples.simulated().hl7(NOBODY);

        assertThat(segments(message).get(0).field(11)).isEqualTo("T");
        assertThat(segments(message).get(3).field(5)).startsWith("SIMULATED");
        assertThat(segments(MessageSamples.unusual().hl7(NOBODY)).get(0).field(11))
                .isEqualTo("P");
        assertThat(segments(MessageSamples.unusual().hl7(NOBODY.asTraining()))
                        .get(0)
                        .field(11))
                .isEqualTo("T");
    }

    @Test
    void theSameMessageHasTheSameIdsAndAnotherHasAnother() {
        String first = control(MessageSamples.unusual().hl7(NOBODY));

        assertThat(first).matches("[0-9a-f]{20}");
        assertThat(control(MessageSamples.unusual().hl7(NOBODY))).isEqualTo(first);
        assertThat(control(MessageSamples.unusual().verified().hl7(NOBODY))).isNotEqualTo(first);
        assertThat(control(MessageSamples.unusual().hl7(NOBODY.withControlId("a&1"))))
                .isEqualTo("a\\T\\1");
        assertThat(filler(MessageSamples.unusual().verified()))
                .matches("[0-9a-f]{20}")
                .isEqualTo(filler(MessageSamples.unusual()))
                .isNotEqualTo(filler(MessageSamples.unusual().withEdition(2)));
    }

    private static String control(String message) {
        return segments(message).get(0).field(10);
    }

    private static String filler(ResultMessages messages) {
        List<Segment> segments = segments(messages.hl7(NOBODY));
        assertThat(segments.get(1).field(3)).isEqualTo(segments.get(2).field(3));
        return segments.get(2).field(3);
    }

    @Test
    void longTextsAreTx() {
        String text = "x".repeat(199);
        assertThat(row(withWarning(text), "WARNING").field(2)).isEqualTo("ST");
        assertThat(row(withWarning(text + "y"), "WARNING").field(2)).isEqualTo("TX");
    }

    private static String withWarning(String text) {
        var estimate = MessageSamples.estimate(false, Trust.FINE, new Warning(Warning.Kind.MISSING_FIELDS, text));
        return ResultMessages.of(estimate, Side.LEFT, MessageSamples.IMAGE, MessageSamples.MADE)
                .hl7(NOBODY);
    }

    @Test
    void whatCannotBeWrittenIsRefusedWithoutRepeatingIt() {
        assertRefused(Code.INVALID_ARGUMENT, () -> new Hl7Header.PatientId(" ", "", ""));
        assertRefused(Code.INVALID_ARGUMENT, () -> new Hl7Header.PatientId("4711\rOBX|1", "", ""));
        assertRefused(Code.INVALID_ARGUMENT, () -> new Hl7Header.PatientId("1", "a\n", ""));
        assertRefused(Code.INVALID_ARGUMENT, () -> new Hl7Header.Order("1", "2", "3".repeat(200)));
        assertRefused(Code.INVALID_ARGUMENT, () -> new Hl7Header.Party("\u0000", ""));
        assertRefused(Code.INVALID_ARGUMENT, () -> NOBODY.withControlId(""));
        assertRefused(Code.INVALID_ARGUMENT, () -> NOBODY.withControlId("x".repeat(21)));
    }
}
