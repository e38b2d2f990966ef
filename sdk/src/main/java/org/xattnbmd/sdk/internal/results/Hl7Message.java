package org.xattnbmd.sdk.internal.results;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.results.Hl7Header;

/** An estimate as an HL7 v2.5.1 unsolicited observation message, ORU^R01, with the codes of the DICOM results. */
public final class Hl7Message {

    private static final String END = "\r";
    private static final String VERSION = "2.5.1";

    private static final String SNOMED = "SCT";
    private static final String DICOM = "DCM";
    private static final String GRAMS = "g/cm2";
    private static final String UNITLESS = "1";

    /** HL7's most characters of a text in ST; a longer one is TX. */
    private static final int LONGEST_ST = 199;

    /** MSH-10, OBR-2 and OBR-3 are so short that no UUID fits. */
    private static final int ID_CHARACTERS = 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSxx", Locale.ROOT);

    private final MessageContent content;
    private final Hl7Header header;
    private final List<Hl7Segment> segments = new ArrayList<>();
    private final Map<String, Integer> rowsOfCode = new TreeMap<>();
    private int rows;

    private Hl7Message(MessageContent content, Hl7Header header) {
        this.content = content;
        this.header = header;
    }

    public static String write(MessageContent content, Hl7Header header) {
        return new Hl7Message(content, header).message();
    }

    private String message() {
        Hl7Segment head = head();
        segments.add(head);
        if (!header.patient().isEmpty()) {
            segments.add(patient());
        }
        segments.add(order());
        segments.add(request());
        observations();
        String controlId =
                header.controlId().orElseGet(() -> id(Hashes.sha256(text().getBytes(StandardCharsets.UTF_8))));
        msh(head, 10, Hl7Segment.escaped(controlId));
        return text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        segments.forEach(segment -> text.append(segment).append(END));
        return text.toString();
    }

    private static String id(String hash) {
        return hash.substring(0, ID_CHARACTERS);
    }

    /** The field separator is MSH-1, so that MSH-2 stands where other segments have their first. */
    private Hl7Segment head() {
        Hl7Segment segment = new Hl7Segment("MSH");
        msh(segment, 2, Hl7Segment.DELIMITERS);
        msh(segment, 3, Hl7Segment.escaped(header.sender().application()));
        msh(segment, 4, Hl7Segment.escaped(header.sender().facility()));
        msh(segment, 5, Hl7Segment.escaped(header.receiver().application()));
        msh(segment, 6, Hl7Segment.escaped(header.receiver().facility()));
        msh(segment, 7, time(content.times().made()));
        msh(segment, 9, Hl7Segment.join("ORU", "R01", "ORU_R01"));
        msh(segment, 11, header.training() || content.simulated() ? "T" : "P");
        msh(segment, 12, VERSION);
        msh(segment, 18, "UNICODE UTF-8");
        return segment;
    }

    private static void msh(Hl7Segment segment, int number, String value) {
        segment.field(number - 1, value);
    }

    /** Identifiers only. HL7 demands a name, so this says that there is none. */
    private Hl7Segment patient() {
        List<String> identifiers = header.patient().stream()
                .map(id -> Hl7Segment.withoutEnd(
                        Hl7Segment.escaped(id.id()) + "^^^" + Hl7Segment.authority(id.authority()) + "^"
                                + Hl7Segment.escaped(id.type()),
                        "^"))
                .toList();
        return new Hl7Segment("PID")
                .text(1, "1")
                .repetitions(3, identifiers)
                .components(5, "", "", "", "", "", "", "U");
    }

    private Hl7Segment order() {
        return new Hl7Segment("ORC")
                .text(1, "RE")
                .text(2, header.order().placerNumber())
                .text(3, fillerNumber());
    }

    private String fillerNumber() {
        String given = header.order().fillerNumber();
        return given.isEmpty() ? id(content.uuid("hl7 order").toString().replace("-", "")) : given;
    }

    private Hl7Segment request() {
        return new Hl7Segment("OBR")
                .text(1, "1")
                .text(2, header.order().placerNumber())
                .text(3, fillerNumber())
                .components(4, content.site().code("BMD-REPORT"), content.site().report(), OwnCodes.SCHEME)
                .text(7, taken())
                .text(18, header.order().accessionNumber())
                .text(22, time(content.times().made()))
                .text(24, "RAD")
                .text(25, status());
    }

    private String taken() {
        return content.times().taken().map(Hl7Message::time).orElse("");
    }

    private String status() {
        return content.verified() ? "F" : "P";
    }

