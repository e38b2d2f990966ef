package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages read back by HAPI's parser of HL7 v2.5.1; with {@code -Pworkflow} only. */
@Tag("workflow")
class Hl7ParserTest {

    /** A message to its values by path, such as OBX-5; refuses what is none. */
    private static Function<String, Function<String, String>> parser;

    @BeforeEach
    void load() {
        if (parser == null) {
            parser = Workflow.tool("HapiHl7");
        }
    }

    @Test
    void valuesComeBackAsTheyWere() {
        Function<String, String> message =
                parser.apply(MessageSamples.simulated().hl7(MessageSamples.HEADER));

        assertThat(message.apply("/MSH-9-1") + message.apply("/MSH-9-2") + message.apply("/MSH-9-3"))
                .isEqualTo("ORUR01ORU_R01");
        assertThat(message.apply("/MSH-12-1")).isEqualTo("2.5.1");
        assertThat(message.apply("/MSH-18")).isEqualTo("UNICODE UTF-8");
        String patient = "/PATIENT_RESULT/PATIENT/PID-";
        assertThat(message.apply(patient + "3(0)-1")).isEqualTo("4711");
        assertThat(message.apply(patient + "3(0)-5")).isEqualTo("MR");
        assertThat(message.apply(patient + "3(1)-1")).isEqualTo("a|b");
        assertThat(message.apply(patient + "3(1)-4-2")).isEqualTo("1.2.3.4");
        assertThat(message.apply(patient + "3(1)-4-3")).isEqualTo("ISO");
        String order = "/PATIENT_RESULT/ORDER_OBSERVATION/";
        assertThat(message.apply(order + "ORC-1")).isEqualTo("RE");
        assertThat(message.apply(order + "OBR-2")).isEqualTo("P-1");
        assertThat(message.apply(order + "OBR-18")).isEqualTo("ACC^7");
        assertThat(message.apply(order + "OBR-7")).isEqualTo("20260301093000.000+0100");
        assertThat(message.apply(order + "OBR-25")).isEqualTo("P");
        String bmd = order + "OBSERVATION(3)/OBX-";
        assertThat(message.apply(bmd + "3-1")).isEqualTo("FN-BMD-EST");
        assertThat(message.apply(bmd + "2")).isEqualTo("NM");
        assertThat(message.apply(bmd + "5")).isEqualTo("0.713");
        assertThat(message.apply(bmd + "6-1")).isEqualTo("g/cm2");
        assertThat(message.apply(bmd + "6-3")).isEqualTo("UCUM");
        assertThat(message.apply(bmd + "11")).isEqualTo("P");
    }

    @Test
    void allKindsOfMessagesAreRead() {
        for (ResultMessages messages : List.of(
                MessageSamples.simulated(),
                MessageSamples.unusual(),
                MessageSamples.unusual().verified(),
                MessageSamples.notUsable())) {
            Function<String, String> read = parser.apply(messages.hl7(MessageSamples.HEADER));
            assertThat(read.apply("/PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION(0)/OBX-5"))
                    .isNotBlank();
        }
    }

    /** The parser sees what is wrong: each of these is one change of a message that is read. */
    @ParameterizedTest
    @CsvSource({
        "0.713,much",
        "20260301093000.000+0100,2026-03-01",
        "|NM|,|XX|",
        "MSH|,MSX|",
        "|2.5.1|,|9.9|",
        "OBR|1,obr|1"
    })
    void mutantsAreRefused(String what, String change) {
        String good = MessageSamples.simulated().hl7(MessageSamples.HEADER);
        assertThat(good).contains(what);

        assertThatThrownBy(() -> parser.apply(good.replace(what, change))).isInstanceOf(IllegalArgumentException.class);
    }
}
