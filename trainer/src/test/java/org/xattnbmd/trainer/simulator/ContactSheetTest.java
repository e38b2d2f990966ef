package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

    @Test
    void cellsHoldTheSubjectsPicturesInOrder() {
        CohortSimulator simulator =
                new CohortSimulator(SimulationConfig.defaults().withSubjects(3).withImageSize(64));
        List<SimulatedSubject> subjects = List.of(simulator.subject(0), simulator.subject(1), simulator.subject(2));
        BufferedImage sheet = ContactSheet.of(subjects, 2, 64);
        assertThat(sheet.getWidth()).isEqualTo(128);
        assertThat(sheet.getHeight()).isEqualTo(128);
        for (int p = 0; p < 64 * 64; p++) {
            SimulatedSubject third = subjects.get(2);
            int stored = third.pixels()[p] & 0xffff;
            int expected = (int) Math.rint(255.0 * stored / ((1 << third.bitsStored()) - 1));
            assertThat(sheet.getRaster().getSample(p % 64, 64 + p / 64, 0)).isEqualTo(expected);
            assertThat(sheet.getRaster().getSample(64 + p % 64, 64 + p / 64, 0)).isZero();
        }
    }

    @Test
    void anEmptySheetIsRefused() {
        assertThatThrownBy(() -> ContactSheet.of(List.of(), 2, 64)).isInstanceOf(IllegalArgumentException.class);
    }
}
