package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.fixtures.DicomStudy.HEIGHT;
import static org.xattnbmd.sdk.fixtures.DicomStudy.WIDTH;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.results.StudyContext.Patient.Match;

/** Whether two headers are of one person, and of which day a study is. The fixture: PID-0815, HOSPITAL, born 1950-03-04, F. */
class StudyPatientTest {

    private static StudyContext study(int tag, String vr, String value) {
        short[] pixels = SyntheticHip.left(WIDTH, HEIGHT, 5);
        return StudyContext.decode(DicomStudy.writer(DicomWriter.EXPLICIT, pixels, WIDTH, HEIGHT)
                .text(tag, vr, value)
                .toBytes());
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "00100020, LO, PID-0815, the same, SAME",
        "00100020, LO, ' PID-0815 ', padding says nothing, SAME",
        "00100010, PN, 'Other^Name', names change, SAME",
        "00100020, LO, PID-0816, another number by one issuer, DIFFERENT",
        "00100021, LO, CLINIC, another issuer, UNKNOWN",
        "00100020, LO, '', no number, UNKNOWN",
        "00120062, CS, YES, the identity was removed, UNKNOWN",
        "00100030, DA, 19500305, one number and two birth dates, DIFFERENT",
        "00100030, DA, 1950.03.04, the same day as older files write it, SAME",
        "00100030, DA, '', no birth date, SAME",
        "00100040, CS, M, one number and two sexes, DIFFERENT",
        "00100040, CS, O, a sex that says nothing, SAME"
    })
    void twoHeadersAreCompared(String tag, String vr, String value, String why, Match expected) {
        StudyContext.Patient one = StudyContext.decode(DicomStudy.bytes()).patient();
        StudyContext.Patient other = study(Integer.parseInt(tag, 16), vr, value).patient();

        assertThat(one.compare(other)).isEqualTo(expected);
        assertThat(other.compare(one)).isEqualTo(expected);
    }

    /** One byte is two letters in two character sets. */
    @Test
    void numbersInTwoCharacterSetsAreNotCompared() {
        StudyContext.Patient western = study(0x00100020, "LO", "PID-\u00e4").patient();
        StudyContext.Patient other = StudyContext.decode(
                        DicomStudy.writer(DicomWriter.EXPLICIT, SyntheticHip.left(WIDTH, HEIGHT, 5), WIDTH, HEIGHT)
                                .text(0x00080005, "CS", "ISO_IR 144")
                                .text(0x00100020, "LO", "PID-\u00e4")
                                .toBytes())
                .patient();

        assertThat(western.compare(western)).isEqualTo(Match.SAME);
        assertThat(western.compare(other)).isEqualTo(Match.UNKNOWN);
    }

    @Test
    void itsTextShowsNothing() {
        assertThat(StudyContext.decode(DicomStudy.bytes()).patient()).hasToString("Patient");
    }

    @Test
    void theDayOfAStudyIsGivenWhereItCanBeRead() {
        assertThat(StudyContext.decode(DicomStudy.bytes()).studyDate()).contains(LocalDate.of(2026, 1, 2));
        assertThat(study(0x00080020, "DA", "2025.12.31").studyDate()).contains(LocalDate.of(2025, 12, 31));
        assertThat(study(0x00080020, "DA", "20260230").studyDate()).isEmpty();
        assertThat(study(0x00080020, "DA", "").studyDate()).isEmpty();
    }
}