    private void observations() {
        BmdEstimate e = content.estimate();
        Notices.of(content.estimate())
                .forEach(notice -> say("NOTICE", "Notice that goes with every reading of the estimate", notice));
        String bmd = content.site().meaning();
        String code = content.site().code(OwnCodes.BMD);
        if (content.usable()) {
            estimated(code, bmd, Figures.decimal(e.bmd(), 3), GRAMS);
            readings(e);
        } else {
            estimated(code, bmd, "", GRAMS).text(11, "X");
        }
        e.outlierScore()
                .ifPresent(score -> figure(
                                "OUTLIER-SCORE",
                                "How unlike the training radiographs this one is",
                                Figures.decimal(score.value(), 3),
                                UNITLESS)
                        .text(7, "<" + Figures.decimal(score.limit(), 3)));
        say("TRUST", "How far the estimate can be trusted", trust(e.trust()));
        if (content.site().paired()) {
            laterality();
        }
        Notices.warnings(content.estimate()).forEach(warning -> say("WARNING", "Warning of the estimator", warning));
        algorithm(e.model());
        content.image().study().ifPresent(study -> say(new String[] {"110180", "Study Instance UID", DICOM}, study));
        say(
                content.image().study().isPresent() ? "SOURCE-IMAGE" : "SOURCE-PICTURE",
                content.image().study().isPresent()
                        ? "SOP instance of the radiograph"
                        : "SHA-256 of the radiograph's file",
                content.image().id());
    }

    private void readings(BmdEstimate e) {
        for (BmdEstimate.Interval interval : e.intervals()) {
            String percent = Figures.percent(interval.coverage());
            String of = " limit of the " + percent + " % prediction interval";
            estimated("BMD-LOWER-" + percent, "Lower" + of, Figures.decimal(interval.lower(), 3), GRAMS);
            estimated("BMD-UPPER-" + percent, "Upper" + of, Figures.decimal(interval.upper(), 3), GRAMS);
        }
        if (e.target().hasReference()) {
            scores(e);
        }
    }

    private void scores(BmdEstimate e) {
        String tScore = "T-score of the estimated femoral neck BMD";
        estimated(OwnCodes.T_SCORE, tScore, Figures.decimal(e.tScore(), 1), UNITLESS);
        say(
                "FN-T-REF",
                "Reference population of the T-score",
                e.reference().name() + ": mean " + Figures.decimal(e.reference().mean(), 3) + ", SD "
                        + Figures.decimal(e.reference().sd(), 3) + " g/cm2, scale of "
                        + e.reference().densitometer());
        e.zScore()
                .ifPresent(score -> estimated(
                        "FN-Z-EST", "Z-score of the estimated femoral neck BMD", Figures.decimal(score, 1), UNITLESS));
    }

    private static String trust(BmdEstimate.Trust trust) {
        String level = trust.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return trust.reasons().isEmpty() ? level : level + ": " + trust.words();
    }

    private void laterality() {
        Hl7Segment row = row("CE", "272741003", "Laterality", SNOMED);
        if (content.side() == Side.UNKNOWN) {
            row.components(5, "", Notices.side(content.side()));
        } else {
            row.components(
                    5, content.side() == Side.LEFT ? "7771000" : "24028007", Notices.side(content.side()), SNOMED);
        }
    }

    private void algorithm(BmdEstimate.ModelIdentity model) {
        say(new String[] {"111001", "Algorithm Name", DICOM}, MessageContent.ALGORITHM + " " + model.id());
        say(new String[] {"111003", "Algorithm Version", DICOM}, model.version());
        say("MODEL-SHA256", "SHA-256 of the model file", model.sha256());
    }

    private Hl7Segment figure(String code, String meaning, String value, String unit) {
        return row("NM", code, meaning, OwnCodes.SCHEME).text(5, value).components(6, unit, "", "UCUM");
    }

    /** A number that somebody could take for a measurement. */
    private Hl7Segment estimated(String code, String meaning, String value, String unit) {
        return figure(code, meaning, value, unit)
                .components(17, OwnCodes.NOT_DXA, OwnCodes.NOT_DXA_MEANING, OwnCodes.SCHEME);
    }

    private void say(String code, String meaning, String text) {
        say(new String[] {code, meaning, OwnCodes.SCHEME}, text);
    }

    private void say(String[] code, String text) {
        String escaped = Hl7Segment.escaped(text);
        if (!escaped.isEmpty()) {
            row(escaped.length() > LONGEST_ST ? "TX" : "ST", code).field(5, escaped);
        }
    }

    /** A new OBX. Those of one code are told apart by their sub-id. */
    private Hl7Segment row(String type, String... code) {
        Hl7Segment row = new Hl7Segment("OBX")
                .text(1, Integer.toString(++rows))
                .text(2, type)
                .components(3, code)
                .text(4, Integer.toString(rowsOfCode.merge(code[0], 1, Integer::sum)))
                .text(11, status())
                .text(14, taken());
        segments.add(row);
        return row;
    }

    private static String time(OffsetDateTime time) {
        return TIME.format(time);
    }
}
