package org.xattnbmd.trainer.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One column of a simulated cohort's manifest: the manifest's cells and what {@code cohort.json} says of them.
 *
 * @param name heading
 * @param unit empty for none
 * @param description for people
 * @param text a row's cell; empty for a missing value
 */
record SimulatedColumn(String name, String unit, String description, Function<Entry, String> text) {

    /** One row of the manifest with the part of the cohort that its subject was dealt into. */
    record Entry(SimulatedManifest.Row row, String split) {}

    private static final List<SimulatedColumn> ALWAYS = List.of(
            new SimulatedColumn(
                    "subject_id",
                    "",
                    "simulated subject, a number only",
                    e -> e.row().id()),
            new SimulatedColumn(
                    "image",
                    "",
                    "16-bit greyscale PNG (significant bits in sBIT) or DICOM, relative to the manifest, bone bright",
                    e -> e.row().image()),
            new SimulatedColumn(
                    "split", "", "train, calibration or test; by subject, stratified by sex and BMD", Entry::split),
            new SimulatedColumn("side", "", "left or right hip", e -> e.row().left() ? "left" : "right"),
            fact("age", "years", "at the radiograph", 1, ClinicalFacts::age),
            fact("age_at_scan", "years", "at the densitometer scan", 1, ClinicalFacts::ageAtScan),
            new SimulatedColumn(
                    "sex", "", "female or male", e -> e.row().facts().sex()),
            fact("height_cm", "cm", "standing height", 1, ClinicalFacts::heightCm),
            fact("weight_kg", "kg", "body weight", 1, ClinicalFacts::weightKg),
            fact("bmi", "kg/m2", "weight over height squared", 1, ClinicalFacts::bmi),
            fact(
                    "alcohol_units_per_week",
                    "UK units/week",
                    "usual intake",
                    1,
                    f -> f.habits().alcoholUnitsPerWeek()),
            fact(
                    "activity_score",
                    "0-100",
                    "Dallosso activity score",
                    0,
                    f -> f.habits().activityScore()),
            fact(
                    "diet_score",
                    "SD",
                    "prudent-diet principal-component score",
                    2,
                    f -> f.habits().dietScore()),
            new SimulatedColumn("smoking", "", "never, former or current", e -> {
                String smoking = e.row().facts().habits().smoking();
                return smoking == null ? "" : smoking;
            }),
            new SimulatedColumn(
                    "femoral_neck_bmd_g_cm2",
                    "g/cm2",
                    "areal BMD of the femoral neck, Lunar scale, simulated densitometer",
                    e -> number(e.row().bmd(), 4)),
            box("neck_x", "fraction of width", "centre of the true femoral-neck box, from the left", NeckBox::x),
            box("neck_y", "fraction of height", "centre of the true femoral-neck box, from the top", NeckBox::y),
            box("neck_half_width", "fraction of width", "half width of that box", NeckBox::halfWidth),
            box("neck_half_height", "fraction of height", "half height of that box", NeckBox::halfHeight));

    /** Only where both hips and pelves may occur, so that a cohort of hips keeps its bytes. */
    private static final SimulatedColumn VIEW = new SimulatedColumn(
            "view",
            "",
            "hip, or pelvis with both hips",
            e -> e.row().shown().view().name().toLowerCase(Locale.ROOT));

    private static final SimulatedColumn FIELD = new SimulatedColumn(
            "field_cm",
            "cm",
            "side of the exposed field at the detector",
            e -> number(e.row().shown().fieldCm(), 2));

    /** Only where metal may occur. */
    private static final SimulatedColumn IMPLANT = new SimulatedColumn(
            "implant",
            "",
            "none, or the metal in the hip that was measured; such a hip is in the test part, its BMD from before the implant",
            e -> e.row().shown().origin().implant().label());

    private static SimulatedColumn domain(Domain.Kind kind) {
        return new SimulatedColumn(
                "domain_" + kind.name().toLowerCase(Locale.ROOT),
                "",
                "the named family of " + kind.name().toLowerCase(Locale.ROOT) + " that the subject was drawn from",
                e -> e.row().shown().origin().domains().of(kind).label());
    }

    /** Those that a cohort has, in order. */
    static List<SimulatedColumn> of(SimulationConfig config) {
        List<SimulatedColumn> columns = new ArrayList<>(ALWAYS);
        boolean free = config.variety().domains().contains(Domain.FREE);
        if (config.pelvisShare() > 0 || free) {
            columns.add(VIEW);
        }
        if (free) {
            columns.add(FIELD);
        }
        if (config.variety().named()) {
            for (Domain.Kind kind : Domain.Kind.values()) {
                columns.add(domain(kind));
            }
        }
        if (config.variety().implantShare() > 0) {
            columns.add(IMPLANT);
        }
        return columns;
    }

    private static SimulatedColumn fact(
            String name, String unit, String description, int digits, Function<ClinicalFacts, Double> value) {
        return new SimulatedColumn(
                name, unit, description, e -> number(value.apply(e.row().facts()), digits));
    }

    private static SimulatedColumn box(String name, String unit, String description, Function<NeckBox, Double> value) {
        return new SimulatedColumn(
                name, unit, description, e -> number(value.apply(e.row().box()), 5));
    }

    private static String number(Double value, int digits) {
        return value == null ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
